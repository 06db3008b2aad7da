"""Which items moved by more than the errors allow: false alarms where nothing moved, and what did move found."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from sextant.assessment.calibration.comparing import AT_REST, Comparison, Known, Named, compared, strongest
from sextant.assessment.calibration.queries import comparison
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.models import ItemVersion
from sextant.engine.measurement.calibration import JointCalibration, calibrate_joint, events, priors
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from tests.assessment.calibration.answering import bank, harder, people_answer

COMPETENCES, EACH, ASKED = 4, 10, 25
DOUBTS = dict.fromkeys(range(5), 1.0)


def known(found: JointCalibration) -> dict[int, Known]:
    return {
        place: Known(float(found.a[place]), float(found.b[place]), float(found.b_se[place]), int(found.n[place]))
        for place in range(len(found.b))
    }


def named(count: int) -> dict[int, Named]:
    return {key: Named(f"item-{key:03}", Text("?"), "A", True) for key in range(count)}


def two_editions(seed: int) -> Comparison:
    """Calibrate 250 people, then the same and 250 more, to whom the items are what they were."""
    random = np.random.default_rng(seed)
    items = COMPETENCES * EACH
    axis, truth = np.repeat(np.arange(COMPETENCES), EACH), random.normal(0, 1, items)
    before = priors(items, b=truth + random.normal(0, 0.5, items), b_sd=0.5)
    between = np.full((COMPETENCES, COMPETENCES), 0.5) + 0.5 * np.eye(COMPETENCES)
    theta = random.multivariate_normal(np.zeros(COMPETENCES), between, 500)
    person = np.repeat(np.arange(500), ASKED)
    item = np.concatenate([random.choice(items, ASKED, replace=False) for _ in range(500)])
    score = (random.random(len(item)) < 1 / (1 + np.exp(truth[item] - theta[person, axis[item]]))).astype(float)
    editions = []
    for people in (250, 500):
        here = person < people
        answers = events(
            person=person[here],
            item=item[here],
            score=score[here],
            directions=np.eye(COMPETENCES)[axis],
            mean=np.zeros((people, COMPETENCES)),
        )
        editions.append(known(calibrate_joint(answers, before=before)))
    return compared(*editions, named(items), doubts=dict.fromkeys(range(items), 0.5), same_people=True)


def test_errors_of_a_move_are_those_of_chance() -> None:
    """At most those, and not far below: independent errors would give half of the spread, forgetting how many answers are the same."""
    moves = [move for seed in range(3) for move in two_editions(seed).moves]

    spread = np.std([1.645 * move.by / move.allowed for move in moves])
    alarms = np.mean([abs(move.by) > move.allowed for move in moves])

    assert 0.6 < spread < 1.1
    assert alarms < 0.1
    assert sum(move.sure for move in moves) == 0


def test_an_item_that_experts_misjudged_is_found_and_others_are_not(framework: Framework, now: datetime) -> None:
    misjudged = min(bank(), key=lambda item: item.b)
    people_answer(framework, now, people=200, chance=harder(misjudged.uid, 4.0))
    edition = calibrate(framework, simulated=False, now=now).edition

    found = comparison(edition, None)

    assert [move.item.uid for move in found.sure] == [misjudged.uid]
    assert found.moves[0].by > found.moves[0].allowed > 0
    assert found.moves[0].before.n == 0
    assert (found.new, found.gone) == ((), ())


def test_an_item_that_became_harder_is_found_and_others_are_not(framework: Framework, now: datetime) -> None:
    drifting = bank()[3]
    people_answer(framework, now, people=150)
    older = calibrate(framework, simulated=False, now=now).edition
    people_answer(framework, now, people=150, chance=harder(drifting.uid, 2.5), seed=8)
    newer = calibrate(framework, simulated=False, now=now + timedelta(days=1)).edition

    found = comparison(newer, older)

    assert [move.item.uid for move in found.sure] == [drifting.uid]
    assert found.sure[0].by > 0


def test_items_that_came_and_went_are_told_apart(framework: Framework, now: datetime, django_assert_num_queries: object) -> None:
    come, gone = bank()[0], bank()[1]
    people_answer(framework, now, people=60, items=[item for item in bank() if item != come])
    older = calibrate(framework, simulated=False, now=now).edition
    ItemVersion.objects.filter(pk=gone.pk).update(withdrawn="neutralised", current=False)
    people_answer(framework, now, people=60, items=[item for item in bank() if item != gone], seed=8)
    newer = calibrate(framework, simulated=False, now=now + timedelta(days=1)).edition

    with django_assert_num_queries(1):  # type: ignore[operator]
        found = comparison(newer, older)

    assert [one.uid for one in found.new] == [come.uid]
    assert [(one.uid, one.asked) for one in found.gone] == [(gone.uid, False)]
    assert len(found.moves) == len(bank()) - 1


def test_the_same_edition_is_no_move() -> None:
    same = {key: Known(1.0, float(key), 0.2, 100) for key in range(5)}

    found = compared(same, same, named(5), doubts=DOUBTS, same_people=True)

    assert found.sure == ()
    assert found.agreement == pytest.approx(1.0)
    assert (found.apart, found.moves[0].allowed) == (0.0, pytest.approx(1.645 * AT_REST))


def test_answers_of_other_people_have_independent_errors() -> None:
    one, other = {0: Known(1.0, 0.0, 0.3, 100)}, {0: Known(1.0, 0.5, 0.4, 100)}

    found = compared(one, other, named(1), doubts=DOUBTS, same_people=False)

    assert found.moves[0].allowed == pytest.approx(1.645 * np.sqrt(0.25 + AT_REST**2))


def test_nothing_to_compare_is_no_number() -> None:
    alike = {key: Known(1.0, 0.5, 0.2, 100) for key in range(5)}

    empty, level = compared({}, {}, {}, doubts={}, same_people=True), compared(alike, alike, named(5), doubts=DOUBTS, same_people=True)

    assert (empty.moves, empty.agreement, empty.apart) == ((), None, None)
    assert level.agreement is None
    assert strongest([[1.0]]) is None
    assert strongest([[1, 0.2, 0.9], [0.2, 1, 0.4], [0.9, 0.4, 1]]) == (0.2, 0.9)
