"""What is planted is there, in the strength declared; the same seed gives the same answers."""

import numpy as np
import pytest

from sextant.engine.simulation.defects import DONT_KNOW, Defect, DrawnAnswers, DrawnItem, Strength, draw_answers, draw_item

PEOPLE = 20_000


def answers(defect: Defect, strength: Strength = Strength.LARGE, *, theta: float | None = None, seed: int = 1) -> DrawnAnswers:
    """Return answers to an item whose key is the first proposition and whose other one is the second."""
    random = np.random.default_rng(seed)
    places = random.normal(0, 1, PEOPLE) if theta is None else np.full(PEOPLE, theta)
    return draw_answers(DrawnItem(defect=defect, strength=strength), places, random=random)


def share(drawn: DrawnAnswers, proposition: int) -> float:
    return float((drawn.chosen == proposition).mean())


def test_the_same_seed_gives_the_same_answers_and_another_others() -> None:
    one, same, other = answers(Defect.HEALTHY), answers(Defect.HEALTHY), answers(Defect.HEALTHY, seed=2)

    assert (one.chosen == same.chosen).all()
    assert (one.seconds == same.seconds).all()
    assert (one.chosen != other.chosen).any()


def test_a_healthy_item_is_right_for_those_who_know_and_by_chance() -> None:
    able, weak = answers(Defect.HEALTHY, theta=4.0), answers(Defect.HEALTHY, theta=-8.0)

    assert share(able, 0) > 0.97
    assert share(weak, 0) == pytest.approx(0.9 / 4, abs=0.01)
    assert share(weak, DONT_KNOW) == pytest.approx(0.1, abs=0.01)
    assert (able.seconds < 6.0).mean() < 0.02


def test_each_defect_shows_as_declared() -> None:
    assert share(answers(Defect.MIS_KEYED, theta=4.0), 1) > 0.95
    assert share(answers(Defect.TWO_RIGHT, Strength.SMALL, theta=6.0), 1) == pytest.approx(0.3, abs=0.02)
    assert share(answers(Defect.TWO_RIGHT, theta=6.0), 1) == pytest.approx(0.5, abs=0.02)
    assert share(answers(Defect.TOO_EASY), 0) > 0.97
    assert share(answers(Defect.UNRELATED, theta=3.0), 0) == pytest.approx(share(answers(Defect.UNRELATED, theta=-3.0), 0), abs=0.02)
    assert share(answers(Defect.DEAD, theta=-8.0), 1) == 0
    assert share(answers(Defect.BENT, theta=2.0), 1) > 0.5
    assert (answers(Defect.SPEEDED).seconds < 6.0).mean() == pytest.approx(0.35, abs=0.02)


def test_a_drifting_item_gets_easier_with_time() -> None:
    drawn = answers(Defect.DRIFT)
    late = drawn.moment > 0.5

    assert (drawn.chosen[late] == 0).mean() - (drawn.chosen[~late] == 0).mean() > 0.08


def test_an_item_may_be_harder_for_some() -> None:
    random, focal = np.random.default_rng(3), np.arange(PEOPLE) % 2 == 1
    drawn = draw_answers(DrawnItem(), np.zeros(PEOPLE), random=random, harder=1.0 * focal)

    assert (drawn.chosen[~focal] == 0).mean() - (drawn.chosen[focal] == 0).mean() > 0.1


@pytest.mark.parametrize("defect", list(Defect))
@pytest.mark.parametrize("propositions", [2, 4, 5])
def test_any_drawn_item_can_be_answered_by_anybody_or_nobody(defect: Defect, propositions: int) -> None:
    random = np.random.default_rng(4)
    item = draw_item(random, defect=defect, strength=Strength.SMALL, propositions=propositions)

    some, nobody = draw_answers(item, [0.0, 1.0], random=random, moment=[5.0, 5.0]), draw_answers(item, [], random=random)

    assert set(some.chosen) <= {DONT_KNOW, *range(propositions)}
    assert len(nobody.chosen) == 0


@pytest.mark.parametrize(
    "wrong", [{"key": 4}, {"other": 0}, {"propositions": 1}, {"attraction": (0.5, 0.5)}, {"attraction": (1.0, 1.0, 1.0)}]
)
def test_what_is_no_item_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="proposition"):
        DrawnItem(**wrong)  # type: ignore[arg-type]
