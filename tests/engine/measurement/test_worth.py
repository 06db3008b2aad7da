"""What an answer with partial credit is worth."""

import numpy as np
import pytest

from sextant.engine.measurement.calibration import worths
from sextant.engine.measurement.calibration.worth import FIRM, MOST
from sextant.engine.measurement.gauss import Floats
from sextant.engine.measurement.irt import Item, NotAnItem, bank_of, probability
from sextant.engine.measurement.posterior import prior, update
from sextant.engine.measurement.replay import Observation, replay

PARTS = 4


def drawn(answers: int, *, parts: int, seed: int) -> Floats:
    """Return the worth found of one item that is `parts` right-or-wrong questions of one curve, the place of each person known."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=answers)
    chance = probability(theta, a=1.0, b=0.2)
    score = (rng.random((parts, answers)) < chance).mean(axis=0)
    ones = np.ones(answers)
    return worths(
        item=np.zeros(answers, dtype=np.intp),
        score=score,
        place=theta,
        place_sd=1e-6 * ones,
        a=ones,
        b=0.2 * ones,
        c=0.0 * ones,
        items=2,
    )


def test_an_answer_in_three_equal_parts_is_worth_three() -> None:
    found = drawn(20_000, parts=3, seed=1)

    assert found[0] == pytest.approx(3.0, rel=0.05)


def test_right_or_wrong_and_never_answered_are_worth_one() -> None:
    found = drawn(500, parts=1, seed=2)

    assert found.tolist() == [1.0, 1.0]


def test_few_answers_say_little_of_what_they_are_worth() -> None:
    few, many = (np.mean([drawn(count, parts=PARTS, seed=seed)[0] for seed in range(30)]) for count in (10, 1000))

    assert 1.0 < few < 1.0 + 10 / FIRM
    assert few < many <= MOST


def test_three_parts_on_their_own_are_the_item_of_worth_three() -> None:
    start = prior(["data", "law"])
    whole = Item(a=1.2, b=0.3, worth=3.0)
    part = Item(a=1.2, b=0.3)

    found = replay(start, [Observation(whole, 2 / 3)])

    expected = replay(start, [Observation(part, score) for score in (1.0, 1.0, 0.0)])
    np.testing.assert_allclose(found.mean, expected.mean, atol=0.01)
    np.testing.assert_allclose(found.sd, expected.sd, rtol=0.01)
    np.testing.assert_allclose(found.mean, update(start, whole, 2 / 3).mean, atol=1e-9)


def test_worth_and_weight_make_up_for_each_other() -> None:
    start = prior(["data"])

    found = update(start, Item(worth=2.0), 0.5, weight=0.5)

    np.testing.assert_allclose(found.mean, update(start, Item(), 0.5).mean)


def test_a_bank_keeps_what_its_items_are_worth() -> None:
    bank = bank_of([Item(a=1.5, worth=4.0), Item(a=1.5)], competences=1)

    assert bank.item(0).worth == 4.0
    assert bank.sharp.tolist() == [3.0, 1.5]


@pytest.mark.parametrize("worth", [0.5, float("nan")])
def test_an_answer_is_worth_one_at_least(worth: float) -> None:
    with pytest.raises(NotAnItem):
        Item(worth=worth)
