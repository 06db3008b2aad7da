"""The choice of the next question, beyond the rule book: the same choice as by brute force, in any framework, in bounded time."""

import subprocess
import sys

import numpy as np
import pytest

from sextant.engine.measurement.adaptive import CANDIDATES, BankExhausted, Blueprint, Exposure, next_item
from sextant.engine.measurement.gauss import below
from sextant.engine.measurement.irt import Bank, Item, NotAnItem, bank_from, probability
from sextant.engine.measurement.posterior import Posterior, prior, update

NAN = float("nan")


def bank_of_size(count: int, *, d: int, seed: int) -> Bank:
    """Return a seeded bank of single-competence items."""
    rng = np.random.default_rng(seed)
    return bank_from(
        a=rng.lognormal(0.2, 0.25, count),
        b=rng.normal(size=count),
        c=rng.choice([0.0, 0.25], count),
        b_sd=rng.uniform(0, 0.5, count),
        primary=rng.integers(0, d, count),
        competences=d,
    )


def exact_loss(state: Posterior, item: Item, thresholds: np.ndarray) -> float:
    """Return the expected Σ p(1 − p) + variance/5 after the item, by real updates and a chance by quadrature."""
    direction = item.direction(state.competences)
    centre, spread = float(direction @ state.mean), float(direction @ state.cov @ direction) + item.b_sd**2
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    chance = float(weights / weights.sum() @ probability(centre + np.sqrt(spread) * nodes, a=item.a, b=item.b, c=item.c))
    total = 0.0
    for probability_of, score in ((chance, 1.0), (1 - chance, 0.0)):
        after = update(state, item, score)
        above = below((after.mean - thresholds) / after.sd)
        total += probability_of * float(np.nansum(above * (1 - above)) + 0.2 * np.sum(after.sd**2))
    return total


@pytest.mark.parametrize("seed", range(6))
def test_choice_is_as_good_as_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bank = bank_of_size(90, d=3, seed=seed)
    state = update(prior(["a", "a", "b"], rng.normal(size=3)), Item(b=0.3), 1.0)
    thresholds = np.array([0.0, 0.5, NAN])

    losses = np.array([exact_loss(state, bank.item(position), thresholds) for position in range(len(bank))])
    chosen = next_item(state, bank, thresholds)

    # The closed forms may prefer a near twin of the best item, never a worse kind.
    assert losses[chosen] - losses.min() < 0.03 * (np.median(losses) - losses.min()) + 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_looking_at_a_hundred_candidates_loses_next_to_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = bank_of_size(1500, d=5, seed=seed)
    state = update(prior(["a", "a", "b", "b", "c"]), Item(b=0.3), 1.0)
    thresholds = np.array([0.0, 0.5, -0.5, NAN, 1.0])
    quick = next_item(state, bank, thresholds)

    monkeypatch.setattr("sextant.engine.measurement.adaptive.CANDIDATES", 10**6)
    full = next_item(state, bank, thresholds)

    start = exact_loss(state, bank.item(int(bank.b.argmax())), thresholds)
    assert exact_loss(state, bank.item(quick), thresholds) - exact_loss(state, bank.item(full), thresholds) < 0.02 * start
    assert len(bank) > CANDIDATES


@pytest.mark.parametrize("domains", [["a"], ["a", "a"], ["a", "b", "c"], list("abcdefghij") * 12], ids=len)
def test_any_framework_is_served(domains: list[str]) -> None:
    bank = bank_of_size(300, d=len(domains), seed=1)

    assert 0 <= next_item(prior(domains), bank, 0.0) < 300


def test_the_same_state_gives_the_same_question() -> None:
    bank, state = bank_of_size(500, d=3, seed=2), prior(["a", "a", "b"])

    assert len({next_item(state, bank, 0.0) for _ in range(5)}) == 1


def test_the_order_in_which_items_were_asked_does_not_matter() -> None:
    bank, state = bank_of_size(50, d=3, seed=2), prior(["a", "a", "b"])

    assert next_item(state, bank, 0.0, administered=[4, 9, 2]) == next_item(state, bank, 0.0, administered={9, 2, 4})


def test_a_threshold_moves_the_difficulty_of_the_question() -> None:
    bank = bank_from(a=np.ones(81), b=np.linspace(-4, 4, 81), primary=np.zeros(81, dtype=int), competences=1)

    asked = [float(bank.b[next_item(Posterior([0.0], [[0.36]]), bank, threshold)]) for threshold in (-0.6, 0.0, 0.6)]

    assert asked[0] < asked[1] < asked[2]


def test_a_decision_already_made_is_tested_not_protected() -> None:
    # Above the requirement by its prior alone: an item nobody fails would keep it so, and teach nothing.
    bank = bank_from(a=[1.0, 1.0, 1.0], b=[-4.0, -1.0, 4.0], primary=[0, 0, 0], competences=1)

    assert next_item(Posterior([0.0], [[1.0]]), bank, -1.5) == 1


def test_near_the_end_the_question_that_may_end_the_sitting_comes_first() -> None:
    # Neither answer to the item that narrows most would decide; a right answer to a somewhat harder one would.
    state = Posterior([0.6], [[0.4]])
    bank = bank_from(a=np.ones(41), b=np.linspace(-4, 4, 41), primary=np.zeros(41, dtype=int), competences=1)

    item = bank.item(next_item(state, bank, 0.0))

    after = [update(state, item, score) for score in (0.0, 1.0)]
    assert any(abs(float(one.mean[0])) >= 1.2816 * float(one.sd[0]) for one in after)


def test_graded_and_certain_items_are_weighed_by_what_they_tell_of_the_learner() -> None:
    bank = bank_from(a=[1.0, 1.0], b=[0.0, 0.0], b_sd=[1.5, 0.0], primary=[0, 0], competences=1)

    assert next_item(prior(["a"]), bank, NAN) == 1


def test_an_item_near_its_limit_is_left_to_those_who_need_it_most() -> None:
    bank = bank_from(a=[1.01] + [1.0] * 99, b=np.zeros(100), primary=np.zeros(100, dtype=int), competences=1)
    rng = np.random.default_rng(1)

    worn, fresh = (
        next_item(prior(["a"]), bank, NAN, exposure=Exposure(np.array([rate] + [0.1] * 99), lots=0.0), length=10, rng=rng)
        for rate in (0.24, 0.1)
    )

    assert worn != 0
    assert fresh == 0


def test_lots_are_drawn_at_the_first_question_only() -> None:
    bank = bank_from(a=np.ones(100), b=np.linspace(-4, 4, 100), primary=np.zeros(100, dtype=int), competences=1)
    rates = np.full(100, 0.1)
    rates[0] = 0.0
    always = Exposure(rates, lots=1.0)

    item = next_item(prior(["a"]), bank, NAN, administered=[50], exposure=always, length=10, rng=np.random.default_rng(1))

    assert abs(bank.b[item]) < 0.2


def test_exposure_never_passes_its_limit_and_uses_the_bank() -> None:
    bank = bank_from(
        a=np.random.default_rng(1).lognormal(0, 0.25, 60),
        b=np.random.default_rng(2).normal(size=60),
        primary=np.zeros(60, int),
        competences=1,
    )
    rng, counts, sittings = np.random.default_rng(3), np.zeros(60), 300
    for number in range(sittings):
        state, asked = prior(["a"]), list[int]()
        theta = rng.normal()
        for _ in range(6):
            item = next_item(state, bank, NAN, administered=asked, exposure=Exposure(counts / max(number, 10)), length=6, rng=rng)
            asked.append(item)
            counts[item] += 1
            state = update(state, bank.item(item), float(rng.random() < probability(theta, a=bank.a[item], b=bank.b[item])))

    assert counts.max() / sittings <= 0.26
    assert (counts > 0).mean() >= 0.95


@pytest.mark.parametrize(
    "wrong",
    [
        {"eligible": np.ones(3, dtype=bool)},
        {"exposure": Exposure(np.zeros(3)), "length": 5, "rng": np.random.default_rng(1)},
        {"exposure": Exposure(np.zeros(50)), "length": 5},
    ],
    ids=["mask of another bank", "rates of another bank", "lots without generator"],
)
def test_rules_of_another_bank_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAnItem):
        next_item(prior(["a", "a", "b"]), bank_of_size(50, d=3, seed=1), 0.0, **wrong)  # type: ignore[arg-type]


def test_a_bank_of_another_framework_is_refused() -> None:
    with pytest.raises(NotAnItem):
        next_item(prior(["a", "b"]), bank_of_size(50, d=3, seed=1), 0.0)


def test_an_empty_bank_is_exhausted() -> None:
    empty = bank_from(a=[], b=[], primary=np.zeros(0, dtype=int), competences=1)

    with pytest.raises(BankExhausted):
        next_item(prior(["a"]), empty, 0.0)


@pytest.mark.parametrize(("low", "high"), [([2, 2], [2, 2]), ([1], [0]), ([-1], [1]), ([1, 1], [1])], ids=str)
def test_a_blueprint_nobody_can_obey_is_refused(low: list[int], high: list[int]) -> None:
    with pytest.raises(NotAnItem):
        Blueprint(low=np.array(low), high=np.array(high), length=3)


def test_measuring_imports_no_scipy() -> None:
    modules = ("irt", "posterior", "replay", "adaptive", "verdicts", "risk", "gauss")
    imports = "; ".join(f"import sextant.engine.measurement.{module}" for module in modules)
    code = f"{imports}; import sys; print([name for name in ('scipy', 'django', 'pandas') if name in sys.modules])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
