"""
Fifteen competences in 25 questions: what does it bring to estimate them together?

Claim: one multivariate posterior makes at least 18 % fewer wrong verdicts and at least 18 % smaller errors of level than fifteen separate
posteriors under the variance rule, with 90 % intervals that hold the truth 87 to 93 times in a hundred. Same learners, same banks, same
answers. Truth: N(0, Σ), Σ 1 on the diagonal, .7 within a domain (4/2/3/4/2), .5 across; banks of 24 items a competence, a ~ LogN(.2,
.25), b ~ N(0, 1); thresholds at the prior mean, the hardest case. Then the same engine, still assuming .7/.5, on learners who are
otherwise.

    python benchmarks/measurement_fifteen.py [--quick]
"""

import argparse
import sys
import time

import numpy as np

from sextant.engine.measurement.gauss import below, half_width
from sextant.engine.measurement.irt import Bank, bank_from
from sextant.engine.measurement.posterior import Posterior, prior
from sextant.engine.simulation.learners import draw_abilities, draw_scores
from sextant.engine.simulation.sittings import sit_together

DOMAINS = tuple(domain for domain, size in enumerate((4, 2, 3, 4, 2)) for _ in range(size))
ITEMS, QUESTIONS, FIRST_SEED = 24, 25, 20260200
TOGETHER, APART = prior(DOMAINS), prior(DOMAINS, within=0.0, across=0.0)
UNKNOWN = np.full(len(DOMAINS), np.nan)


def synthetic_bank(seed: int) -> Bank:
    """Return a bank of the claim."""
    rng = np.random.default_rng(seed)
    n = ITEMS * len(DOMAINS)
    return bank_from(
        a=rng.lognormal(0.2, 0.25, n), b=rng.normal(size=n), primary=np.repeat(np.arange(len(DOMAINS)), ITEMS), competences=len(DOMAINS)
    )


def abilities_of(truth: str, learners: int, seed: int) -> np.ndarray:
    """Return the true abilities of one population."""
    within, across = {"looser, .4/.2": (0.4, 0.2), "tighter, .9/.8": (0.9, 0.8)}.get(truth, (0.7, 0.5))
    drawn = draw_abilities(prior(DOMAINS, within=within, across=across), learners=learners, seed=seed)
    if truth == "one domain 2 SD below":
        drawn = drawn - 2.0 * weak(learners)
    return drawn


def weak(learners: int) -> np.ndarray:
    """Return which competences are the weak domain of each learner, every domain in turn; shape (learners, 15)."""
    return np.asarray(DOMAINS)[None, :] == (np.arange(learners) % (max(DOMAINS) + 1))[:, None]


def figures(start: Posterior, thresholds: np.ndarray, truth: str, banks: int, learners: int) -> dict[str, np.ndarray]:
    """Return each figure for each bank."""
    found: dict[str, list[float]] = {}
    for number in range(banks):
        seed = FIRST_SEED + 10 * number
        bank = synthetic_bank(seed)
        theta = abilities_of(truth, learners, seed + 1)
        sat = sit_together(start, bank, draw_scores(bank, theta, seed=seed + 2), thresholds=thresholds, questions=QUESTIONS)
        # Verdicts are held against the thresholds also where the questions were chosen without them.
        cut = np.nan_to_num(thresholds)
        above = below((sat.mean - cut) / sat.sd)
        acquired, to_acquire = above >= 0.9, above <= 0.1
        low = theta < cut
        row = {
            "wrong": ((sat.mean > cut) == low).mean(),
            "rmse": np.sqrt(np.square(sat.mean - theta).mean()),
            "coverage": (np.abs(sat.mean - theta) <= half_width(0.9) * sat.sd).mean(),
            "decided": (acquired | to_acquire).mean(),
            "false_acquired": (acquired & low).sum() / max(acquired.sum(), 1),
            "false_to_acquire": (to_acquire & ~low).sum() / max(to_acquire.sum(), 1),
        }
        if truth == "one domain 2 SD below":
            mask = weak(learners)
            row["weak_coverage"] = (np.abs(sat.mean - theta) <= half_width(0.9) * sat.sd)[mask].mean()
            row["weak_acquired"] = (acquired & low)[mask].sum() / low[mask].sum()
        for name, value in row.items():
            found.setdefault(name, []).append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def line(name: str, found: dict[str, np.ndarray], seconds: float) -> str:
    """Return one row of the table."""
    mean = {key: values.mean() for key, values in found.items()}
    return (
        f"{name:<44} {mean['wrong']:>6.3f} {mean['rmse']:>6.3f} {mean['coverage']:>8.3f} {mean['decided']:>8.3f}"
        f" {mean['false_acquired']:>9.3f} {mean['false_to_acquire']:>9.3f} {seconds:>5.0f}"
    )


def main() -> int:
    """Print the figures beside those of separate posteriors and the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2 banks of 120 learners instead of 5 of 1,000")
    quick = parser.parse_args().quick
    banks, learners = (2, 120) if quick else (5, 1000)
    print(f"{banks} banks x {learners} learners, {QUESTIONS} questions, thresholds at the prior mean, first seed {FIRST_SEED}")
    print(f"{'':<44} {'wrong':>6} {'RMSE':>6} {'coverage':>8} {'decided':>8} {'false acq':>9} {'false to':>9} {'s':>5}")
    results = {}
    for name, start, thresholds, truth in (
        ("15 apart, variance rule (the peer)", APART, UNKNOWN, "as assumed"),
        ("15 apart, risk rule", APART, np.zeros(len(DOMAINS)), "as assumed"),
        ("together, risk rule (the engine)", TOGETHER, np.zeros(len(DOMAINS)), "as assumed"),
        ("the same, thresholds 1.2 SD below", TOGETHER, np.full(len(DOMAINS), -1.2), "as assumed"),
        ("engine; truth looser, .4/.2", TOGETHER, np.zeros(len(DOMAINS)), "looser, .4/.2"),
        ("15 apart, variance rule; same", APART, UNKNOWN, "looser, .4/.2"),
        ("engine; truth tighter, .9/.8", TOGETHER, np.zeros(len(DOMAINS)), "tighter, .9/.8"),
        ("15 apart, variance rule; same", APART, UNKNOWN, "tighter, .9/.8"),
        ("engine; one domain 2 SD below", TOGETHER, np.zeros(len(DOMAINS)), "one domain 2 SD below"),
        ("15 apart, variance rule; same", APART, UNKNOWN, "one domain 2 SD below"),
    ):
        began = time.perf_counter()
        found = figures(start, thresholds, truth, banks, learners)
        results[name, truth] = found
        print(line(name, found, time.perf_counter() - began), flush=True)
        if "weak_coverage" in found:
            print(
                f"{'    in the weak domain':<44} coverage {found['weak_coverage'].mean():.3f};"
                f" of the truly insufficient, called acquired: {found['weak_acquired'].mean():.3f}"
            )
    peer = results["15 apart, variance rule (the peer)", "as assumed"]
    ours = results["together, risk rule (the engine)", "as assumed"]
    for name, target in (("wrong", 0.18), ("rmse", 0.18)):
        less = 1.0 - ours[name] / peer[name]
        spread = less.std(ddof=1) / np.sqrt(banks)
        print(
            f"{name:<8} lower by {less.mean():6.1%} (SE {spread:.1%} over banks), target >= {target:.0%}:"
            f" {'PASS' if less.mean() >= target else 'MISS'}"
        )
    coverage = ours["coverage"].mean()
    print(f"coverage of the 90 % interval {coverage:.3f}, target .87-.93: {'PASS' if 0.87 <= coverage <= 0.93 else 'MISS'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
