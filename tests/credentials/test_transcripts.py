"""Transcripts: printed once, checked by anybody, withdrawn by their holder, gone with them."""

import json
import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sextant.accounts.actions import erase
from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import record_sitting
from sextant.assessment.bank import document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.assessment.results import result_of
from sextant.credentials.actions import hash_of, issue, withdraw
from sextant.credentials.codes import ALPHABET, new_code, read, shown
from sextant.credentials.content import content_of, duration
from sextant.credentials.models import PublicCode, Transcript
from sextant.credentials.pdf import printed, qr_svg, transcript_pdf
from sextant.credentials.queries import Activity, Evidence, Finished, Period, activity_of, transcript_by_code
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.choices import Assurance
from sextant.mastery.models import Declaration
from sextant.pathways.actions import complete
from tests.conftest import logged_in
from tests.credentials.printed import PARIS, issued
from tests.pathways.learners import place_at

HOME = reverse("credentials:transcripts")


@pytest.fixture
def placed(amina: Person, now: datetime) -> Learner:
    """Amina's learner after a diagnostic."""
    learner = Learner.objects.get(person=amina)
    place_at(learner, theta=0.5, now=timezone.now() - timedelta(days=1))
    return learner


def answer(learner: Learner, now: datetime) -> None:
    """A diagnostic in which everything is right, explained at once."""
    from sextant.frameworks.queries import framework_of

    framework, answers = framework_of(learner), []
    for item in ItemVersion.objects.filter(current=True, role="bank"):
        document = document_of(item)
        kind = type_of(document)
        answers.append(PastAnswer(item, kind.parse(document, kind.fabricate(document).right), now, now))
    kind_of = SittingKind.DIAGNOSTIC
    record_sitting(learner=learner, framework=framework, kind=kind_of, answers=answers, language="fr", edition="experts", now=now)


def form(**more: object) -> dict[str, object]:
    today = timezone.now().astimezone(PARIS).date()
    return {"first": (today - timedelta(days=30)).isoformat(), "last": today.isoformat(), "named": "on", "key": str(uuid4()), **more}


def public(transcript: Transcript) -> str:
    return reverse("credentials:public", args=[shown(transcript.code)])


def test_a_transcript_is_previewed_then_issued_then_public(amina: Person, placed: Learner) -> None:
    client = logged_in(amina)

    preview = client.get(HOME)
    client.post(HOME, form())
    transcript = Transcript.objects.get()
    page = Client().get(public(transcript))

    assert preview.context["content"]["name"] == "Amina Benali"
    assert transcript.content["name"] == "Amina Benali"
    assert page.status_code == 200
    assert "Amina Benali" in page.content.decode()
    assert transcript.content_hash in page.content.decode()


def test_the_levels_fold_above_the_button_and_stand_open_on_the_public_page(amina: Person, placed: Learner, now: datetime) -> None:
    preview = logged_in(amina).get(HOME, headers={"accept-language": "en"}).content.decode()
    page = Client().get(public(issued(placed, now, language="en"))).content.decode()

    before, _, after = preview.partition("See the levels, competence by competence")
    assert '<figure class="sights"' not in before
    assert '<figure class="sights"' in after
    assert '<figure class="sights"' in page
    assert "See the levels" not in page


def test_the_page_shows_what_was_printed_and_not_what_is_true_today(amina: Person, placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    before = Client().get(public(transcript)).content
    Person.objects.filter(pk=amina.pk).update(name="Amina Autrement")
    place_at(placed, theta=-3.0, now=timezone.now())

    assert Client().get(public(transcript)).content == before


def test_the_name_is_printed_only_if_wanted(amina: Person, placed: Learner) -> None:
    client = logged_in(amina)
    client.post(HOME, {key: value for key, value in form().items() if key != "named"})

    transcript = Transcript.objects.get()

    assert "Amina" not in json.dumps(transcript.content)
    assert "Amina" not in Client().get(public(transcript)).content.decode()


def test_somebody_without_a_name_is_not_called_by_their_address(amina: Person, placed: Learner, now: datetime) -> None:
    Person.objects.filter(pk=amina.pk).update(name="")
    logged_in(amina).post(HOME, form())

    assert "example.org" not in json.dumps(Transcript.objects.get().content)


def test_what_somebody_thought_of_themselves_stays_theirs(placed: Learner, framework: Framework, now: datetime) -> None:
    Declaration.objects.create(learner=placed, framework=framework.code, code="X1", level="expert", declared_at=now)

    transcript = issued(placed, now, language="en")
    page = Client().get(public(transcript)).content.decode()

    assert "thought" not in json.dumps(transcript.content).lower()
    assert "thought" not in page.lower()
    assert "your level" not in page.lower()


def test_a_doubled_click_issues_one(amina: Person, placed: Learner) -> None:
    client, sent = logged_in(amina), form()

    answers = [client.post(HOME, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Transcript.objects.count() == PublicCode.objects.count() == 1


def test_it_says_what_it_is_not_and_what_it_rests_on(placed: Learner, now: datetime) -> None:
    answer(placed, now)
    content = issued(placed, now, language="en").content

    facts = dict(content["facts"])
    assert "neither a diploma nor the regulatory attestation" in content["nature"]
    assert "never a certification" in content["nature"]
    assert facts["Assurance"] == "unsupervised"
    assert int(facts["Observations it rests on"]) > 0
    assert facts["Version of the framework"] == "2024"
    assert any("Unsupervised" in line for line in content["conditions"])
    assert "Explanations were shown after each answer." in content["conditions"]


@pytest.mark.parametrize(
    ("assurance", "certifies"), [(Assurance.DECLARED, False), (Assurance.UNSUPERVISED, False), (Assurance.SUPERVISED, True)]
)
def test_only_the_least_sure_observation_decides_what_is_claimed(
    placed: Learner, framework: Framework, now: datetime, assurance: Assurance, certifies: bool
) -> None:
    with translation.override("en"):
        content = content_of(
            result_of(placed, framework, now=now),
            placed,
            activity=Activity(0, (), ()),
            evidence=Evidence(12, assurance, True),
            period=Period(date(2026, 1, 1), date(2026, 2, 1), PARIS),
            name="",
            now=now,
        )

    assert ("never a certification" not in content["nature"]) is certifies


def test_finished_resources_are_those_of_the_period(placed: Learner, framework: Framework, now: datetime) -> None:
    complete(learner=placed, module="essai.res.consentement", module_hash="x", now=now)
    day = now.astimezone(PARIS).date()

    inside = activity_of(placed, framework, Period(day, day, PARIS))
    outside = activity_of(placed, framework, Period(day - timedelta(days=9), day - timedelta(days=1), PARIS))

    assert [one.day for one in inside.resources] == [day]
    assert outside.resources == ()


def test_both_days_of_a_period_are_included_in_the_zone_of_the_learner() -> None:
    period = Period(date(2026, 10, 25), date(2026, 10, 25), PARIS)

    assert period.until - period.since == timedelta(hours=25)


def test_sessions_are_told_apart_from_resources(placed: Learner, framework: Framework, now: datetime) -> None:
    complete(learner=placed, module="essai.res.atelier", module_hash="x", now=now)
    day = now.astimezone(PARIS).date()

    found = activity_of(placed, framework, Period(day, day, PARIS))

    assert len(found.sessions) == 1
    assert found.resources == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "1990-01-01"},
        {"last": "2999-01-01"},
        {"first": "2026-05-02", "last": "2026-05-01"},
        {"first": "hier"},
        {"first": ""},
        {"key": "nonsense"},
        {"last": "99999-99-99"},
    ],
)
def test_a_form_with_an_error_comes_back_filled_and_issues_nothing(amina: Person, placed: Learner, wrong: dict[str, str]) -> None:
    page = logged_in(amina).post(HOME, form(**wrong))

    assert page.status_code == 422
    assert not Transcript.objects.exists()
    assert all(value in page.content.decode() for key, value in wrong.items() if key != "key")


def test_nothing_is_stated_before_the_first_answer(amina: Person, farid: Person) -> None:
    assert "credentials:pdf" not in logged_in(amina).get(HOME).content.decode()
    assert logged_in(amina).post(HOME, form()).status_code == 422
    assert logged_in(farid).get(HOME).status_code == 200
    assert not Transcript.objects.exists()


def test_others_find_nothing(amina: Person, bruno: Person, farid: Person, chloe: Person, placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)

    for someone in (bruno, farid, chloe):
        client = logged_in(someone)
        assert client.get(reverse("credentials:pdf", args=[transcript.pk])).status_code == 404
        assert client.post(reverse("credentials:withdraw", args=[transcript.pk])).status_code == 404
    assert Client().get(HOME).status_code == 302
    assert Client().get(reverse("credentials:pdf", args=[transcript.pk])).status_code == 302
    transcript.refresh_from_db()
    assert transcript.withdrawn_at is None


def test_a_withdrawn_transcript_says_so_and_nothing_else(amina: Person, placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    client = logged_in(amina)
    client.post(reverse("credentials:withdraw", args=[transcript.pk]))
    client.post(reverse("credentials:withdraw", args=[transcript.pk]))

    page = Client().get(public(transcript)).content.decode()

    assert "Amina" not in page
    assert transcript.content_hash not in page
    assert "sights" not in page
    assert client.get(reverse("credentials:pdf", args=[transcript.pk])).status_code == 404


def test_withdrawing_twice_keeps_the_first_date(placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    withdraw(transcript=transcript, now=now)

    assert withdraw(transcript=transcript, now=now + timedelta(days=1)).withdrawn_at == now


def test_erasing_the_learner_removes_the_page(amina: Person, placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    erase(learner=placed, person=amina, now=now)

    page = Client().get(public(transcript))

    assert page.status_code == 404
    assert not PublicCode.objects.exists()


def test_strangers_need_no_cookie_and_get_none(placed: Learner, now: datetime) -> None:
    for address in (public(issued(placed, now)), reverse("credentials:public", args=["nonsense"]), reverse("credentials:check")):
        page = Client().get(address)

        assert not page.cookies
        assert page["X-Robots-Tag"].startswith("noindex")
        assert "Cookie" not in page.get("Vary", "") or "Accept-Language" in page["Vary"]


@pytest.mark.parametrize("code", ["nonsense", "7K2M-9QXD-0AZP-4TRW", "a" * 400, "é", "%27", "-"])
def test_an_unknown_code_is_told_helpfully(client: Client, db: None, code: str) -> None:
    page = client.get(reverse("credentials:public", args=[code]))

    assert page.status_code == 404
    assert reverse("credentials:check") in page.content.decode()


def test_a_code_is_read_however_it_is_typed(placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    code = shown(transcript.code)

    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", ""), code.replace("0", "O").replace("1", "l")):
        assert transcript_by_code(typed) == transcript
        assert Client().get(reverse("credentials:check"), {"code": typed})["Location"] == public(transcript)


def test_a_code_that_cannot_be_one_is_told(client: Client, db: None) -> None:
    assert client.get(reverse("credentials:check"), {"code": "AZERTY"}).status_code == 200
    assert "AZERTY" in client.get(reverse("credentials:check"), {"code": "AZERTY"}).content.decode()
    assert client.get(reverse("credentials:check")).status_code == 200


def test_codes_hold_eighty_bits_that_nobody_mistakes() -> None:
    codes = {new_code() for _ in range(2_000)}

    assert len(codes) == 2_000
    assert len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert all(read(shown(code)) == code for code in codes)


def test_contents_that_were_changed_behind_its_back_are_told(placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    transcript.content["name"] = "Quelqu’un d’autre"
    transcript.save(update_fields=["content"])

    page = Client().get(public(transcript)).content.decode()

    assert "notice-error" in page
    assert "notice-success" not in page


def test_the_fingerprint_is_that_of_what_the_database_gives_back(placed: Learner, now: datetime) -> None:
    transcript = issued(placed, now)
    transcript.refresh_from_db()

    assert hash_of(transcript.content) == transcript.content_hash


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_prints_as_a_tagged_pdf_in_its_own_language(amina: Person, placed: Learner, now: datetime, language: str) -> None:
    transcript = issued(placed, now, language=language)

    pdf = logged_in(amina).get(reverse("credentials:pdf", args=[transcript.pk]))
    again = logged_in(amina).get(reverse("credentials:pdf", args=[transcript.pk]), headers={"accept-language": "en"})

    assert pdf["Content-Type"] == "application/pdf"
    assert b"/StructTreeRoot" in pdf.content
    assert b"pdfuaid:part" in pdf.content
    assert f"/Lang({language})".encode() in pdf.content
    assert re.search(rb"/URI\s*\(http://testserver/releve/[0-9A-Z-]{19}/\)", pdf.content)
    assert pdf.content == again.content


def test_data_on_paper_is_never_source(placed: Learner, now: datetime) -> None:
    assert placed.person is not None
    placed.person.name = '#panic("x") *gras* $x^2$ "'
    transcript = issued(placed, now)

    assert printed(transcript, address="http://x.fr/")["name"].startswith("#panic")
    assert transcript_pdf(transcript, address="http://x.fr/").startswith(b"%PDF-")


def test_the_qr_code_is_a_picture_of_the_address() -> None:
    assert qr_svg("https://x.fr/releve/7K2M/").startswith("<svg")
    assert qr_svg("https://x.fr/a/") != qr_svg("https://x.fr/b/")


def test_simulated_learners_are_told(placed: Learner, now: datetime) -> None:
    assert issued(placed, now).content["simulated"] == ""
    Learner.objects.filter(pk=placed.pk).update(simulated=True)
    placed.refresh_from_db()

    transcript = issued(placed, now)

    assert transcript.content["simulated"]
    assert transcript.content["simulated"] in Client().get(public(transcript)).content.decode()


def test_durations_are_told_in_hours() -> None:
    assert [duration(minutes) for minutes in (0, 40, 120, 135)] == ["0\u00a0min", "40\u00a0min", "2\u00a0h", "2\u00a0h\u00a015"]


def test_a_long_list_of_what_was_finished_is_printed_whole(placed: Learner, framework: Framework, now: datetime) -> None:
    many = tuple(Finished(date(2026, 1, 1) + timedelta(days=n), Text({"fr": f"Ressource {n}"}), 10) for n in range(80))
    content = content_of(
        result_of(placed, framework, now=now),
        placed,
        activity=Activity(800, many, ()),
        evidence=Evidence(3, Assurance.UNSUPERVISED, False),
        period=Period(date(2026, 1, 1), date(2026, 6, 1), PARIS),
        name="Amina Benali",
        now=now,
    )
    transcript = issue(learner=placed, key=uuid4(), content=content, language="fr", now=now)

    assert transcript_pdf(transcript, address="http://x.fr/").startswith(b"%PDF-")


def test_pages_take_few_queries_whatever_was_issued(amina: Person, placed: Learner, now: datetime) -> None:
    client = logged_in(amina)
    answer(placed, now)
    complete(learner=placed, module="essai.res.consentement", module_hash="x", now=timezone.now())
    transcript = issued(placed, now)
    addresses = (public(transcript), reverse("credentials:pdf", args=[transcript.pk]), HOME)
    counts = []
    for _round in range(2):
        for address in addresses:
            client.get(address)
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
        issued(placed, now)
        issued(placed, now)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
