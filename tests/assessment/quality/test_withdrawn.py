"""What is under way elsewhere survives a question that is withdrawn: sittings, plans, reviews, notebooks, search, exports, reports."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import report_item
from sextant.assessment.choices import AttemptKind, ItemRole
from sextant.assessment.models import ItemVersion, Response
from sextant.assessment.pack import AssessmentPackPart
from sextant.assessment.practice.queries import missed
from sextant.assessment.quality.actions import neutralise, recount, restore, retire
from sextant.assessment.quality.tasks import find_again
from sextant.config.discovery import searchables
from sextant.frameworks.document import Framework
from sextant.ground.search import rebuild, staleness
from sextant.mastery.queries import observations_of
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Plan
from sextant.study.choices import CardKind
from sextant.study.models import Card
from sextant.study.review.actions import gather
from sextant.study.review.queries import due_count
from tests.assessment.sittings import answer_all, begin, learner, waiting
from tests.conftest import logged_in
from tests.pathways.learners import constrained

VERBS = [retire, neutralise]


@pytest.fixture
def wrong(amina: Person, framework: Framework, now: datetime) -> Response:
    """A question Amina got wrong, and read why."""
    me = learner(amina)
    answer_all(begin(me, framework, now), framework, now, right=False)
    return Response.objects.filter(learner=me).select_related("item").order_by("position")[0]


def withdrawn(verb: object, response: Response, by: Person, now: datetime) -> None:
    decision = verb(version=response.item_id, by=by, reason="", now=now)  # type: ignore[operator]
    assert decision is not None
    recount(decision=decision.pk, now=now)


@pytest.mark.parametrize("verb", VERBS)
def test_question_on_the_screen_can_be_answered_in_the_browser(
    framework: Framework, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    from tests.assessment.sittings import post_answer

    sitting = begin(learner(amina), framework, now)
    asked = waiting(sitting)
    withdrawn(verb, asked, chloe, now)
    client = logged_in(amina)

    assert client.get(f"/diagnostic/{sitting.pk}/").status_code == 200
    post_answer(client, sitting.pk)

    asked.refresh_from_db()
    assert asked.answered_at is not None
    assert waiting(sitting).item_id != asked.item_id


@pytest.mark.parametrize("verb", VERBS)
def test_result_and_explanations_are_shown(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    withdrawn(verb, wrong, chloe, now)
    client = logged_in(amina)

    assert client.get("/resultat/").status_code == 200
    assert client.get(f"/diagnostic/{wrong.sitting_id}/explications/").status_code == 200
    assert client.get("/resultat/pdf").status_code == 200


@pytest.mark.parametrize("verb", VERBS)
def test_plan_is_made_again(framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object) -> None:
    me = learner(amina)
    constrained(me, now=now)
    make_plan(learner=me, now=now, improve=False)

    withdrawn(verb, wrong, chloe, now)

    assert Plan.objects.get(learner=me, current=True).stale == (verb is neutralise)
    assert logged_in(amina).get("/parcours/").status_code == 200
    make_plan(learner=me, now=now, improve=False)
    assert not Plan.objects.get(learner=me, current=True).stale


@pytest.mark.parametrize("verb", VERBS)
def test_review_asks_it_no_more_until_it_is_back(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    me, later = learner(amina), now + timedelta(days=40)
    gather(learner=me, framework=framework, now=later)
    Card.objects.filter(learner=me).exclude(uid=wrong.item.uid).delete()
    card = Card.objects.get(learner=me, kind=CardKind.ITEM)
    assert due_count(me, now=later) == 1
    withdrawn(verb, wrong, chloe, now)
    client = logged_in(amina)

    assert due_count(me, now=later) == 0
    assert client.get("/etude/revision/").status_code == 200
    assert client.get(f"/etude/revision/{card.pk}/").status_code in (302, 404)
    withdrawn(restore, wrong, chloe, now)
    assert due_count(me, now=later) == 1


def test_mistake_on_a_neutralised_question_is_no_mistake(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime
) -> None:
    me = learner(amina)
    before = {one.uid for one in missed(me)}

    withdrawn(neutralise, wrong, chloe, now)

    assert {one.uid for one in missed(me)} == before - {wrong.item.uid}
    assert logged_in(amina).get("/etude/controles/erreurs/").status_code == 200
    withdrawn(restore, wrong, chloe, now)
    assert {one.uid for one in missed(me)} == before


@pytest.mark.parametrize("verb", VERBS)
def test_retired_mistake_stays_in_the_notebook_and_cannot_be_tried_again(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    withdrawn(verb, wrong, chloe, now)

    page = logged_in(amina).get("/etude/controles/erreurs/").content.decode()

    assert f"/etude/controles/{wrong.item.uid}/" not in page


@pytest.mark.parametrize("verb", VERBS)
def test_check_and_exercise_disappear_from_their_pages(
    framework: Framework, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    client = logged_in(amina)
    for role in (ItemRole.CHECK, ItemRole.EXERCISE):
        row = ItemVersion.objects.filter(role=role, current=True)[0]
        verb(version=row.pk, by=chloe, reason="", now=now)  # type: ignore[operator]
        page = client.get(f"/etude/ressource/{row.resource}/" if role == ItemRole.CHECK else "/etude/exercices/")
        assert page.status_code in (200, 404)
        assert row.uid not in page.content.decode()


def test_check_on_the_screen_counts_as_was_decided(framework: Framework, amina: Person, chloe: Person, now: datetime) -> None:
    from uuid import uuid4

    from sextant.assessment.practice.actions import answer_item
    from tests.study.reviewing import answers_of

    me = learner(amina)
    row = ItemVersion.objects.filter(role=ItemRole.CHECK, current=True)[0]
    form = answers_of(row.uid, "right")
    decision = neutralise(version=row.pk, by=chloe, reason="", now=now)
    assert decision is not None
    row.refresh_from_db()

    attempt = answer_item(
        learner=me, framework=framework, item=row, key=uuid4(), kind=AttemptKind.CHECK, form=form, language="fr",
        shown_at=now - timedelta(minutes=5), now=now,
    )  # fmt: skip

    found = observations_of(me, framework.code).filter(source_id=attempt.pk)
    assert [one.weight for one in found] in ([0], [])
    assert attempt.weight > 0


@pytest.mark.parametrize("verb", VERBS)
def test_search_finds_it_no_more_until_it_is_back(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    rebuild(searchables())
    client, words = logged_in(amina), {"q": wrong.item.body["stem"]["fr"][:60]}

    def found() -> bool:
        return f"/explication/{wrong.position}/" in client.get("/recherche/", words).content.decode()

    assert found()
    withdrawn(verb, wrong, chloe, now)
    find_again.call(uid=wrong.item.uid)
    assert not found()
    assert staleness(searchables()).fresh
    withdrawn(restore, wrong, chloe, now)
    find_again.call(uid=wrong.item.uid)
    assert found()
    assert staleness(searchables()).fresh


@pytest.mark.parametrize("verb", VERBS)
def test_exports_hold_what_was_answered_and_the_pack_leaves_it_out(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    withdrawn(verb, wrong, chloe, now)

    archive = logged_in(amina).get("/compte/donnees/")
    files = AssessmentPackPart().export(wrong.item.pack)

    assert archive.status_code == 200
    content = b"".join(archive) if archive.streaming else archive.content  # type: ignore[arg-type]
    assert ZipFile(BytesIO(content)).namelist()
    assert not any(wrong.item.uid in text for text in files.values())


@pytest.mark.parametrize("verb", VERBS)
def test_report_about_it_can_still_be_answered(
    framework: Framework, wrong: Response, amina: Person, chloe: Person, now: datetime, verb: object
) -> None:
    report = report_item(learner=Learner.objects.get(person=amina), item=wrong.item, message="Elle est fausse", now=now)
    withdrawn(verb, wrong, chloe, now)
    client = logged_in(chloe)

    assert client.get("/etude/remarques/file/").status_code == 200
    assert client.get(f"/etude/remarques/file/question/{report.pk}/").status_code == 200
    assert logged_in(amina).get("/etude/remarques/").status_code == 200
    assert f"/questions/{wrong.item.uid}/" in client.get(f"/etude/remarques/file/question/{report.pk}/").content.decode()
