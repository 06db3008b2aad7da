"""
One ability, 8 to 32 questions: no worse than the best of three simpler rules at any length.

The peers are a step-limited one-ability rule, the same without its limiter, and plain EAP (posterior mean on a grid). All four meet the
same learners and answers, on a bank of 16 competences x 6 tubes x 7 items, a ~ U(.5, 1.5), each tube rising from about −4 to about 6.8;
abilities uniform on [−4, 4]. All obey the same sequence: one question per tube, one pass over all competences first, then two questions
at least between two of one competence. The step-limited rule starts from −3; plain EAP and the engine start from N(0, 8²/12), the
population's own mean and variance.

    python benchmarks/measurement_one_ability.py [--quick]
"""

import argparse
import sys
import time
from dataclasses import dataclass, field

import numpy as np

from sextant.engine.measurement.adaptive import next_item
from sextant.engine.measurement.irt import Bank, bank_from, information, probability
from sextant.engine.measurement.posterior import Posterior, update
from sextant.engine.measurement.replay import Observation, replay

COMPETENCES, TUBES, ITEMS = 16, 6, 7
LENGTHS = (8, 12, 16, 32)
SEED = 20260301
GRID = np.linspace(-9.0, 9.0, 81)
POPULATION_VARIANCE = 64.0 / 12.0


@dataclass
class StepLimited:
    """
    The one-ability rule: all answers times N(last estimate, 1.5) on a grid, its mean, and a step held to half the last estimate.

    `limited` False drops the limiter; `centre` replaces the moving normal by a fixed N(centre, variance): plain EAP.
    """

    theta: float = -3.0
    variance: float = 1.5
    limited: bool = True
    centre: float | None = None
    log_likelihood: np.ndarray = field(default_factory=lambda: np.zeros(len(GRID)))
    se: float = float("inf")

    def learn(self, *, a: float, b: float, right: bool) -> None:
        """Take one more answer into the estimate."""
        chance = probability(GRID, a=a, b=b)
        self.log_likelihood = self.log_likelihood + np.log(chance if right else 1.0 - chance)
        centre = self.theta if self.centre is None else self.centre
        log_mass = self.log_likelihood - np.square(GRID - centre) / (2.0 * self.variance)
        mass = np.exp(log_mass - log_mass.max())
        mass /= mass.sum()
        wanted = float(mass @ GRID)
        if self.limited:
            step = 0.5 if abs(self.theta) < 0.5 else 0.5 * abs(self.theta)
            wanted = min(max(wanted, self.theta - step), self.theta + step)
        self.theta = wanted
        self.se = float(np.sqrt(mass @ np.square(GRID - wanted) - (9.0 / 80.0) ** 2 / 12.0))

    def choose(self, bank: Bank, open_: np.ndarray, rng: np.random.Generator) -> int:
        """Return one of the five most informative open items: the first with probability .51, else the second with .51, and so on."""
        positions = np.flatnonzero(open_)
        value = information(self.theta, a=bank.a[positions], b=bank.b[positions])
        first = positions[np.argsort(-value, kind="stable")[:5]]
        for item in first[:-1]:
            if rng.random() < 0.51:
                return int(item)
        return int(first[-1])


def synthetic_bank() -> Bank:
    """Return the bank of the claim; the group of an item is its competence, its family its tube."""
    rng = np.random.default_rng(SEED)
    tubes = COMPETENCES * TUBES
    # Seven steps of 1.8 from −4 to 6.8, each tube a little shifted and kept within those bounds.
    b = np.clip(np.linspace(-4.0, 6.8, ITEMS)[None, :] + rng.uniform(-0.9, 0.9, (tubes, 1)), -4.0, 6.8)
    n = tubes * ITEMS
    return bank_from(
        a=rng.uniform(0.5, 1.5, n),
        b=b.ravel(),
        primary=np.zeros(n, dtype=int),
        competences=1,
        family=np.repeat(np.arange(tubes), ITEMS),
        group=np.repeat(np.arange(COMPETENCES), TUBES * ITEMS),
    )


def may_be_asked(bank: Bank, asked: list[int]) -> np.ndarray:
    """Return which items the common sequence leaves open."""
    open_ = ~np.isin(bank.family, bank.family[asked])
    barred = bank.group[asked] if len(asked) < COMPETENCES else bank.group[asked[-2:]]
    return np.asarray(open_ & ~np.isin(bank.group, barred))


def peer_errors(bank: Bank, theta: float, luck: np.ndarray, peer: StepLimited, rng: np.random.Generator) -> list[float]:
    """Return the error of a peer after each length."""
    asked: list[int] = []
    errors = []
    while len(asked) < max(LENGTHS):
        item = peer.choose(bank, may_be_asked(bank, asked), rng)
        asked.append(item)
        a, b = float(bank.a[item]), float(bank.b[item])
        peer.learn(a=a, b=b, right=bool(luck[item] < probability(theta, a=a, b=b)))
        if len(asked) in LENGTHS:
            errors.append(peer.theta - theta)
    return errors


def engine_errors(bank: Bank, theta: float, luck: np.ndarray) -> list[float]:
    """Return the error of the engine after each length: chosen by `next_item`, estimated by `replay`."""
    start = Posterior(np.zeros(1), np.array([[POPULATION_VARIANCE]]))
    state, asked, seen = start, list[int](), list[Observation]()
    errors = []
    while len(asked) < max(LENGTHS):
        item = next_item(state, bank, np.nan, administered=asked, eligible=may_be_asked(bank, asked))
        asked.append(item)
        answer = Observation(bank.item(item), float(luck[item] < probability(theta, a=bank.a[item], b=bank.b[item])))
        seen.append(answer)
        state = update(state, answer.item, answer.score)
        if len(asked) in LENGTHS:
            errors.append(float(replay(start, seen).mean[0]) - theta)
    return errors


def main() -> int:
    """Print the errors beside those of the peers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100 learners instead of 2,000")
    learners = 100 if parser.parse_args().quick else 2000
    bank = synthetic_bank()
    rng = np.random.default_rng(SEED + 1)
    abilities = rng.uniform(-4.0, 4.0, learners)
    policies = {
        "step-limited, from -3": lambda: StepLimited(),
        "the same, no limiter": lambda: StepLimited(limited=False),
        "plain EAP, prior N(0, 5.33)": lambda: StepLimited(theta=0.0, variance=POPULATION_VARIANCE, limited=False, centre=0.0),
    }
    errors: dict[str, list[list[float]]] = {name: [] for name in (*policies, "engine, prior N(0, 5.33)")}
    began = time.perf_counter()
    for theta in abilities:
        luck = rng.random(len(bank))
        for name, make in policies.items():
            errors[name].append(peer_errors(bank, theta, luck, make(), rng))
        errors["engine, prior N(0, 5.33)"].append(engine_errors(bank, theta, luck))
    print(f"one ability: {learners} learners uniform on [-4, 4], bank of {len(bank)} items, seed {SEED}; RMSE after n questions")
    print(f"{'':<28}" + "".join(f"{n:>9}" for n in LENGTHS))
    squares = {name: np.square(rows) for name, rows in errors.items()}
    rmse = {name: np.sqrt(square.mean(axis=0)) for name, square in squares.items()}
    for name, values in rmse.items():
        print(f"{name:<28}" + "".join(f"{value:>9.3f}" for value in values))
    ours = "engine, prior N(0, 5.33)"
    for place, n in enumerate(LENGTHS):
        best = min(policies, key=lambda name: rmse[name][place])
        # Two standard errors of the difference of mean squares over the same learners, brought to the scale of the RMSE.
        difference = squares[ours][:, place] - squares[best][:, place]
        margin = 2.0 * difference.std(ddof=1) / np.sqrt(learners) / (2.0 * rmse[best][place])
        excess = rmse[ours][place] - rmse[best][place]
        print(f"{n:>2} questions: {excess:+.3f} to the best ({best}), allowed +{margin:.3f}: {'PASS' if excess <= margin else 'MISS'}")
    print(f"{time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
