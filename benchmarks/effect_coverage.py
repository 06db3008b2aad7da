"""
Do the intervals of `effect_of` hold the planted effect nine times in ten, however the plan chooses who takes a resource?

The weaker are sent to the resource more often, and progress more by themselves: comparing the two groups as they are credits the resource
with it (the peer: a difference of means, on the same people). The state before and after is seen with the error of a test. The planted
effect is 0, or .3 on average and greater for the weaker; what is to be covered is its mean over the people compared.

Printed by number of people, effect and strength of the confounding (how much one standard deviation of state moves the log odds of being
sent): coverage of the 90 % interval, bias, half-width, share of "not enough data". Claims, where most runs give an answer: coverage within
.86–.94, bias at most .05, and below the peer's where there is confounding. In "misread" cohorts the propensities stated are wrong (.8 of
the log odds) and the regression has to make up for it: stated only, since the plan knows its own.

    python benchmarks/effect_coverage.py [--quick]
"""

import argparse
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sextant.engine.measurement.effect import LEAST, TRIMMED, effect_of

Floats = NDArray[np.float64]
FIRST_SEED = 20261601
PEOPLE = (50, 70, 100, 175, 350, 1000)
EFFECTS = (0.0, 0.3)
FOR_THE_WEAKER = 0.15
CONFOUNDED = {"none": 0.0, "moderate": 0.8, "strong": 1.6}
TEST_ERROR = 0.35
LOW, HIGH, MOST_BIAS = 0.86, 0.94, 0.05


@dataclass(frozen=True, eq=False)
class Cohort:
    """People before and after, who took the resource, and what the plan says of the chance that they would."""

    before: Floats
    after: Floats
    taken: NDArray[np.bool_]
    propensity: Floats
    effect: Floats


def cohort(*, people: int, effect: float, confounded: float, misread: bool, seed: int) -> Cohort:
    """Return a cohort of which the truth is known."""
    random = np.random.default_rng(seed)
    state = random.normal(0, 1, people)
    before = state + TEST_ERROR * random.normal(size=people)
    # The plan sees the test, not the truth.
    log_odds = -0.3 - confounded * before
    taken = random.random(people) < 1 / (1 + np.exp(-log_odds))
    each = effect - (FOR_THE_WEAKER * state if effect else 0.0 * state)
    later = state + each * taken - 0.3 * state + 0.1 * state**2 + random.normal(0, 0.4, people)
    after = later + TEST_ERROR * random.normal(size=people)
    return Cohort(before, after, taken, 1 / (1 + np.exp(-(0.8 if misread else 1.0) * log_odds)), each)


def measured(*, people: int, effect: float, confounded: float, misread: bool, runs: int) -> tuple[float, float, float, float, float]:
    """Return coverage, bias, the bias of the plain difference, half-width, and the share of runs without data enough."""
    covered, off, plain, width = [], [], [], []
    for seed in range(FIRST_SEED, FIRST_SEED + runs):
        drawn = cohort(people=people, effect=effect, confounded=confounded, misread=misread, seed=seed)
        found = effect_of(drawn.before, drawn.after, drawn.taken, drawn.propensity)
        if not found.is_enough:
            continue
        compared = (drawn.propensity >= TRIMMED) & (drawn.propensity <= 1 - TRIMMED)
        truth = float(drawn.effect[compared].mean())
        change = drawn.after - drawn.before
        covered.append(found.low <= truth <= found.high)
        off.append(found.value - truth)
        plain.append(change[drawn.taken].mean() - change[~drawn.taken].mean() - truth)
        width.append((found.high - found.low) / 2)
    if not covered:
        return np.nan, np.nan, np.nan, np.nan, 1.0
    return float(np.mean(covered)), float(np.mean(off)), float(np.mean(plain)), float(np.mean(width)), 1 - len(covered) / runs


def main() -> int:
    """Print one line per situation, and whether it holds to the claim."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    runs = 100 if quick else 2000
    # Coverage is itself measured: two standard errors either way.
    slack = 2 * np.sqrt(0.09 / runs)
    kept = True
    print(f"  fewer than {LEAST} with or without: not enough data; {runs} runs each")
    for misread in (False, True):
        for name, confounded in CONFOUNDED.items():
            for people in PEOPLE:
                for effect in EFFECTS:
                    coverage, bias, plain, width, without = measured(
                        people=people, effect=effect, confounded=confounded, misread=misread, runs=runs
                    )
                    figures = f"  {name + (', misread' if misread else ''):<18} {people:>5} people, effect {effect:.1f}: "
                    if without > 0.5:
                        print(f"{figures}not enough data {without:.0%}")
                        continue
                    good = LOW - slack <= coverage <= HIGH + slack and abs(bias) <= MOST_BIAS and (not confounded or abs(bias) < abs(plain))
                    kept &= good or misread
                    verdict = "stated" if misread else "PASS" if good else "MISS"
                    print(
                        f"{figures}coverage {coverage:.3f}, bias {bias:+.3f} (plain difference {plain:+.3f}), ± {width:.2f},"
                        f" not enough data {without:.0%}  {verdict}",
                        flush=True,
                    )
    return 0 if kept or quick else 1


if __name__ == "__main__":
    sys.exit(main())
