"""Élise's desk, Chloé's cohort, Farid's nothing."""

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sextant.accounts.actions import create_learner, enrol
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Cohort, Institution, Invitation, Learner, Person, Role, RosterImport
from sextant.ground.audit.models import AuditEntry
from tests.conftest import logged_in, person

FILE = "mail;nom;profession;étape\nnew@example.org;Neuf;juriste;Études\nbad;Mal;;\nnew@example.org;Encore;;\n"


def url(name: str, thing: Any = None, *rest: str) -> str:
    return reverse(f"insight:{name}", args=[thing.pk, *rest] if thing is not None else [])


def send(client: Client, cohort: Cohort, content: bytes | str, name: str = "liste.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(url("roster", cohort), {"file": SimpleUploadedFile(name, raw)})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_elise_walks_from_an_institution_to_invitations(elise: Person, small_pack: object, language: str) -> None:
    client = logged_in(elise)
    client.cookies["django_language"] = language

    client.post(url("institution_new"), {"name": "IFSI de Nîmes", "uai": "0300000a", "zone": "Europe/Paris", "manager": ""})
    institution = Institution.objects.get(name="IFSI de Nîmes")
    assert institution.uai == "0300000A"
    shown = client.get(url("cohort_new", institution))
    code = shown.context["form"].initial["code"]
    client.post(
        url("cohort_new", institution), {"name": "Promotion 2026", "code": code, "deadline": "2027-06-12", "framework": "droit-essai@2024"}
    )
    cohort = Cohort.objects.get(name="Promotion 2026")
    drafted = send(client, cohort, FILE)
    roster = RosterImport.objects.get(cohort=cohort)
    assert drafted.url == url("roster_difference", roster)
    page = client.get(drafted.url).content.decode()
    assert "new@example.org" in page
    client.post(url("roster_apply", roster))
    assert Invitation.objects.get(cohort=cohort).name == "Neuf"
    client.post(url("invitations", cohort), {"what": "new"})
    assert client.get(url("invitations", cohort)).status_code == 200
    client.post(url("roster_undo", roster))

    assert not Invitation.objects.filter(cohort=cohort).exists()
    assert (
        AuditEntry.objects.filter(actor=elise.pk, verb__in=["institution.create", "cohort.create", "roster.apply", "roster.undo"]).count()
        == 4
    )


def test_a_refused_file_says_what_to_do_and_imports_nothing(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)

    answer = send(client, cohort, "nom;prenom\nBenali;Amina\n")

    assert answer.status_code == 422
    assert "e-mail" in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_a_name_in_a_file_is_shown_as_text(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)

    answer = send(client, cohort, 'mail;nom\na@example.org;"<script>alert(1)</script>"\n')
    page = client.get(answer.url).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_template_a_manager_downloads_is_understood_when_sent_back(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)
    for kind in ("csv", "xlsx"):
        given = client.get(url("roster_template", cohort, kind))

        answer = send(client, cohort, given.content, f"liste.{kind}")

        counts = RosterImport.objects.get(pk=answer.url.split("/")[-2]).summary
        assert counts["counts"]["added"] == 1, counts
        assert counts["ignored"] == []
    assert client.get(url("roster_template", cohort, "exe")).status_code == 404


def test_applying_twice_says_so(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)
    send(client, cohort, FILE)
    roster = RosterImport.objects.get()

    client.post(url("roster_apply", roster))
    client.post(url("roster_apply", roster))

    assert Invitation.objects.count() == 1
    assert AuditEntry.objects.filter(verb="roster.apply").count() == 1


def test_a_dry_run_can_be_forgotten(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)
    send(client, cohort, FILE)

    client.post(url("roster_discard", RosterImport.objects.get()))

    assert not RosterImport.objects.exists()


def test_elise_names_a_teacher_and_ends_the_role(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)

    client.post(url("teacher_name", cohort), {"email": "prof@example.org"})
    role = Role.objects.get(kind=RoleKind.TEACHER)
    assert "prof@example.org" in client.get(url("cohort_settings", cohort)).content.decode()
    client.post(url("role_end", role))

    assert not Role.objects.filter(pk=role.pk).exists()


def test_a_bad_address_keeps_the_page_and_what_was_typed(elise: Person, cohort: Cohort) -> None:
    answer = logged_in(elise).post(url("teacher_name", cohort), {"email": "prof@"})

    assert answer.status_code == 422
    assert 'value="prof@"' in answer.content.decode()


def test_the_last_manager_stays(elise: Person, university: Institution) -> None:
    logged_in(elise).post(url("role_end", Role.objects.get(person=elise)))

    assert Role.objects.filter(person=elise).exists()


def test_a_taken_code_is_told_beside_its_field(elise: Person, cohort: Cohort) -> None:
    given = {"name": "Autre", "code": cohort.code, "deadline": "", "framework": "droit-essai@2024"}

    answer = logged_in(elise).post(url("cohort_new", cohort.institution), given)

    assert "code" in answer.context["form"].errors
    assert Cohort.objects.count() == 1


def test_the_settings_show_what_changes_between_versions(elise: Person, cohort: Cohort) -> None:
    page = logged_in(elise).get(url("cohort_settings", cohort)).content.decode()

    assert "pseudonymisée" in page
    assert "<ins>" in page


def test_a_changed_deadline_reaches_the_cohort(elise: Person, cohort: Cohort) -> None:
    given = {"name": cohort.name, "code": cohort.code, "deadline": "2027-07-01", "framework": "droit-essai@2026"}

    logged_in(elise).post(url("cohort_settings", cohort), given)

    cohort.refresh_from_db()
    assert (str(cohort.deadline), cohort.framework_version) == ("2027-07-01", "2026")


def test_closing_and_opening_again(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)
    client.post(url("cohort_archive", cohort))
    cohort.refresh_from_db()
    assert cohort.archived_at is not None

    client.post(url("cohort_archive", cohort))
    cohort.refresh_from_db()
    assert cohort.archived_at is None


def test_a_withdrawn_invitation_is_gone(elise: Person, cohort: Cohort) -> None:
    client = logged_in(elise)
    send(client, cohort, FILE)
    client.post(url("roster_apply", RosterImport.objects.get()))

    client.post(url("invitation_withdraw", Invitation.objects.get()))

    assert not list(client.get(url("invitations", cohort)).context["page_obj"])
    assert Invitation.objects.get().state == "withdrawn"


def test_chloe_sees_progress_and_no_roster(chloe: Person, cohort: Cohort, enrolled: Learner) -> None:
    client = logged_in(chloe)

    assert "Amina Benali" in client.get(url("cohort", cohort)).content.decode()
    assert client.get(url("report", cohort)).status_code == 200
    assert client.get(url("export", cohort, "csv")).status_code == 200
    for name in ("roster", "invitations", "cohort_settings"):
        assert client.get(url(name, cohort)).status_code == 404


def test_chloe_does_not_see_a_sibling_cohort(chloe: Person, cohort: Cohort, now: datetime) -> None:
    sibling = Cohort.objects.create(
        institution=cohort.institution, name="Autre", code="AUTRE", framework="droit-essai", framework_version="2024", created_at=now
    )

    assert logged_in(chloe).get(url("cohort", sibling)).status_code == 404


def test_farid_sees_no_desk(farid: Person, cohort: Cohort) -> None:
    client = logged_in(farid)

    assert client.get(url("desk")).status_code == 404
    assert client.get(url("cohort", cohort)).status_code == 404


def test_an_administrator_sets_up_and_sees_no_learner(farid: Person, cohort: Cohort) -> None:
    Person.objects.filter(pk=farid.pk).update(is_staff=True)
    client = logged_in(farid)

    assert client.get(url("desk")).status_code == 200
    assert client.get(url("cohort_settings", cohort)).status_code == 200
    for name in ("cohort", "roster", "invitations", "report"):
        assert client.get(url(name, cohort)).status_code == 404


def test_an_unproved_address_opens_no_cohort(cohort: Cohort) -> None:
    stranger = Person.objects.create_user("prof@example.org")
    Role.objects.create(person=stranger, kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort)
    client = logged_in(stranger)

    desk = client.get(url("desk"))

    assert reverse("account_email") in desk.content.decode()
    assert client.get(url("cohort", cohort)).status_code == 404


def filled(cohort: Cohort, count: int, now: datetime) -> None:
    for number in range(count):
        someone = person(f"p{cohort.enrolments.count()}-{number}@example.org", f"Personne {number}")
        learner = create_learner(person=someone, now=now)
        Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes")
        enrol(learner=learner, cohort=cohort, now=now - timedelta(days=20))


@pytest.mark.parametrize("name", ["cohort", "report", "desk", "institution", "roster", "invitations"])
def test_pages_take_as_many_queries_for_three_as_for_one(elise: Person, cohort: Cohort, now: datetime, name: str) -> None:
    client = logged_in(elise)
    thing = {"desk": None, "institution": cohort.institution}.get(name, cohort)
    counts = []
    for people in (1, 2):
        filled(cohort, people, now)
        client.get(url(name, thing))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, thing)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 12


def test_the_table_of_a_cohort_holds_no_formula(elise: Person, cohort: Cohort, enrolled: Learner) -> None:
    Person.objects.filter(learner=enrolled).update(name='=HYPERLINK("http://evil.example")')
    client = logged_in(elise)

    text = client.get(url("export", cohort, "csv")).content.decode("utf-8-sig")
    book = client.get(url("export", cohort, "xlsx"))

    assert "'=HYPERLINK" in text
    assert text.startswith(("Nom;", "Name;"))
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert AuditEntry.objects.filter(verb="cohort.export", actor=elise.pk).count() == 2


def test_a_name_like_a_workbook_s_own_markup_breaks_no_workbook(elise: Person, cohort: Cohort, enrolled: Learner) -> None:
    Person.objects.filter(learner=enrolled).update(name="<r><t>Amina</r>")

    book = logged_in(elise).get(url("export", cohort, "xlsx"))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0].strip() == "<r><t>Amina</r>"


def test_the_report_names_nobody_and_prints_as_pdf(elise: Person, cohort: Cohort, enrolled: Learner) -> None:
    client = logged_in(elise)

    page = client.get(url("report", cohort)).content.decode()
    pdf = client.get(url("report_pdf", cohort))

    assert "Amina" not in page
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"].startswith("attachment")
