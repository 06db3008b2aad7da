"""The queue of those who keep the contents right."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Person
from sextant.assessment.actions import report_item
from sextant.assessment.choices import ReportState
from sextant.assessment.models import ItemReport, ItemVersion
from sextant.ground.audit.models import AuditEntry
from sextant.study.choices import RemarkState
from sextant.study.models import Remark
from sextant.study.remarks.actions import AlreadyReviewed, rate_resource, review_remark
from sextant.study.remarks.queries import LEAST_RATINGS, PAGE, ratings, waiting
from tests.assessment.sittings import learner
from tests.conftest import logged_in
from tests.study.checking import CONSENT
from tests.study.test_remarks import AT, error_by, question, text_of

QUEUE = "/etude/remarques/file/"


def reported(someone: Person, now: datetime, message: str = "La B est juste aussi.") -> ItemReport:
    item = ItemVersion.objects.get(uid="essai.res.consentement.check-1")
    return report_item(learner=learner(someone), item=item, message=message, now=now)


def test_queue_shows_what_waits_of_every_kind_without_who_said_it(amina: Person, chloe: Person, now: datetime) -> None:
    error_by(amina, now)
    reported(amina, now)
    logged_in(amina).post(f"{AT}/question/", question())
    rate_resource(learner=learner(amina), resource=CONSENT, content_hash="x", language="fr", rating=1, now=now)

    page = text_of(logged_in(chloe).get(QUEUE))

    for said in ("C’est faux depuis 2025.", "La B est juste aussi.", "Un confrère demande le dossier."):
        assert said in page
    assert page.count('class="remark"') == 3
    for identity in ("Amina", "amina@example.org", str(learner(amina).pk)):
        assert identity not in page


def test_queue_keeps_to_a_kind_and_to_a_resource(amina: Person, chloe: Person, small_pack: object, now: datetime) -> None:
    error_by(amina, now)
    reported(amina, now)
    Remark.objects.create(learner=learner(amina), kind="error", resource="essai.res.secret", language="fr", message="Autre", made_at=now)

    assert [said.kind for said in waiting(by=chloe, kind="question").listed] == ["question"]
    assert [said.message for said in waiting(by=chloe, resource="essai.res.secret").listed] == ["Autre"]
    assert waiting(by=chloe, kind="question", resource="essai.res.secret").listed == []
    assert dict(waiting(by=chloe, kind="item").kinds) == {"error": 2, "item": 0, "question": 1}


def test_oldest_waits_first_and_long_queues_have_pages(amina: Person, chloe: Person, now: datetime) -> None:
    for number in range(PAGE + 1):
        error_by(amina, now + timedelta(minutes=number), message=f"Faute {number}.")

    first, second = waiting(by=chloe, page=1).listed, waiting(by=chloe, page=2).listed

    assert first[0].message == "Faute 0."
    assert (len(first), [said.message for said in second]) == (PAGE, [f"Faute {PAGE}."])
    assert logged_in(chloe).get(f"{QUEUE}?page=99").status_code == 200
    assert logged_in(chloe).get(f"{QUEUE}?page={'9' * 5000}").status_code == 200


@pytest.mark.parametrize("state", ["accepted", "amended", "declined"])
def test_decision_is_kept_told_and_audited(amina: Person, chloe: Person, now: datetime, state: str) -> None:
    remark = error_by(amina, now)

    answer = logged_in(chloe).post(f"{QUEUE}remarque/{remark.pk}/", {"state": state, "reply": "Voici pourquoi."})

    remark.refresh_from_db()
    act = AuditEntry.objects.get(target=f"remark:{remark.pk}")
    assert answer["Location"] == QUEUE
    assert (remark.state, remark.reply) == (state, "Voici pourquoi.")
    assert (act.actor, act.verb, act.details["state"]) == (chloe.pk, "review-remark", state)
    assert waiting(by=chloe).count == 0
    assert "Voici pourquoi." in text_of(logged_in(amina).get("/etude/remarques/"))


def test_whoever_is_told_no_is_told_why(amina: Person, chloe: Person, now: datetime) -> None:
    remark = error_by(amina, now)

    answer = logged_in(chloe).post(f"{QUEUE}remarque/{remark.pk}/", {"state": "declined", "reply": " "})

    remark.refresh_from_db()
    assert (answer.status_code, remark.state) == (422, RemarkState.WAITING)


def test_second_reviewer_sees_what_the_first_decided(amina: Person, chloe: Person, elise: Person, now: datetime) -> None:
    remark = error_by(amina, now)
    hers = logged_in(elise)
    logged_in(chloe).post(f"{QUEUE}remarque/{remark.pk}/", {"state": "accepted", "reply": "Corrigé ce matin."})

    page = hers.post(f"{QUEUE}remarque/{remark.pk}/", {"state": "declined", "reply": "Non."}, follow=True)

    remark.refresh_from_db()
    assert (remark.state, remark.reply) == (RemarkState.ACCEPTED, "Corrigé ce matin.")
    assert "Corrigé ce matin." in text_of(page)
    assert "Non." not in text_of(page)
    assert AuditEntry.objects.filter(target=f"remark:{remark.pk}").count() == 1
    with pytest.raises(AlreadyReviewed):
        review_remark(key=remark.pk, by=elise, state=RemarkState.DECLINED, reply="Non.", now=now)


def test_nobody_reviews_what_they_said_themselves(chloe: Person, now: datetime) -> None:
    create_learner(person=chloe, now=now)
    remark, report = error_by(chloe, now), reported(chloe, now)
    client = logged_in(chloe)

    for path in (f"remarque/{remark.pk}/", f"question/{report.pk}/"):
        assert client.get(QUEUE + path).status_code == 404
        assert client.post(QUEUE + path, {"state": "accepted", "reply": "Oui."}).status_code == 404

    remark.refresh_from_db()
    assert remark.state == RemarkState.WAITING
    assert waiting(by=chloe).count == 0


def test_question_is_amended_in_the_reviewers_words(amina: Person, chloe: Person, now: datetime) -> None:
    logged_in(amina).post(f"{AT}/question/", question())
    remark, client = Remark.objects.get(), logged_in(chloe)
    page = client.get(f"{QUEUE}remarque/{remark.pk}/")
    better = question(stem="Un confrère que vous ne connaissez pas demande le dossier.", level="praticien", seen="on")

    client.post(f"{QUEUE}remarque/{remark.pk}/", {**better, "state": "amended", "reply": "Précisé."})

    remark.refresh_from_db()
    file = client.get(f"{QUEUE}questions.yaml").content.decode()
    assert "Un confrère demande le dossier. Que faites-vous ?" in text_of(page)
    assert remark.state == RemarkState.AMENDED
    assert remark.proposal["stem"] == "Un confrère demande le dossier. Que faites-vous ?"
    assert "que vous ne connaissez pas" in file
    assert "level: praticien" in file
    assert "seen: true" in file
    assert "que vous ne connaissez pas" in text_of(logged_in(amina).get("/etude/remarques/"))


def test_amendment_that_is_not_a_question_comes_back_filled(amina: Person, chloe: Person) -> None:
    logged_in(amina).post(f"{AT}/question/", question())
    remark = Remark.objects.get()
    worse = question(correct_2="", stem="Mieux dit.", level="praticien")

    answer = logged_in(chloe).post(f"{QUEUE}remarque/{remark.pk}/", {**worse, "state": "amended", "reply": "Précisé."})

    remark.refresh_from_db()
    assert (answer.status_code, remark.state) == (422, RemarkState.WAITING)
    assert "Mieux dit." in text_of(answer)
    assert "Précisé." in text_of(answer)


def test_question_written_in_english_is_taken_in_french_only(amina: Person, chloe: Person) -> None:
    logged_in(amina).post(f"{AT}/question/", question())
    Remark.objects.update(language="en")
    remark, client = Remark.objects.get(), logged_in(chloe)

    refused = client.post(f"{QUEUE}remarque/{remark.pk}/", {"state": "accepted"})
    client.post(f"{QUEUE}remarque/{remark.pk}/", {**question(level="initie"), "state": "amended"})

    remark.refresh_from_db()
    assert (refused.status_code, remark.state) == (422, RemarkState.AMENDED)


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_report_on_a_question_is_answered(amina: Person, chloe: Person, now: datetime, state: str) -> None:
    report, client = reported(amina, now), logged_in(chloe)

    client.post(f"{QUEUE}question/{report.pk}/", {"state": state, "reply": "Vu."})
    again = client.post(f"{QUEUE}question/{report.pk}/", {"state": "declined", "reply": "Autre."}, follow=True)

    report.refresh_from_db()
    assert (report.state, report.reply) == (ReportState(state), "Vu.")
    assert "Vu." in text_of(again)
    assert AuditEntry.objects.get(target=f"report:{report.pk}").actor == chloe.pk
    assert "Vu." in text_of(logged_in(amina).get("/etude/remarques/"))


@pytest.mark.parametrize("state", ["amended", "waiting", "", "x"])
def test_report_has_two_answers_only(amina: Person, chloe: Person, now: datetime, state: str) -> None:
    report = reported(amina, now)

    assert logged_in(chloe).post(f"{QUEUE}question/{report.pk}/", {"state": state, "reply": "Vu."}).status_code == 422


def test_mean_rating_needs_five_readers(small_pack: object, now: datetime) -> None:
    def rate(times: int) -> Any:
        for number in range(times):
            someone = create_learner(now=now)
            rate_resource(learner=someone, resource=CONSENT, content_hash="x", language="fr", rating=1 + number % 5, now=now)
        return ratings()[0]

    four = rate(LEAST_RATINGS - 1)
    five = rate(1)

    assert (four.count, four.mean) == (4, None)
    assert (five.count, five.mean) == (5, 2.2)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_queue_is_for_those_who_teach_or_manage(
    amina: Person, bruno: Person, chloe: Person, elise: Person, farid: Person, now: datetime, language: str
) -> None:
    error, report = error_by(amina, now), reported(amina, now)
    paths = [
        QUEUE,
        f"{QUEUE}notes/",
        f"{QUEUE}questions.yaml",
        f"{QUEUE}remarque/{error.pk}/",
        f"{QUEUE}question/{report.pk}/",
    ]

    def status(client: Client, path: str) -> int:
        client.cookies["django_language"] = language
        return int(client.get(path).status_code)

    for path in paths:
        assert [status(logged_in(someone), path) for someone in (chloe, elise)] == [200, 200]
        assert [status(logged_in(someone), path) for someone in (amina, bruno, farid)] == [404, 404, 404]
        assert status(Client(), path) == 302
    for path in paths[3:]:
        assert logged_in(amina).post(path, {"state": "accepted"}).status_code == 404
    error.refresh_from_db()
    assert error.state == RemarkState.WAITING


def test_remark_that_is_not_there_is_404(chloe: Person, amina: Person, now: datetime) -> None:
    rating = rate_resource(learner=learner(amina), resource=CONSENT, content_hash="x", language="fr", rating=1, now=now)
    client = logged_in(chloe)

    assert client.get(f"{QUEUE}remarque/{rating.pk}/").status_code == 404
    assert client.get(f"{QUEUE}question/{rating.pk}/").status_code == 404


def test_queue_takes_the_same_queries_for_one_and_for_many(amina: Person, chloe: Person, now: datetime) -> None:
    counts, client = [], logged_in(chloe)
    for rows in (1, 4):
        for number in range(rows):
            error_by(amina, now, message=f"{rows}.{number}")
            reported(amina, now, f"{rows}.{number}")
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            client.get(QUEUE)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 12
