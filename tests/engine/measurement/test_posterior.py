"""The posterior: exactness in one dimension, sanity in many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.engine.measurement.irt import Item, NotAnItem, probability
from sextant.engine.measurement.posterior import (
    NotAPosterior,
    NotAScore,
    Posterior,
    by_domain,
    declare,
    interval,
    prior,
    project,
    tilted,
    update,
)

GRID = np.linspace(-12, 12, 6001)

items = st.builds(
    Item,
    a=st.floats(0.3, 2.5),
    b=st.floats(-3, 3),
    c=st.sampled_from([0.0, 0.2, 0.25]),
    b_sd=st.floats(0, 1),
    loads=st.sampled_from([{0: 1.0}, {1: 1.0}, {2: 1.0}, {0: 0.5, 2: 0.5}, {0: 0.2, 1: 0.3, 2: 0.5}]),
)
answers = st.lists(st.tuples(items, st.floats(0, 1), st.floats(0.05, 1)), max_size=25)


def integrated(mean: float, var: float, item: Item, score: float, weight: float = 1.0) -> tuple[float, float]:
    """Return mean and variance after one answer, by brute force over θ and over the difficulty's uncertainty."""
    mass = np.zeros(len(GRID))
    # The likelihood averaged over b ~ N(item.b, b_sd²).
    for shift, share in zip(*np.polynomial.hermite_e.hermegauss(61), strict=True):
        chance = probability(GRID, a=item.a, b=item.b + item.b_sd * shift, c=item.c)
        mass += share * chance ** (score * weight) * (1 - chance) ** ((1 - score) * weight)
    mass *= np.exp(-((GRID - mean) ** 2) / (2 * var))
    mass /= mass.sum()
    centre = float(mass @ GRID)
    return centre, float(mass @ (GRID - centre) ** 2)


@pytest.mark.parametrize("score", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("item", [Item(), Item(a=2.0, b=1.0, c=0.25), Item(a=0.7, b=-1.5), Item(a=1.2, b=0.5, b_sd=0.6)], ids=repr)
@pytest.mark.parametrize("weight", [1.0, 0.4])
def test_update_equals_brute_force_in_one_dimension(item: Item, score: float, weight: float) -> None:
    after = update(Posterior([0.3], [[1.2]]), item, score, weight=weight)

    mean, var = integrated(0.3, 1.2, item, score, weight)
    assert after.mean[0] == pytest.approx(mean, abs=2e-3)
    assert after.cov[0, 0] == pytest.approx(var, abs=2e-3)


def test_update_moves_the_neighbours_by_their_correlation() -> None:
    after = update(prior(["data", "data", "law"]), Item(loads={0: 1.0}), 1.0)

    np.testing.assert_allclose(after.mean / after.mean[0], [1.0, 0.7, 0.5])


def test_update_of_an_item_on_two_competences_equals_sampling() -> None:
    rng = np.random.default_rng(11)
    start = prior(["data", "law"], [0.5, -0.5])
    theta = rng.multivariate_normal(start.mean, start.cov, 400_000)
    right = rng.random(len(theta)) < probability(theta @ [0.6, 0.4], a=1.5, b=0.2)

    after = update(start, Item(a=1.5, b=0.2, loads={0: 0.6, 1: 0.4}), 1.0)

    np.testing.assert_allclose(after.mean, theta[right].mean(axis=0), atol=0.008)
    np.testing.assert_allclose(after.cov, np.cov(theta[right].T), atol=0.01)


@settings(deadline=None, max_examples=60)
@given(answers)
def test_update_keeps_a_positive_definite_covariance(given_answers: list[tuple[Item, float, float]]) -> None:
    state = prior(["data", "data", "law"], within=0.95, across=0.9)
    for item, score, weight in given_answers:
        state = update(state, item, score, weight=weight)

    assert np.linalg.eigvalsh(state.cov)[0] > 0
    assert np.isfinite(state.mean).all()


@settings(deadline=None, max_examples=60)
@given(answers)
def test_update_without_guessing_never_widens(given_answers: list[tuple[Item, float, float]]) -> None:
    state = prior(["data", "data", "law"])
    for item, score, weight in given_answers:
        before = state.sd
        state = update(state, Item(a=item.a, b=item.b, b_sd=item.b_sd, loads=item.loads), score, weight=weight)

        assert (state.sd <= before + 1e-12).all()


@given(mean=st.floats(-3, 3), var=st.floats(0.05, 2), a=st.floats(0.3, 2.5), c=st.sampled_from([0.0, 0.25, 0.5]))
def test_an_answer_never_widens_in_expectation(mean: float, var: float, a: float, c: float) -> None:
    means, variances = tilted(mean, var, a=a, c=c, score=np.array([1.0, 0.0]), weight=1.0)
    right = (mean - means[1]) / (means[0] - means[1])
    chances = np.array([right, 1 - right])

    # The law of total variance, which also says that the two outcomes were weighed rightly.
    assert chances @ variances <= var + 1e-9
    assert chances @ (variances + np.square(means - mean)) == pytest.approx(var, rel=0.01)


@given(item=items, low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_better_score_never_lowers_the_estimate(item: Item, low: float, high: float) -> None:
    low, high = sorted((low, high))
    start = prior(["data", "data", "law"])

    assert (update(start, item, low).mean <= update(start, item, high).mean + 1e-9).all()


@given(item=items, score=st.sampled_from([0.0, 1.0]), light=st.floats(0.05, 1), heavy=st.floats(0.05, 1))
def test_a_lighter_weight_moves_less(item: Item, score: float, light: float, heavy: float) -> None:
    light, heavy = sorted((light, heavy))
    start = prior(["data", "data", "law"])

    moved = [np.abs(update(start, item, score, weight=weight).mean) for weight in (light, heavy)]

    assert (moved[0] <= moved[1] + 1e-9).all()


def test_an_unsure_difficulty_moves_less_and_leaves_more_doubt() -> None:
    sure, unsure = (update(prior(["a"]), Item(b=1.0, b_sd=sd), 1.0) for sd in (0.0, 1.0))

    assert 0 < unsure.mean[0] < sure.mean[0]
    assert unsure.sd[0] > sure.sd[0]


@pytest.mark.parametrize(("score", "weight"), [(float("nan"), 1.0), (1.1, 1.0), (-0.1, 1.0), (1.0, 0.0), (1.0, 1.1), (1.0, float("nan"))])
def test_update_refuses_what_is_not_a_score(score: float, weight: float) -> None:
    with pytest.raises(NotAScore):
        update(prior(["a"]), Item(), score, weight=weight)


def test_update_refuses_an_item_of_another_framework() -> None:
    with pytest.raises(NotAnItem):
        update(prior(["a"]), Item(loads={1: 1.0}), 1.0)


@pytest.mark.parametrize("shape", [["a"], ["a", "a"], ["a", "b", "c"], list("aabbbcccc") * 5])
def test_prior_serves_a_framework_of_any_shape(shape: list[str]) -> None:
    state = update(prior(shape), Item(loads={len(shape) - 1: 1.0}), 1.0)

    assert state.competences == len(shape)
    assert state.mean.argmax() == len(shape) - 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"within": 1.0},
        {"within": 0.4, "across": 0.5},
        {"across": -0.9, "within": -0.9},
        {"mean": [0.0]},
        {"mean": float("nan")},
        {"sd": 0.0},
        {"sd": [1.0, 2.0]},
    ],
    ids=str,
)
def test_prior_refuses_what_no_distribution_has(wrong: dict[str, object]) -> None:
    with pytest.raises(NotAPosterior):
        prior(["a", "a", "b"], **wrong)  # type: ignore[arg-type]


def test_prior_of_no_competence_is_refused() -> None:
    with pytest.raises(NotAPosterior):
        prior([])


def test_posterior_refuses_a_covariance_that_is_none() -> None:
    for cov in ([[1.0, 0.5], [0.4, 1.0]], [[1.0, 0.0], [0.0, 0.0]], [[1.0]], [[1.0, float("nan")], [float("nan"), 1.0]]):
        with pytest.raises(NotAPosterior):
            Posterior([0.0, 0.0], cov)  # type: ignore[arg-type]


def test_posterior_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        prior(["a"]).mean[0] = 1.0


def test_declaring_is_worth_less_than_answering() -> None:
    start = prior(["a", "a", "b"])

    declared = declare(start, {0: 1.0, 2: -1.0})

    assert 0 < declared.mean[0] < 0.5
    assert declared.mean[2] < 0
    assert (declared.sd < start.sd).all()
    # Two answers narrow more than one declaration.
    assert update(update(start, Item(), 1.0), Item(), 1.0).sd[0] < declare(start, {0: 1.0}).sd[0]


def test_declaring_two_at_once_equals_one_after_the_other() -> None:
    start = prior(["a", "a", "b"])

    together, apart = declare(start, {0: 1.0, 2: -1.0}), declare(declare(start, {2: -1.0}), {0: 1.0})

    np.testing.assert_allclose(together.mean, apart.mean)
    np.testing.assert_allclose(together.cov, apart.cov)


def test_interval_holds_the_share_it_says() -> None:
    np.testing.assert_allclose(interval(Posterior([1.0], [[4.0]]), level=0.95), [[1 - 1.959964 * 2, 1 + 1.959964 * 2]], rtol=1e-6)


def test_a_domain_is_surer_than_its_competences() -> None:
    state = update(prior(["law", "data", "data"]), Item(loads={1: 1.0}), 1.0)

    domains = by_domain(state, ["law", "data", "data"])

    np.testing.assert_allclose(domains.mean, [state.mean[0], state.mean[1:].mean()])
    np.testing.assert_allclose(domains.cov[0, 1], state.cov[0, 1:].mean())
    assert domains.sd[1] < state.sd[1:].mean()
    with pytest.raises(NotAPosterior):
        by_domain(state, ["law", "data"])


class TestProjection:
    """A learner's estimate carried from one version of a framework to the next."""

    old = update(prior(["data", "data", "law"]), Item(a=2.0, loads={1: 1.0}), 1.0)
    codes = ("1.1", "1.2", "2.1")

    def test_onto_itself_changes_nothing(self) -> None:
        same = project(self.old, codes=self.codes, onto=prior(["data", "data", "law"]), onto_codes=self.codes)

        np.testing.assert_allclose(same.mean, self.old.mean, atol=1e-12)
        np.testing.assert_allclose(same.cov, self.old.cov, atol=1e-12)

    def test_competences_are_followed_by_code_not_by_place(self) -> None:
        turned = project(self.old, codes=self.codes, onto=prior(["law", "data", "data"]), onto_codes=("2.1", "1.2", "1.1"))

        np.testing.assert_allclose(turned.mean, self.old.mean[[2, 1, 0]])

    def test_a_dropped_competence_is_forgotten_and_a_new_one_learns_from_its_neighbours(self) -> None:
        new = project(self.old, codes=self.codes, onto=prior(["data", "data", "law"]), onto_codes=("1.2", "1.3", "3.1"))

        assert new.mean[0] == pytest.approx(self.old.mean[1])
        assert new.mean[0] > new.mean[1] > new.mean[2] > 0
        assert new.sd[0] < new.sd[1] < new.sd[2] < 1

    def test_a_new_competence_is_as_if_it_had_always_been_there(self) -> None:
        always = update(prior(["data", "data", "law", "law"]), Item(a=2.0, loads={1: 1.0}), 1.0)

        later = project(self.old, codes=self.codes, onto=prior(["data", "data", "law", "law"]), onto_codes=(*self.codes, "2.2"))

        np.testing.assert_allclose(later.mean, always.mean, atol=1e-12)
        np.testing.assert_allclose(later.cov, always.cov, atol=1e-12)

    def test_nothing_in_common_leaves_the_prior(self) -> None:
        onto = prior(["x"])

        assert project(self.old, codes=self.codes, onto=onto, onto_codes=["9.9"]) is onto

    def test_codes_that_do_not_match_are_refused(self) -> None:
        with pytest.raises(NotAPosterior):
            project(self.old, codes=("1.1",), onto=prior(["x"]), onto_codes=["1.1"])
        with pytest.raises(NotAPosterior):
            project(self.old, codes=("1.1", "1.1", "2.1"), onto=prior(["x"]), onto_codes=["1.1"])
