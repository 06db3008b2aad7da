"""Items, banks and expert judgements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.engine.measurement.irt import (
    Item,
    NotAJudgement,
    NotAnItem,
    bank_from,
    bank_of,
    difficulty_judged,
    information,
    probability,
    share_expected,
)

THETA = np.linspace(-4, 4, 161)


@pytest.mark.parametrize(
    "wrong",
    [{"a": 0.0}, {"a": -1.0}, {"c": 1.0}, {"c": -0.1}, {"b_sd": -1.0}, {"b": float("nan")}, {"a": float("inf")}]
    + [{"loads": loads} for loads in ({}, {0: 0.5}, {0: 1.5, 1: -0.5}, {-1: 1.0})],
    ids=str,
)
def test_item_refuses_what_is_not_an_item(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAnItem):
        Item(**wrong)  # type: ignore[arg-type]


def test_item_refuses_a_competence_the_framework_lacks() -> None:
    with pytest.raises(NotAnItem):
        Item(loads={3: 1.0}).direction(3)


def test_item_loads_cannot_be_changed() -> None:
    loads = {0: 1.0}
    item = Item(loads=loads)
    loads[1] = 5.0

    assert dict(item.loads) == {0: 1.0}
    with pytest.raises(TypeError):
        item.loads[1] = 1.0  # type: ignore[index]


@pytest.mark.parametrize("c", [0.0, 0.25])
def test_information_is_the_squared_slope_over_the_variance(c: float) -> None:
    chance = probability(THETA, a=1.3, b=0.4, c=c)
    step = 1e-5
    slope = (probability(THETA + step, a=1.3, b=0.4, c=c) - probability(THETA - step, a=1.3, b=0.4, c=c)) / (2 * step)

    np.testing.assert_allclose(information(THETA, a=1.3, b=0.4, c=c), slope**2 / (chance * (1 - chance)), rtol=1e-6)


def test_probability_rises_from_the_floor_to_one() -> None:
    chance = probability(np.array([-60.0, *THETA, 60.0]), a=2.0, b=0.0, c=0.2)

    assert chance[0] == pytest.approx(0.2)
    assert chance[-1] == pytest.approx(1.0)
    assert (np.diff(chance) >= 0).all()


def test_bank_gives_its_items_back() -> None:
    items = [Item(a=1.2, b=-1.0, c=0.25, b_sd=0.4, loads={2: 1.0}), Item(b=0.3, loads={0: 0.7, 1: 0.3}), Item(loads={2: 1.0})]
    bank = bank_of(items, competences=3)

    assert [bank.item(position) for position in range(3)] == items
    assert len(bank.patterns) == 2
    assert bank.primary.tolist() == [2, 0, 2]
    assert bank.group.tolist() == [2, 0, 2]


def test_bank_from_arrays_equals_bank_of_items() -> None:
    one = bank_from(a=[1.0, 2.0], b=[0.0, 1.0], primary=[1, 0], competences=2, c=0.25, b_sd=[0.1, 0.2])
    other = bank_of([one.item(0), one.item(1)], competences=2)

    assert [one.item(0), one.item(1)] == [other.item(0), other.item(1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"primary": [0, 2]},
        {"primary": [-1, 0]},
        {"primary": [0]},
        {"primary": None},
        {"primary": [0, 1], "loads": [[1, 0], [0, 1]]},
        {"primary": None, "loads": [[1.0, 0.5], [0.0, 1.0]]},
        {"primary": None, "loads": [[1.0], [1.0]]},
        {"a": [1.0, -1.0]},
        {"a": [1.0, float("nan")]},
        {"c": 1.0},
        {"b_sd": -0.1},
    ],
    ids=str,
)
def test_bank_refuses_what_is_not_a_bank(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAnItem):
        bank_from(**({"a": [1.0, 1.0], "b": [0.0, 0.0], "primary": [0, 1], "competences": 2} | wrong))  # type: ignore[arg-type]


def test_bank_cannot_be_changed() -> None:
    bank = bank_from(a=[1.0], b=[0.0], primary=[0], competences=1)

    with pytest.raises(ValueError, match="read-only"):
        bank.b[0] = 1.0


@given(cut=st.floats(-2, 2), known=st.floats(0.02, 0.98), floor=st.sampled_from([0.0, 0.2, 0.25]), a=st.floats(0.5, 2.5))
def test_judgement_and_share_are_inverse(cut: float, known: float, floor: float, a: float) -> None:
    share = floor + (1 - floor) * known

    b = difficulty_judged(cut=cut, share=share, floor=floor, a=a).b

    assert share_expected(cut=cut, b=b, floor=floor, a=a) == pytest.approx(share)
    assert float(probability(cut, a=a, b=b, c=floor)) == pytest.approx(share)


def test_judgement_uncertainty_is_what_experts_would_scatter() -> None:
    rng = np.random.default_rng(3)
    shares, cuts = rng.normal(0.6, 0.02, 20_000), rng.normal(0.5, 0.1, 20_000)

    drawn = [difficulty_judged(cut=cut, share=share, floor=0.25).b for cut, share in zip(cuts, shares, strict=True)]

    assert difficulty_judged(cut=0.5, share=0.6, floor=0.25, share_sd=0.02, cut_sd=0.1).sd == pytest.approx(np.std(drawn), rel=0.03)


def test_judgement_of_several_experts_is_surer() -> None:
    one, four = (difficulty_judged(cut=0.0, share=0.6, judges=judges, cut_sd=0.0) for judges in (1, 4))

    assert four.sd == pytest.approx(one.sd / 2)


@pytest.mark.parametrize(
    "wrong",
    [{"share": 0.25}, {"share": 0.1}, {"share": 1.0}, {"share": float("nan")}, {"a": 0.0}, {"judges": 0}, {"cut": float("nan")}],
    ids=str,
)
def test_judgement_that_says_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(NotAJudgement):
        difficulty_judged(**({"cut": 0.0, "share": 0.6, "floor": 0.25} | wrong))  # type: ignore[arg-type]
