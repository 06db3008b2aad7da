"""
How well and how fast is partial credit calibrated?

Claim: 1,000 people × 40 items of four ordered categories (generalized partial credit model): RMSE of a and of the steps no worse than the
peer's, in a tenth of its time. Planted: a ~ LogN(0, .25), steps around −.9, 0, .9 shifted by N(0, .7) per item, people N(0, 1). The peer is
girth (`pcm_mml`), on the same answers in the same run. A second line adds the steps' 90 % intervals, over seeds of its own.

    python benchmarks/measurement_categories.py [--quick]
"""

import argparse
import sys
import time
import warnings

import numpy as np
from numpy.typing import NDArray

from sextant.engine.measurement.calibration import calibrate_categories
from sextant.engine.measurement.calibration.categories import chances

Floats = NDArray[np.float64]
PEOPLE, ITEMS, CATEGORIES = 1_000, 40, 4
SEEDS = range(20261211, 20261219)


def planted(seed: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return a, shape (items,), steps, shape (items, categories − 1), and answers, shape (people, items)."""
    rng = np.random.default_rng(seed)
    a = rng.lognormal(0.0, 0.25, ITEMS)
    steps = rng.normal(0, 0.7, (ITEMS, 1)) + np.linspace(-0.9, 0.9, CATEGORIES - 1) + rng.normal(0, 0.2, (ITEMS, CATEGORIES - 1))
    cumulative = np.cumsum(chances(rng.normal(size=PEOPLE), a, steps), axis=1)
    return a, steps, (rng.random((ITEMS, 1, PEOPLE)) > cumulative).sum(axis=1).T


def rmse(found: Floats, true: Floats) -> float:
    """Return the root mean squared error."""
    return float(np.sqrt(np.nanmean((found - true) ** 2)))


def main() -> int:
    """Print the comparison, the coverage, and whether the claim holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    seeds = list(SEEDS)[:1] if parser.parse_args().quick else list(SEEDS)
    from girth import pcm_mml

    ours, peer, covered = [], [], []
    for number, seed in enumerate(seeds):
        a, steps, answers = planted(seed)
        began = time.process_time()
        found = calibrate_categories(answers)
        ours.append((time.process_time() - began, rmse(found.a, a), rmse(found.steps, steps)))
        covered.append(float((np.abs(found.steps - steps) < 1.645 * found.steps_se).mean()))
        if number < 2:
            began = time.process_time()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                other = pcm_mml(answers.T.astype(int))
            peer.append((time.process_time() - began, rmse(other["Discrimination"], a), rmse(other["Difficulty"], steps)))
    mean, same, theirs = (np.mean(rows, axis=0) for rows in (ours, ours[: len(peer)], peer))
    print(f"{PEOPLE} × {ITEMS} × {CATEGORIES}: ours {mean[0]:.2f} s cpu, RMSE a {mean[1]:.4f} steps {mean[2]:.4f} ({len(seeds)} seeds)")
    print(f"the same {len(peer)} seeds: ours {same[0]:.2f} s, {same[1]:.4f} {same[2]:.4f};", end=" ")
    print(f"girth {theirs[0]:.1f} s, {theirs[1]:.4f} {theirs[2]:.4f}")
    print(f"90 % intervals of the steps hold the truth in {np.mean(covered):.3f} (aim .87 to .93)")
    kept = same[0] <= 0.1 * theirs[0] and same[1] <= 1.02 * theirs[1] and same[2] <= 1.02 * theirs[2]
    print("PASS" if kept else "MISS")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
