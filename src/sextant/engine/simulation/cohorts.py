"""
Cohorts for the laboratory: professions at their stages, and people drawn from what is assumed of them.

The same seed gives the same people, item by item and week by week: whatever two policies do to them, what differs is the policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from ..measurement.gauss import Floats
from ..measurement.irt import Bank, Ints, bank_from
from ..measurement.posterior import Posterior, prior
from ..planning.model import Gain, Module
from .courses import CUTS
from .learners import draw_ratings, draw_scores
from .sittings import Bools

COHORTS = 4
"""Cohorts among which the people are dealt, each with its own true difficulties: one unlucky set of items must not decide."""

EVENINGS = ((0, 2), (1, 3), (2, 5), (0, 3, 5), (1, 4, 6))
"""The days of the week (0 is Monday) on which somebody may have their free hours; one line is drawn for each person."""


class BadAssumption(ValueError):
    """An assumption that describes no world: the message names it and says what it may be."""


class NobodyToSimulate(ValueError):
    """No learner, no profession or no question: nothing can be simulated."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """
    What the laboratory assumes of people and items. Nothing here was measured; each can be changed.

    Measurement: true difficulties lie about the believed ones as unsurely as the bank says times `judgement`; true slopes vary by `slope`
    (deviation of the logarithm); a share `careless` of answers is a coin's. A question takes `seconds`.
    Learning: a module moves its learner by `gain` times what the pack assumes, faster or slower by `pace` (deviation of the logarithm).
    Forgetting: what is above the expected level decays with a `stability` (days, as in `drift.Pace`); every level wanders by a share
    `wander` of what that law lets it.
    Life: `dropout` is the chance of leaving in any one week; free `minutes` a week are drawn between a half and one and a half times that;
    the deadline between a half and one and a half times `weeks`; a site is within reach with chance `reach`.
    Declared levels are too high by `optimism`, blurred by `blur` (logits).
    """

    judgement: float = 1.0
    slope: float = 0.2
    careless: float = 0.03
    seconds: float = 40.0
    gain: float = 1.0
    pace: float = 0.2
    stability: float = 1000.0
    wander: float = 0.5
    dropout: float = 0.02
    minutes: float = 60.0
    weeks: float = 12.0
    reach: float = 0.5
    optimism: float = 0.5
    blur: float = 0.9

    def __post_init__(self) -> None:
        """Refuse what describes no world."""
        for field in fields(self):
            value = getattr(self, field.name)
            low, high = RANGES[field.name]
            if not low <= value <= high:
                raise BadAssumption(f"{field.name}={value:g}: a number from {low:g} to {high:g} is expected")


RANGES: Mapping[str, tuple[float, float]] = {
    "judgement": (0, 5),
    "slope": (0, 1),
    "careless": (0, 1),
    "seconds": (1, 600),
    "gain": (0, 2),
    "pace": (0, 1),
    "stability": (1, 100_000),
    "wander": (0, 1),
    "dropout": (0, 0.9),
    "minutes": (10, 2_000),
    "weeks": (2, 40),
    "reach": (0, 1),
    "optimism": (-3, 3),
    "blur": (0, 3),
}
"""From where to where each assumption may go."""


@dataclass(frozen=True, eq=False)
class Track:
    """
    A profession at a stage: the level expected of a newcomer (`prior`, logits), the index of the level `required` of each competence, the
    `modules` written for the profession, and which items of the bank may be asked, `eligible`, shape (n,).
    """

    profession: str
    stage: str
    prior: float
    required: Mapping[str, int]
    modules: tuple[Module, ...]
    eligible: Bools


@dataclass(frozen=True, eq=False)
class World:
    """What is studied: a framework's competences (`codes`, `domain_of`), its scale (`cuts`), its bank, its tracks."""

    codes: tuple[str, ...]
    domain_of: tuple[int, ...]
    cuts: tuple[float, ...]
    bank: Bank
    tracks: tuple[Track, ...]

    def thresholds(self, track: Track) -> Floats:
        """Return the required cut of each competence, shape (d,); NaN where nothing is required."""
        return np.array([self.cuts[track.required[code]] if code in track.required else np.nan for code in self.codes])

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Return the sites at which some module is held, in order."""
        options = (option for track in self.tracks for module in track.modules for option in module.sessions)
        return tuple(sorted({option.place for option in options if option.place}))

    def prior(self, mean: float = 0.0, *, apart: bool = False) -> Posterior:
        """Return what is expected of a newcomer: competences that inform each other, or, `apart`, that do not."""
        return prior(self.domain_of, mean, within=0.0, across=0.0) if apart else prior(self.domain_of, mean)


@dataclass(frozen=True, eq=False)
class People:
    """
    The people of a simulation, one row each, and the luck each will have.

    `track` and `cohort` number what they belong to; `theta` (L, d) are the true levels, `declared` what they say of them; `scores` (L, n)
    what they would earn on each item today; `pace` multiplies what a module brings them; `seconds` is their time for a question;
    `minutes` a week, `weeks` to the deadline, the days of `evenings` and `reached` (draws for the sites) are their constraints;
    `patience` is the week in which they leave if they are not done. `difficulty` and `slope` (cohorts, n) are the truth about the items.
    """

    track: Ints
    cohort: Ints
    theta: Floats
    declared: Floats
    scores: Floats
    pace: Floats
    seconds: Floats
    minutes: Ints
    weeks: Ints
    evenings: Ints
    reached: Floats
    patience: Ints
    difficulty: Floats
    slope: Floats
    seed: int

    def __len__(self) -> int:
        return len(self.track)


def draw_people(world: World, assumed: Assumptions, *, learners: int, seed: int) -> People:
    """
    Return `learners` people, dealt to the tracks in turn and to `COHORTS` cohorts; raise `NobodyToSimulate` without people or items.

    >>> people = draw_people(generated_world(seed=1), Assumptions(), learners=9, seed=1)
    >>> people.theta.shape, people.track.tolist()
    ((9, 15), [0, 1, 2, 3, 0, 1, 2, 3, 0])
    """
    if learners < 1 or not world.tracks:
        raise NobodyToSimulate("at least one learner and one profession are needed")
    if not len(world.bank):
        raise NobodyToSimulate("the bank holds no question")
    rng = np.random.default_rng([seed, 0])
    d, n = len(world.codes), len(world.bank)
    track = np.arange(learners) % len(world.tracks)
    cohort = np.arange(learners) // len(world.tracks) % COHORTS
    centre = np.array([one.prior for one in world.tracks])[track]
    theta = centre[:, None] + rng.multivariate_normal(np.zeros(d), world.prior().cov, size=learners, method="cholesky")
    difficulty = world.bank.b + assumed.judgement * world.bank.b_sd * rng.normal(size=(COHORTS, n))
    slope = world.bank.a * np.exp(assumed.slope * rng.normal(size=(COHORTS, n)))
    people = People(
        track=track,
        cohort=cohort,
        theta=theta,
        declared=draw_ratings(theta, seed=_number(rng), spread=assumed.blur, optimism=assumed.optimism),
        scores=np.zeros((learners, n)),
        pace=np.exp(assumed.pace * rng.normal(size=learners)),
        seconds=assumed.seconds * np.exp(0.25 * rng.normal(size=learners)),
        minutes=np.rint(assumed.minutes * rng.uniform(0.5, 1.5, learners)).astype(np.intp),
        weeks=np.rint(assumed.weeks * rng.uniform(0.5, 1.5, learners)).astype(np.intp),
        evenings=rng.integers(len(EVENINGS), size=learners),
        # Draws, not decisions: more sites within reach under another assumption are these and others.
        reached=rng.random((learners, 64)),
        patience=_weeks_of_patience(rng.random(learners), assumed.dropout),
        difficulty=difficulty,
        slope=slope,
        seed=seed,
    )
    people.scores[:] = scores_of(world, people, assumed, theta, moment=0)
    return people


def scores_of(world: World, people: People, assumed: Assumptions, theta: Floats, *, moment: int) -> Floats:
    """Return what people whose levels are now `theta` (L, d) would earn on each item, (L, n); another `moment`, other luck."""
    scores = np.zeros((len(people), len(world.bank)))
    for number in range(COHORTS):
        rows = np.flatnonzero(people.cohort == number)
        if not len(rows):
            continue
        seed = _number(np.random.default_rng([people.seed, 1, moment, number]))
        scores[rows] = draw_scores(_as_it_is(world.bank, people.difficulty[number], people.slope[number]), theta[rows], seed=seed)
    rng = np.random.default_rng([people.seed, 2, moment])
    careless = rng.random(scores.shape) < assumed.careless
    return np.where(careless, (rng.random(scores.shape) < 0.5).astype(np.float64), scores)


def generated_world(*, seed: int) -> World:
    """
    Return a world of no pack: 15 competences in five domains, 12 items and four modules each, one profession at four stages.

    For a checkout into which nothing was loaded. Modules last 20 to 60 minutes.
    """
    rng = np.random.default_rng([seed, 3])
    sizes, each = (4, 2, 3, 4, 2), 12
    codes = tuple(f"G{domain + 1}.{place + 1}" for domain, size in enumerate(sizes) for place in range(size))
    n = each * len(codes)
    bank = bank_from(
        a=np.ones(n),
        b=np.tile(np.linspace(-2.4, 2.4, each), len(codes)) + rng.normal(scale=0.2, size=n),
        c=rng.choice([0.0, 0.2], n),
        b_sd=0.5,
        primary=np.repeat(np.arange(len(codes)), each),
        competences=len(codes),
    )
    modules = tuple(
        Module(f"{code}-{level}", int(5 * rng.integers(4, 13)), {code: Gain(level)}) for code in codes for level in range(len(CUTS))
    )
    stages = {"first-year": (-1.6, 0), "third-year": (-0.9, 1), "third-cycle": (-0.4, 2), "practice": (0.0, 2)}
    tracks = tuple(
        Track("generated", stage, mean, dict.fromkeys(codes, level), modules, np.ones(n, dtype=bool))
        for stage, (mean, level) in stages.items()
    )
    domain_of = tuple(domain for domain, size in enumerate(sizes) for _ in range(size))
    return World(codes, domain_of, CUTS, bank, tracks)


def _as_it_is(bank: Bank, difficulty: Floats, slope: Floats) -> Bank:
    """Return the bank as it truly is, whatever its experts believe."""
    return bank_from(
        a=slope,
        b=difficulty,
        c=bank.c,
        loads=bank.patterns[bank.pattern],
        competences=bank.competences,
        graded=[bool(one) for one in bank.graded],
    )


def _weeks_of_patience(draws: Floats, dropout: float) -> Ints:
    """Return the week in which each would leave, at a constant chance a week: the same draw leaves earlier where the chance is greater."""
    if dropout <= 0:
        return np.full(len(draws), 10_000, dtype=np.intp)
    return np.asarray(np.minimum(np.floor(np.log1p(-draws) / np.log1p(-dropout)), 10_000), dtype=np.intp)


def _number(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))
