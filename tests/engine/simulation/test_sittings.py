"""Sittings simulated together: the same as one by one, and what they recover."""

import numpy as np
import pytest

from sextant.engine.measurement.adaptive import next_item
from sextant.engine.measurement.gauss import half_width
from sextant.engine.measurement.irt import Bank, bank_from
from sextant.engine.measurement.posterior import prior, update
from sextant.engine.simulation.learners import draw_abilities, draw_scores
from sextant.engine.simulation.sittings import sit_together

DOMAINS = ("data", "data", "law", "tools", "tools")
START = prior(DOMAINS)


def seeded_bank(*, each: int, seed: int, graded: bool = False) -> Bank:
    """Return a bank of `each` items a competence, some on two competences, some uncertain, some guessable."""
    rng = np.random.default_rng(seed)
    d, n = len(DOMAINS), each * len(DOMAINS)
    loads = np.eye(d)[np.repeat(np.arange(d), each)]
    loads[::7] = 0.7 * loads[::7] + 0.3 * np.roll(loads[::7], 1, axis=1)
    return bank_from(
        a=rng.lognormal(0.2, 0.25, n),
        b=rng.normal(size=n),
        c=rng.choice([0.0, 0.2], n),
        b_sd=0.3,
        loads=loads,
        competences=d,
        graded=graded,
    )


@pytest.mark.parametrize("each", [6, 40])
def test_sitting_together_equals_sitting_alone(each: int) -> None:
    bank = seeded_bank(each=each, seed=1)
    thresholds = np.array([0.0, 0.5, np.nan, -0.5, 0.0])
    scores = draw_scores(bank, draw_abilities(START, learners=6, seed=2), seed=3)

    together = sit_together(START, bank, scores, thresholds=thresholds, questions=10)

    for learner in range(6):
        state, asked = START, list[int]()
        while len(asked) < 10:
            item = next_item(state, bank, thresholds, administered=asked)
            asked.append(item)
            state = update(state, bank.item(item), float(scores[learner, item]))
        assert asked == together.asked[learner].tolist()
        np.testing.assert_allclose(together.mean[learner], state.mean, atol=1e-9)
        np.testing.assert_allclose(together.cov[learner], state.cov, atol=1e-9)


@pytest.mark.parametrize("graded", [False, True])
def test_abilities_are_recovered_with_honest_intervals(graded: bool) -> None:
    rng = np.random.default_rng(4)
    d, each = len(DOMAINS), 24
    bank = bank_from(
        a=rng.lognormal(0.2, 0.25, d * each),
        b=rng.normal(size=d * each),
        primary=np.repeat(np.arange(d), each),
        competences=d,
        graded=graded,
    )
    theta = draw_abilities(START, learners=400, seed=5)

    sat = sit_together(START, bank, draw_scores(bank, theta, seed=6), thresholds=0.0, questions=25)

    inside = (np.abs(sat.mean - theta) <= half_width(0.9) * sat.sd).mean()
    # A partly credited answer tells more than the estimate dares to read in it: its intervals are wide, never narrow.
    assert inside == pytest.approx(0.9, abs=0.025) if not graded else 0.9 <= inside <= 0.96
    assert np.sqrt(np.square(sat.mean - theta).mean()) < 0.55
    assert abs((sat.mean - theta).mean()) < 0.05


def test_no_item_is_asked_twice() -> None:
    bank = seeded_bank(each=4, seed=1)
    scores = draw_scores(bank, draw_abilities(START, learners=7, seed=2), seed=3)

    asked = sit_together(START, bank, scores, thresholds=np.nan, questions=20).asked

    assert all(len(set(row)) == 20 for row in asked.tolist())
