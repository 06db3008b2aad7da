"""
Does a state that moves with time know better where a learner stands today than one that weighs every answer alike?

Simulated learners (15 competences, 5 domains): a diagnostic, months with and without answers, modules studied, forgetting. The drifting
state is compared with the replay of all answers at once (what Sextant did before) and with its own parts switched off, on the same
answers. Then: how many questions it takes, after a module that did teach, until *acquis*; what a module read for nothing costs somebody who
already held it; and the milliseconds for 200 answers over 30 days. Truth forgets by its own law, not by the one the engine assumes.

With `DATA` set: the online state of `engine.measurement.tracing` alone on `assistments09` (which has an order and no clock), moving and
still.

    DATA=… python -m benchmarks.tracing_drift [--quick] [--tuning]
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import tracing_answers as answers
from sextant.engine.measurement import tracing
from sextant.engine.measurement.drift import PACE, Answer, Memory, Occasion, Pace, Study, follow, occasions, steps
from sextant.engine.measurement.foreseen import area, calibration_error, losses
from sextant.engine.measurement.gauss import Floats, below
from sextant.engine.measurement.irt import Item, probability
from sextant.engine.measurement.posterior import Posterior, prior
from sextant.engine.measurement.replay import Observation, replay

SEED = 20261207
"""Figures are stated on this one; constants were chosen on `TUNING`."""
TUNING = 77
DOMAINS = [domain for domain, size in enumerate((4, 2, 3, 4, 2)) for _ in range(size)]
D = len(DOMAINS)
START = prior(DOMAINS, -0.5)
YEAR = 365
MOST_MILLISECONDS = 100.0
STILL = Pace(stability=1e9, taught=0.0)
NO_LEARNING = Pace(taught=0.0)
ALWAYS = Pace(hardly=-1e9, surely=-1e9 + 1.0)
WAYS: dict[str, Pace | None] = {
    "all answers alike (before)": None,
    "forgetting alone": NO_LEARNING,
    "learning alone": Pace(stability=1e9),
    "forgetting and learning (now)": PACE,
}


@dataclass
class Learner:
    """A simulated learner: the truth, and what was seen of it."""

    truth: Floats
    rng: np.random.Generator
    answers: list[Answer]
    studies: list[Study]

    def asked(self, day: int, competence: int, count: int, at: float | None = None) -> None:
        """Answer `count` questions on a competence, at a difficulty near `at`."""
        for _ in range(count):
            rng = self.rng
            centre = self.truth[competence] + rng.normal() if at is None else at + 0.5 * rng.normal()
            expert = Item(a=1.0, b=float(centre), c=float(rng.choice([0.0, 0.25])), b_sd=0.4, loads={competence: 1.0})
            chance = probability(self.truth[competence], a=float(rng.lognormal(0.1, 0.25)), b=expert.b + 0.4 * rng.normal(), c=expert.c)
            moment = day * 1e5 + len(self.answers)
            self.answers.append(Answer(day, moment, Observation(expert, float(rng.random() < chance))))

    def forget(self, days: int, law: str) -> None:
        """
        Let time pass. "even": as many drift up as down, towards expectation, so that the population stays as wide as it is. "loss": what
        lies above expectation is lost, each competence at its own speed (lognormal around two years and a half), and one wanders little.
        """
        if law == "even":
            kept = np.exp(-days / PACE.stability)
            noise = self.rng.multivariate_normal(np.zeros(D), (1.0 - kept**2) * START.cov)
            self.truth = START.mean + kept * (self.truth - START.mean) + noise
            return
        speed = self.rng.lognormal(np.log(900.0), 0.5, D)
        above = np.maximum(self.truth - START.mean, 0.0)
        self.truth = self.truth - above * -np.expm1(-days / speed) + 0.25 * np.sqrt(days / YEAR) * self.rng.normal(size=D)

    def study(self, day: int, competence: int, gain: float) -> None:
        """Study a module, and learn `gain` from it."""
        self.studies.append(Study(day * 1e5 + len(self.answers) - 0.5, frozenset([competence])))
        self.truth[competence] += gain


def born(rng: np.random.Generator) -> Learner:
    """Return a learner nobody has asked anything."""
    return Learner(rng.multivariate_normal(START.mean, START.cov), rng, [], [])


def known(learner: Learner, pace: Pace | None, day: int) -> Posterior:
    """Return what is known of a learner on a day."""
    if pace is None:
        return replay(START, [one.seen for one in learner.answers])
    memory = Memory.fresh(START, pace)
    for occasion in occasions(learner.answers, learner.studies)[0]:
        memory = follow(memory, occasion, START, pace)
    return memory.at(day, START)


def lived(rng: np.random.Generator, law: str) -> tuple[Learner, int]:
    """Return a learner after a diagnostic and one to three years of studies, tests and silence, and the day."""
    learner = born(rng)
    for competence in rng.integers(D, size=25):
        learner.asked(0, int(competence), 1)
    day = 0
    for _ in range(int(rng.integers(2, 7))):
        pause = int(rng.exponential(150)) + 1
        learner.forget(pause, law)
        day += pause
        competence = int(rng.integers(D))
        if rng.random() < 0.7:
            # One module in four teaches nothing.
            learner.study(day, competence, float(rng.choice([0.0, 1.0, 1.0, 1.3])))
        learner.asked(day, competence, int(rng.integers(3, 9)))
        learner.asked(day, int(rng.integers(D)), 2)
    pause = int(rng.exponential(150)) + 1
    learner.forget(pause, law)
    return learner, day + pause


def over_time(seed: int, count: int, ways: dict[str, Pace | None], law: str) -> None:
    """Print error and coverage at the end of some years."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    for _ in range(count):
        learner, day = lived(rng, law)
        for name, pace in ways.items():
            state = known(learner, pace, day)
            off = state.mean - learner.truth
            found[name].append((float((off**2).mean()), float((np.abs(off) <= 1.6449 * state.sd).mean()), float(off.mean())))
    print(f"\nWhere somebody stands after one to three years ({count} learners × {D} competences; law of the truth: {law})")
    for name, rows in found.items():
        squared, covered, bias = np.array(rows).T
        print(f"  {name:<32} RMSE {np.sqrt(squared.mean()):.3f}   90 % interval covers {covered.mean():.3f}   bias {bias.mean():+.3f}")


TEST = 8
"""Questions of a short test, at most."""

FORGETTING_IT_ALL = "had nothing on it been asked before"


def flipped(seed: int, count: int, name: str, pace: Pace | None, *, most: int = 30) -> tuple[list[int], float, float]:
    """
    Return how many questions it took after a module to be *acquis* (`most` + 1: not reached), the share still *à acquérir* after eight,
    and the share of false *acquis* within eight.
    """
    rng, asked, false, untaught, still = np.random.default_rng(seed), list[int](), 0, 0, 0
    cut, k = 0.0, 0
    while len(asked) < count:
        learner = born(rng)
        learner.truth[k] = cut - float(rng.uniform(0.3, 1.3))
        for competence in rng.integers(1, D, size=20):
            learner.asked(0, int(competence), 1)
        others = list(learner.answers)
        learner.asked(0, k, 8, at=cut)
        state = known(learner, None, 0)
        if below((state.mean[k] - cut) / state.sd[k]) > 0.10:
            continue
        teaches = bool(rng.random() < 0.75)
        learner.study(14, k, float(rng.uniform(0.3, 1.3)) - float(learner.truth[k]) if teaches else 0.0)
        if name == FORGETTING_IT_ALL:
            learner.answers = others
        before, reached, memory = len(learner.answers), most + 1, Memory.fresh(START, pace or STILL)
        for occasion in occasions(learner.answers)[0]:
            memory = follow(memory, occasion, START, pace or STILL)
        for number in range(1, most + 1):
            learner.asked(15, k, 1, at=cut)
            if pace is None:
                state = known(learner, None, 15)
            else:
                later = Occasion(15, tuple(one.seen for one in learner.answers[before:]), frozenset([k]))
                state = follow(memory, later, START, pace).posterior
            chance = below((state.mean[k] - cut) / state.sd[k])
            still += teaches and number == TEST and bool(chance <= 0.10)
            if chance >= 0.90:
                reached = number
                break
        if teaches:
            asked.append(reached)
        else:
            untaught += 1
            false += reached <= TEST
    return asked, still / count, false / max(untaught, 1)


def after_a_module(seed: int, count: int, ways: dict[str, Pace | None]) -> None:
    """Print how soon a module that taught shows, and how often one that did not is taken for it."""
    print(f"\nFrom “to acquire” to “acquired” after a module that brought to the level required ({count} learners)")
    for name, pace in ways.items():
        asked, still, false = flipped(seed, count, name, pace)
        within = ", ".join(f"{most}: {np.mean(np.array(asked) <= most):.0%}" for most in (TEST, 16, 30))
        print(f"  {name:<34} acquired within {within}; still “to acquire” after {TEST}: {still:.0%}; false within {TEST}: {false:.0%}")


def read_for_nothing(seed: int, count: int, ways: dict[str, Pace | None]) -> None:
    """Print what becomes of *acquis* when somebody who holds a competence reads its module and answers its checks."""
    print(f"\n“Acquired” kept after reading once more and answering three checks ({count} learners who hold it)")
    for name, pace in ways.items():
        rng, kept, lower, tried = np.random.default_rng(seed), 0, 0, 0
        while tried < count:
            learner = born(rng)
            learner.truth[0] = float(rng.uniform(0.6, 1.6))
            learner.asked(0, 0, 12, at=0.0)
            before = known(learner, pace, 30)
            if below(before.mean[0] / before.sd[0]) < 0.90:
                continue
            tried += 1
            learner.study(30, 0, 0.0)
            first = len(learner.answers)
            learner.asked(30, 0, 3, at=0.0)
            right = all(one.seen.score == 1.0 for one in learner.answers[first:])
            after = known(learner, pace, 30)
            kept += below(after.mean[0] / after.sd[0]) >= 0.90
            lower += right and bool(below(after.mean[0] / after.sd[0]) < below(before.mean[0] / before.sd[0]))
        print(f"  {name:<32} {kept / count:.0%} kept; less sure although all three were right: {lower / count:.0%}")


def fast() -> float:
    """Print what a replay and an answer cost; return the milliseconds of the replay."""
    rng = np.random.default_rng(5)
    learner = born(rng)
    for number in range(200):
        learner.asked(number * 30 // 200, int(rng.integers(D)), 1)
    memory = Memory.fresh(START)
    found, _ = occasions(learner.answers)
    for occasion in found[:-1]:
        memory = follow(memory, occasion, START)
    one, last = Occasion(found[-1].day, found[-1].answers[:1]), found[-1]
    seen = [answer.seen for answer in learner.answers]
    timed = {
        "all 200 alike, at each answer (before)": best(lambda: replay(START, seen)),
        "200 over 30 days from the beginning": best(lambda: steps(Memory.fresh(START), occasions(learner.answers)[0], START)),
        f"an answer: today's {len(last.answers)} from this morning": best(lambda: follow(memory, last, START)),
        "an answer: the first one of a day": best(lambda: follow(memory, one, START)),
        "reading the state of today": best(lambda: memory.at(400, START)),
    }
    print("\nTime (best of 7)")
    for name, seconds in timed.items():
        print(f"  {name:<42} {seconds * 1000:7.3f} ms")
    return timed["200 over 30 days from the beginning"] * 1000


def on_assistments() -> None:
    """Print how well the state alone foresees the next answer, moving from answer to answer and still."""
    folder = Path(os.environ.get("DATA") or "-") / "assistments09"
    if not folder.is_dir():
        print("\nassistments09 not run: no data (DATA=… names the folder that holds it)")
        return
    train, test = (
        np.loadtxt(folder / f"preprocessed_data_{name}.csv", delimiter="\t", skiprows=1, dtype=np.int64) for name in ("train", "test")
    )
    items, skills = (int(max(train[:, column].max(), test[:, column].max())) + 1 for column in (answers.ITEM, answers.SKILL))
    difficulty = answers.look_up(answers.hard(train, items, skills), test, items)
    right = test[:, answers.CORRECT]
    still = tracing.Pace(general_gain=0.0, skill_gain=0.0)
    print(f"\nThe state alone on assistments09 ({len(test)} answers of the published test learners, each foreseen from those before it)")
    for name, pace in {"still": still, "moving from answer to answer": tracing.Pace()}.items():
        events = [
            (row[answers.LEARNER], (row[answers.SKILL],), row[answers.ITEM], hard, float(row[answers.CORRECT]))
            for row, hard in zip(test.tolist(), difficulty, strict=True)
        ]
        features, _ = tracing.traced(events, pace=pace)
        chance = 1 / (1 + np.exp(-features[:, 0]))
        print(
            f"  {name:<32} AUC {area(right, chance):.4f}   log loss {losses(right, chance).mean():.4f}"
            f"   ECE {calibration_error(right, chance):.4f}"
        )


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of seven runs."""
    times = []
    for _ in range(7):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def main(arguments: Sequence[str] = ()) -> int:
    """Print every figure."""
    quick = "--quick" in arguments
    seed = TUNING if "--tuning" in arguments else SEED
    size = 30 if quick else 150
    ways = dict(WAYS)
    for law in ("even", "loss"):
        over_time(seed, size, ways, law)
    ways["the same, any surprise opens"] = ALWAYS
    after_a_module(seed + 1, 20 if quick else 80, {**ways, FORGETTING_IT_ALL: PACE})
    read_for_nothing(seed + 2, 20 if quick else 100, ways)
    milliseconds = fast()
    on_assistments()
    return 0 if milliseconds <= MOST_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
