"""What waits for a decision, whom one reaches, and what the others are told of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sextant.accounts.models import Person, Role
from sextant.assessment.choices import EndReason, ItemRole, SittingKind
from sextant.assessment.models import ItemDecision, ItemVersion, Response, Sitting
from sextant.assessment.piloting import ENOUGH_ANSWERS
from sextant.assessment.quality import actions
from sextant.assessment.quality.queries.lately import LATELY, MOST, decided_lately
from sextant.frameworks.document import Framework
from tests.assessment.quality.measured import edition_of, measure
from tests.assessment.sittings import answer, begin, learner, waiting
from tests.conftest import logged_in

UID = "essai.x1.cas-4"
PAGE = f"/questions/{UID}/"


def item(uid: str = UID) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def pilot(answers: int, someone: Person, framework: Framework, now: datetime) -> ItemVersion:
    """A question tried out so many times, all of them by one learner: who they are does not count."""
    ItemVersion.objects.filter(uid=UID).update(role=ItemRole.PILOT)
    found = item()
    who = learner(someone)
    sittings = [
        Sitting(
            learner=who, kind=SittingKind.DIAGNOSTIC, framework=framework.code, framework_version=framework.version, language="fr",
            edition="experts", seed=0, max_questions=1, started_at=now, finished_at=now, end_reason=EndReason.QUESTIONS,
        )
        for _answer in range(answers)
    ]  # fmt: skip
    Sitting.objects.bulk_create(sittings)
    Response.objects.bulk_create(
        Response(
            learner=who, sitting=sitting, position=1, item=found, language="fr", asked_at=now, answered_at=now, answer="A", score=0.0,
            pilot=True,
        )
        for sitting in sittings
    )  # fmt: skip
    return found


def english(client: Client, address: str) -> str:
    client.cookies["django_language"] = "en"
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("answers", "ready", "said"),
    [(0, False, "0 answers"), (7, False, "fewer than 11 answers"), (120, False, "120 answers"), (ENOUGH_ANSWERS, True, "")],
)
def test_a_question_tried_out_enough_reminds_those_who_decide(
    framework: Framework, chloe: Person, amina: Person, now: datetime, answers: int, ready: bool, said: str
) -> None:
    pilot(answers, amina, framework, now)
    client = logged_in(chloe)

    home, narrowed, page = (english(client, address) for address in ("/questions/", "/questions/?role=pilot&state=ready", PAGE))

    assert ("1 question was tried out enough: decide" in home) is ready
    assert (PAGE in narrowed) is ready
    assert ("Tried out enough: decide" in page) is ready
    assert ("It is being tried out" in page) is not ready
    assert said in page
    assert "7 answers" not in page


def test_whoever_decides_is_told_to_wait_for_the_numbers_where_there_are_none(
    framework: Framework, chloe: Person, amina: Person, now: datetime
) -> None:
    found = pilot(ENOUGH_ANSWERS, amina, framework, now)
    client = logged_in(chloe)

    before = english(client, PAGE)
    measure(edition_of(framework, now), found)
    after = english(client, PAGE)

    assert "Wait for the next calibration" in before
    assert "put it into the bank; if not" not in before
    assert "Wait for the next calibration" not in after
    assert "put it into the bank; if not" in after


def test_what_was_decided_is_no_reminder_any_more(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    found = pilot(ENOUGH_ANSWERS, amina, framework, now)
    actions.admit(version=found.pk, by=chloe, reason="", now=now)

    home, page = (english(logged_in(chloe), address) for address in ("/questions/", PAGE))

    assert "tried out enough: decide" not in home
    assert "ried out" not in page.partition('id="decide"')[0].partition("<main")[2]


def test_nothing_is_called_simulated_that_nobody_answered(framework: Framework, chloe: Person, now: datetime) -> None:
    measure(edition_of(framework, now, simulated=True), item("essai.x1.cas-1"))
    client = logged_in(chloe)

    assert "Simulated answers" in english(client, "/questions/essai.x1.cas-1/")
    assert "Simulated answers" not in english(client, PAGE)


def test_whom_a_decision_reaches_is_said_before_it_is_taken(
    framework: Framework, chloe: Person, amina: Person, bruno: Person, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    asked = waiting(sitting)
    client = logged_in(chloe)
    before = english(client, f"/questions/{asked.item.uid}/")
    answer(sitting, framework, now)

    under_way = english(client, f"/questions/{asked.item.uid}/")
    Sitting.objects.filter(pk=sitting.pk).update(finished_at=now)
    over = english(client, f"/questions/{asked.item.uid}/")

    assert "Nobody has answered this version: no level changes." in before
    assert "fewer than 11 learners answered it. Fewer than 11 tests under way hold it." in under_way
    assert "beyond your own cohorts: fewer than 11 learners answered it." in over
    assert "under way hold it" not in over


def test_others_are_told_of_a_decision_in_which_role_and_how_far_it_reaches(
    framework: Framework, chloe: Person, elise: Person, amina: Person, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    asked = waiting(sitting)
    answer(sitting, framework, now)
    decision = actions.neutralise(version=asked.item_id, by=chloe, reason="Deux réponses justes", now=_today())
    assert decision is not None

    hers, others = (english(logged_in(person), "/questions/") for person in (chloe, elise))

    for page, by in ((hers, "you"), (others, "teacher")):
        details, told = page.partition('id="lately"')[0], page.partition('id="lately"')[2].partition("</details>")[0]
        # Unfolded for those who did not decide it.
        assert (" open" in details.rpartition("<details")[2].partition(">")[0]) is (by == "teacher")
        assert "Neutralised" in told
        assert f"· {by} ·" in told
        assert f"{asked.item.uid}/?version={asked.item_id}#decide" in told
        assert "levels being computed again: fewer than 11 learners" in told
        assert "Chloé" not in told
    actions.recount(decision=decision.pk, now=_today())
    assert "levels computed again: fewer than 11 learners" in english(logged_in(elise), "/questions/")


def test_only_the_last_decisions_are_told(framework: Framework, chloe: Person, elise: Person, now: datetime) -> None:
    ItemDecision.objects.create(item=item(), verb="retire", by=chloe, decided_at=now - LATELY)
    for hours in range(MOST + 2):
        ItemDecision.objects.create(item=item(), verb="restore", by=elise, decided_at=now - timedelta(hours=hours))
    ItemDecision.objects.create(item=item(), verb="retire", by=None, decided_at=now + timedelta(seconds=1))
    Role.objects.filter(person=elise).delete()

    told = decided_lately(framework.code, by=chloe, now=now)

    assert len(told) == MOST
    assert [(one.decision.verb, one.role) for one in told[:2]] == [("retire", ""), ("restore", "")]
    assert decided_lately("autre", by=chloe, now=now) == []


def test_the_list_asks_as_often_for_one_decision_as_for_three(
    framework: Framework, chloe: Person, elise: Person, amina: Person, now: datetime
) -> None:
    client = logged_in(chloe)
    counts = []
    for someone in (chloe, elise, amina):
        ItemDecision.objects.create(item=item(), verb="restore", by=someone, decided_at=_today())
        client.get("/questions/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/questions/")
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 13, counts


def _today() -> datetime:
    """The pages look at the clock of the machine."""
    return timezone.now()
