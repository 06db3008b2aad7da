"""My account: who I am, who sees what, and my data."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Cohort, Enrolment, Person
from sextant.mastery.models import Declaration
from tests.conftest import logged_in

ACCOUNT = "/compte/"


def archive(client: Client) -> ZipFile:
    """Download and open the archive."""
    response = client.get("/compte/donnees/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return ZipFile(BytesIO(response.content))


@pytest.mark.django_db
def test_a_learner_reads_the_names_of_those_who_see_them(amina, enrolled, chloe, elise, farid):
    page = logged_in(amina).get(ACCOUNT).content.decode()

    assert "Chloé Martin" in page
    assert "Élise Garnier" in page
    assert "Farid" not in page


@pytest.mark.django_db
def test_a_stranger_is_seen_by_nobody(farid, amina, enrolled, chloe, elise):
    page = logged_in(farid).get(ACCOUNT).content.decode()

    assert "Chloé Martin" not in page
    assert "Droit 2026" not in page


@pytest.mark.django_db
def test_a_teacher_of_another_cohort_is_not_among_them(amina, enrolled, cohort, university, now):
    from sextant.accounts.models import Role

    other = Cohort.objects.create(
        institution=university, name="Autre", code="AUTRE", framework="droit-essai", framework_version="2024", created_at=now
    )
    Role.objects.create(
        person=Person.objects.create_user("z@example.org", name="Zoé Ailleurs"), kind="teacher", institution=university, cohort=other
    )

    assert "Zoé Ailleurs" not in logged_in(amina).get(ACCOUNT).content.decode()


@pytest.mark.django_db
def test_the_page_takes_the_same_queries_for_one_and_three_cohorts(
    amina, enrolled, chloe, elise, cohort, now, django_assert_max_num_queries
):
    client = logged_in(amina)
    with django_assert_max_num_queries(12) as first:
        client.get(ACCOUNT)
    for number in (2, 3):
        more = Cohort.objects.create(
            institution=cohort.institution,
            name=f"C{number}",
            code=f"C{number}",
            framework="droit-essai",
            framework_version="2024",
            created_at=now,
        )
        Enrolment.objects.create(learner=enrolled, cohort=more, joined_at=now)
    with django_assert_max_num_queries(len(first)):
        assert "C3" in client.get(ACCOUNT).content.decode()


@pytest.mark.django_db
def test_name_and_language_are_kept_and_spoken_at_once(amina):
    client = logged_in(amina)

    response = client.post(ACCOUNT, {"name": "Amina B.", "language": "en"}, follow=True)

    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina B.", "en")
    assert '<html lang="en">' in response.content.decode()


@pytest.mark.django_db
def test_a_language_nobody_speaks_is_refused_and_the_name_typed_stays(amina):
    response = logged_in(amina).post(ACCOUNT, {"name": "Amina B.", "language": "xx"})

    assert 'value="Amina B."' in response.content.decode()
    amina.refresh_from_db()
    assert amina.name == "Amina Benali"


@pytest.mark.django_db
def test_the_archive_holds_the_same_rows_three_times(amina, enrolled, now):
    Declaration.objects.create(
        learner=enrolled, framework="droit-essai", code="D1", level="socle", certificate="=HYPERLINK(1)", declared_at=now
    )

    found = archive(logged_in(amina))

    document = json.loads(found.read("data.json"))
    assert document["tables"]["accounts.Person"]["rows"][0]["email"] == amina.email
    assert document["tables"]["mastery.Declaration"]["rows"][0]["code"] == "D1"
    rows = list(csv.DictReader(StringIO(found.read("csv/mastery.declaration.csv").decode("utf-8-sig"))))
    assert (rows[0]["level"], rows[0]["certificate"]) == ("socle", "'=HYPERLINK(1)")
    page = found.read("index.html").decode()
    assert amina.email in page
    assert "socle" in page


@pytest.mark.django_db
def test_the_archive_holds_no_secret_and_nobody_else(amina, enrolled, bruno):
    client = logged_in(amina)

    text = "".join(archive(client).read(name).decode() for name in archive(client).namelist())

    assert amina.password not in text
    assert client.session.session_key not in text
    assert bruno.email not in text
    assert str(bruno.learner.pk) not in text


@pytest.mark.django_db
def test_a_visitor_downloads_their_answers_and_nobody_nothing(client, now):
    assert client.get("/compte/donnees/").status_code == 404
    learner = create_learner(now=now)
    session = client.session
    session["learner"] = str(learner.pk)
    session.save()

    assert str(learner.pk) in archive(client).read("data.json").decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_declared_line_says_why_how_long_and_who(client, language):
    from sextant.ground.privacy.registry import declared

    page = client.get("/compte/confidentialite/", headers={"Accept-Language": language}).content.decode()

    assert page.count("<tbody>") >= 4
    for holding in declared():
        if holding.is_personal:
            assert holding.what, holding.model
            assert holding.basis.value != "none", holding.model
            assert holding.retention, holding.model
            assert holding.seen_by, holding.model
