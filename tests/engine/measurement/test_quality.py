"""Planted defects are found, healthy items are left alone, and few answers say little."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sextant.engine.measurement.quality import (
    BEFORE,
    DONT_KNOW,
    ItemAnswers,
    NotChoices,
    Story,
    Verdict,
    dead,
    drift,
    flags_of,
    judge,
    judge_scores,
    misfit,
    too_fast,
    weighed,
)
from sextant.engine.measurement.quality.chances import RARE
from sextant.engine.simulation.defects import Defect, Strength, draw_answers, draw_item

Floats = NDArray[np.float64]


def answered(kind: str, n: int, random: np.random.Generator) -> Verdict:
    """Return what is made of `n` answers to an item of four propositions, the key being the first, with the defect `kind` planted."""
    theta = random.normal(0, 1, n)
    b = -4.5 if kind == "too-easy" else random.normal(-0.3, 0.8)
    said = random.normal(-0.3 if kind == "too-easy" else b, 0.7)
    chance = 0.25 + 0.75 / (1 + np.exp(-np.exp(random.normal(0, 0.25)) * (theta - b)))
    chosen = np.where(random.random(n) < chance, 0, 1 + random.choice(3, n, p=random.dirichlet(np.full(3, 3.0))))
    if kind == "mis-keyed":
        chosen = np.choose(chosen, [1, 0, 2, 3])
    if kind == "two-right":
        chosen = np.where((chosen == 0) & (random.random(n) < 0.5), 1, chosen)
    # What other answers say of a place leans towards the middle, as much as they are unsure.
    return judge(chosen, 0.8 * (theta + random.normal(0, 0.5, n)), key=0, propositions=4, b=said, theta_sd=0.45)


@pytest.mark.parametrize(
    ("kind", "n", "recall"), [("mis-keyed", 50, 0.9), ("too-easy", 50, 0.85), ("two-right", 50, 0.7), ("two-right", 200, 0.85)]
)
def test_a_planted_defect_is_flagged(kind: str, n: int, recall: float) -> None:
    random = np.random.default_rng(5)

    found = [answered(kind, n, random) for _ in range(120)]

    assert np.mean([verdict.is_flagged for verdict in found]) >= recall


@pytest.mark.parametrize("n", [50, 200])
def test_few_healthy_items_are_flagged(n: int) -> None:
    random = np.random.default_rng(6)

    found = [answered("healthy", n, random) for _ in range(200)]

    assert np.mean([verdict.is_flagged for verdict in found]) <= 0.10


def test_a_mis_keyed_item_names_the_proposition_that_is_right() -> None:
    random = np.random.default_rng(7)

    found = [answered("mis-keyed", 100, random) for _ in range(40)]

    assert np.mean([verdict.other == 1 for verdict in found]) > 0.9
    assert np.mean([verdict.story is Story.MIS_KEYED for verdict in found]) > 0.7


def test_no_answer_leaves_what_was_thought_before() -> None:
    found = judge([], [], key=0, propositions=4, b=0.0)

    assert found.chances == pytest.approx(dict(BEFORE))
    assert found.story is Story.HEALTHY
    assert found.n == 0


def test_chances_sum_to_one_however_many_answers() -> None:
    random = np.random.default_rng(8)

    found = answered("healthy", 5000, random)

    assert sum(found.chances.values()) == pytest.approx(1.0)
    assert found.chances[Story.HEALTHY] > 0.99


@pytest.mark.parametrize(
    ("chosen", "theta", "key"), [([4], [0.0], 0), ([0], [float("nan")], 0), ([0, 1], [0.0], 0), ([0], [0.0], 9), ([-2], [0.0], 0)]
)
def test_what_is_no_choice_is_refused(chosen: list[int], theta: list[float], key: int) -> None:
    with pytest.raises(NotChoices):
        judge(chosen, theta, key=key, propositions=4, b=0.0)


def test_drift_is_seen_and_stability_is_not_called_drift() -> None:
    random = np.random.default_rng(9)
    expected, when = np.full(400, 0.6), np.linspace(0, 1, 400)
    steady = (random.random(400) < 0.6).astype(float)
    leaked = (random.random(400) < 0.45 + 0.4 * when).astype(float)

    assert drift(leaked, expected, when).chance > 0.95
    assert drift(leaked, expected, when).value > 0.2
    assert drift(steady, expected, when).chance < 0.2


def test_drift_of_answers_at_one_moment_is_as_rare_as_before() -> None:
    assert drift([1.0, 0.0, 1.0], [0.5] * 3, [7.0] * 3).chance == RARE


def test_answers_faster_than_reading_are_seen() -> None:
    random = np.random.default_rng(10)
    slow, fast = random.uniform(10, 60, 100), np.where(random.random(100) < 0.3, 2.0, 30.0)

    assert too_fast(slow, 6.0).chance < 0.05
    assert too_fast(fast, 6.0).chance > 0.95
    assert too_fast([float("nan")], 6.0).n == 0


def test_a_dead_proposition_is_seen_only_with_answers_enough() -> None:
    assert dead([3, 2, 0])[2].chance < 0.5
    assert dead([40, 30, 0])[2].chance > 0.9
    assert dead([]) == ()


def test_saying_so_is_no_wrong_choice() -> None:
    random = np.random.default_rng(11)
    theta = random.normal(0, 1, 60)
    chosen = np.where(theta > 0, 0, DONT_KNOW)

    found = judge(chosen, theta, key=0, propositions=4, b=0.0)

    assert not found.is_flagged
    assert found.n == 60


def test_scores_of_any_type_tell_an_easy_or_a_weak_item() -> None:
    random = np.random.default_rng(12)
    theta = random.normal(0, 1, 400)

    easy = judge_scores(np.ones(400), theta, b=0.0, floor=0.2)
    weak = judge_scores(random.choice([0.0, 0.2, 0.5, 1.0], 400), theta, b=0.0, floor=0.2)
    healthy = judge_scores((random.random(400) < 1 / (1 + np.exp(-theta))).astype(float), theta, b=0.0)

    assert easy.shown[0] is Story.TOO_EASY
    assert {Story.WEAK, Story.UNRELATED} & set(weak.shown)
    assert not healthy.is_flagged
    assert healthy.chances[Story.MIS_KEYED] == 0.0


def test_a_score_outside_0_to_1_is_refused() -> None:
    with pytest.raises(NotChoices, match="score"):
        judge_scores([1.2], [0.0], b=0.0)


def test_a_bent_curve_is_a_misfit_and_a_straight_one_is_none() -> None:
    random = np.random.default_rng(13)
    theta = random.normal(0, 1, 300)
    expected = 1 / (1 + np.exp(-theta))
    straight = (random.random(300) < expected).astype(float)
    bent = np.where(theta > 0.5, 0.0, straight)

    assert misfit(straight, expected, theta).chance < 0.1
    assert misfit(bent, expected, theta).chance > 0.95
    assert misfit(bent, expected, theta).value > 0.3
    assert misfit(bent[:50], expected[:50], theta[:50]).chance == RARE


def seen(defect: Defect, n: int, *, seed: int = 14) -> ItemAnswers:
    """Return `n` answers to an item with a large defect."""
    random = np.random.default_rng(seed)
    item = draw_item(random, defect=defect, strength=Strength.LARGE)
    theta = random.normal(0, 1, n)
    drawn = draw_answers(item, theta, random=random)
    return ItemAnswers(
        scores=(drawn.chosen == item.key).astype(float),
        place=theta,
        place_sd=np.full(n, 0.3),
        seconds=drawn.seconds,
        moment=drawn.moment,
        a=item.a,
        b=item.b,
        c=0.25,
        said=item.b,
        said_sd=0.5,
        readable_in=item.readable_in,
        chosen=drawn.chosen,
        key=item.key,
        propositions=item.propositions,
    )


@pytest.mark.parametrize("defect", [Defect.MIS_KEYED, Defect.TWO_RIGHT, Defect.TOO_EASY, Defect.DEAD, Defect.SPEEDED, Defect.DRIFT])
def test_the_likeliest_flag_says_what_was_planted(defect: Defect) -> None:
    found = flags_of(seen(defect, 600))

    assert found[0].code == defect.value
    assert found[0].chance > 0.5
    assert all(0 <= flag.chance <= 1 and np.isfinite(flag.value) for flag in found)


def test_a_healthy_item_has_no_flag_and_no_answer_no_opinion() -> None:
    assert flags_of(seen(Defect.HEALTHY, 600)) == ()
    assert flags_of(seen(Defect.MIS_KEYED, 0)) == ()
    assert flags_of(seen(Defect.MIS_KEYED, 8)) == ()


def test_unknown_times_count_as_read() -> None:
    answers = seen(Defect.MIS_KEYED, 200)
    answers.seconds[:] = np.nan

    found = flags_of(answers)

    assert found[0].code == "mis-keyed"
    assert all(flag.code != "speeded" for flag in found)


def test_experts_who_judge_too_hard_are_corrected_and_a_wrong_key_does_not_count() -> None:
    random = np.random.default_rng(15)
    truth = random.normal(-0.5, 0.8, 120)
    said = truth + 0.6 + random.normal(0, 0.4, 120)
    found = truth + random.normal(0, 0.15, 120)
    found[:5] += 4

    judged = weighed(said, np.full(120, 0.7), found, np.full(120, 0.15))

    assert abs((judged.b - truth).mean()) < 0.1
    assert (judged.b - truth).std() < 0.4
    assert 0.25 < judged.sd[0] < 0.5


@pytest.mark.parametrize("items", [0, 1, 19])
def test_experts_of_few_items_are_taken_at_their_word(items: int) -> None:
    judged = weighed(np.zeros(items), np.full(items, 0.1), np.ones(items), np.full(items, 0.2))

    assert judged.b.tolist() == [0.0] * items
    assert judged.sd.tolist() == [0.3] * items


def test_experts_who_said_the_same_of_all_items_are_read_too() -> None:
    judged = weighed(np.zeros(40), np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.2))

    assert np.isfinite(judged.b).all()
    assert judged.b[0] > 0.5
