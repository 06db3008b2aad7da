"""
How many planted defects are flagged, how many healthy items are, and are the probabilities shown true?

Claim, of everything a page shows of an item (`quality.flags_of`, behind the same calibration as an edition), at 50 answers an item:
mis-keyed and too easy found ≥ 90 %, two right ≥ 80 %; at 200: two right and dead ≥ 90 %; healthy items with *any* flag ≤ 10 % at 50, 100
and 200. An item is found when it has a flag; "named" when one of its flags says what was planted. Half the defects are small
(`simulation.defects.SIZES`). The last tables hold the probability shown against the share of flags that was right, and tell what flags are
worth in a bank where 5 % of the items are bad.

Two settings: *whole* (each person answers all 100 items, 4 competences) and *short* (each answers 25 of 160, 15 competences, as in the
diagnostic). Defects are as frequent as the flags assume (`BEFORE`, `RARE`, `DEAD_BEFORE`); experts say b to within N(0, .7). Constants were
tuned on the seeds from 1000; what the seeds from 20261201 and 20261301 gave (two right at 200: .90, .896) led to two changes. The figures
come from the seeds from 20261501, on which nothing was tuned; after a first look at them only the shown probability was recalibrated, on
tuning seeds.

    python benchmarks/quality_defects.py [--quick]
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sextant.engine.measurement.calibration import JointCalibration, calibrate_joint, events, priors
from sextant.engine.measurement.quality import Flag, ItemAnswers, flags_of, weighed
from sextant.engine.measurement.quality.chances import DEAD_BEFORE, RARE
from sextant.engine.measurement.quality.stories import BEFORE, Story
from sextant.engine.simulation.defects import Defect, DrawnItem, Strength, draw_answers, draw_item

FIRST_SEED = 20261501
PROPOSITIONS = 4
EXPERTS_OFF = 0.7
MOST_FALSE = 0.10
AIMS: dict[int, dict[Defect, float]] = {
    50: {Defect.MIS_KEYED: 0.90, Defect.TOO_EASY: 0.90, Defect.TWO_RIGHT: 0.80},
    100: {},
    200: {Defect.TWO_RIGHT: 0.90, Defect.DEAD: 0.90},
}
OFTEN: dict[Defect, float] = {
    Defect.MIS_KEYED: BEFORE[Story.MIS_KEYED],
    Defect.TWO_RIGHT: BEFORE[Story.TWO_RIGHT],
    Defect.TOO_EASY: BEFORE[Story.TOO_EASY],
    Defect.UNRELATED: BEFORE[Story.UNRELATED],
    Defect.WEAK: BEFORE[Story.WEAK],
    Defect.DRIFT: RARE,
    Defect.SPEEDED: RARE,
    Defect.BENT: RARE,
    Defect.DEAD: DEAD_BEFORE * (PROPOSITIONS - 1),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """How people meet items: `asked` of `items`, over so many competences."""

    name: str
    items: int
    asked: int
    competences: int


SETTINGS = (Setting("whole", 100, 100, 4), Setting("short", 160, 25, 15))


@dataclass(frozen=True, eq=False)
class Seen:
    """An item as it truly is, and the answers to it as the flags want them."""

    item: DrawnItem
    answers: ItemAnswers


def correlation(competences: int) -> NDArray[np.float64]:
    """Return .7 within a domain of five competences, .5 across."""
    domain = np.arange(competences) // 5
    between = np.where(domain[:, None] == domain[None, :], 0.7, 0.5)
    np.fill_diagonal(between, 1.0)
    return between


def bank(random: np.random.Generator, items: int) -> list[DrawnItem]:
    """Return items with as many defects as are assumed."""
    kinds = [Defect.HEALTHY, *OFTEN]
    shares = [1.0 - sum(OFTEN.values()), *OFTEN.values()]
    planted = random.choice(len(kinds), size=items, p=shares)
    return [
        draw_item(
            random, defect=kinds[kind], strength=Strength.SMALL if random.random() < 0.5 else Strength.LARGE, propositions=PROPOSITIONS
        )
        for kind in planted
    ]


def who_meets_what(random: np.random.Generator, setting: Setting, n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return person and item of each answer: about `n` answers an item, no item twice for a person."""
    people = setting.items * n // setting.asked
    deck = np.concatenate([random.permutation(setting.items) for _ in range(n + 1)])
    person, item = [], []
    for one in range(people):
        met = np.unique(deck[one * setting.asked : (one + 1) * setting.asked])
        person += [one] * len(met)
        item += met.tolist()
    return np.array(person, dtype=np.intp), np.array(item, dtype=np.intp)


def calibrated(
    random: np.random.Generator,
    setting: Setting,
    items: list[DrawnItem],
    *,
    person: NDArray[np.intp],
    item: NDArray[np.intp],
    score: NDArray[np.float64],
) -> tuple[NDArray[np.float64], JointCalibration]:
    """Return what experts said of each item's b, and what the answers make of it."""
    of_item = np.arange(setting.items) % setting.competences
    said = np.array([one.b for one in items]) + random.normal(0, EXPERTS_OFF, len(items))
    answers = events(
        person=person,
        item=item,
        score=score,
        directions=np.eye(setting.competences)[of_item],
        mean=np.zeros((int(person.max()) + 1, setting.competences)),
    )
    return said, calibrate_joint(answers, c=1 / PROPOSITIONS, before=priors(len(items), b=said, b_sd=EXPERTS_OFF))


def seen(setting: Setting, *, n: int, seed: int) -> Iterator[Seen]:
    """Yield every item of a bank with its answers, after a calibration."""
    random = np.random.default_rng(seed)
    items = bank(random, setting.items)
    person, item = who_meets_what(random, setting, n)
    people = int(person.max()) + 1
    theta = random.multivariate_normal(np.zeros(setting.competences), correlation(setting.competences), size=people)
    of_item = np.arange(setting.items) % setting.competences
    chosen = np.zeros(len(person), dtype=np.intp)
    seconds, moment, score = np.zeros(len(person)), np.zeros(len(person)), np.zeros(len(person))
    rows_of = [np.flatnonzero(item == place) for place in range(setting.items)]
    for place, (one, rows) in enumerate(zip(items, rows_of, strict=True)):
        drawn = draw_answers(one, theta[person[rows], of_item[place]], random=random, moment=person[rows] / people)
        chosen[rows], seconds[rows], moment[rows] = drawn.chosen, drawn.seconds, drawn.moment
        score[rows] = drawn.chosen == one.key
    said, found = calibrated(random, setting, items, person=person, item=item, score=score)
    judged = weighed(said, np.full(len(items), EXPERTS_OFF), found.b, found.b_se)
    for place, (one, rows) in enumerate(zip(items, rows_of, strict=True)):
        yield Seen(
            one,
            ItemAnswers(
                scores=score[rows],
                place=found.place[rows],
                place_sd=found.place_sd[rows],
                seconds=seconds[rows],
                moment=moment[rows],
                a=float(found.a[place]),
                b=float(found.b[place]),
                c=float(found.c[place]),
                said=float(judged.b[place]),
                said_sd=float(judged.sd[place]),
                readable_in=one.readable_in,
                chosen=chosen[rows],
                key=one.key,
                propositions=one.propositions,
            ),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What was planted in an item and what was said of it."""

    defect: Defect
    strength: Strength
    other: int
    flags: tuple[Flag, ...]

    def is_right(self, flag: Flag) -> bool:
        """Say whether a flag says what was planted."""
        # A subtlety that leads those who know to another proposition is told as two right ones, with that proposition named.
        led_astray = self.defect is Defect.BENT and flag.code == Defect.TWO_RIGHT.value and flag.other == self.other
        return flag.code == self.defect.value or led_astray


def results(setting: Setting, *, n: int, seeds: range) -> list[Result]:
    """Return the results of all items of all banks."""
    items = (one for seed in seeds for one in seen(setting, n=n, seed=seed))
    return [Result(one.item.defect, one.item.strength, one.item.other, flags_of(one.answers)) for one in items]


def told(rows: list[Result], *, n: int) -> bool:
    """Print recall and false alarms; return whether the aims are reached."""
    kept = True
    for defect in OFTEN:
        some = [row for row in rows if row.defect is defect]
        if not some:
            continue
        found = float(np.mean([bool(row.flags) for row in some]))
        halves = [[bool(row.flags) for row in some if row.strength is strength] for strength in Strength]
        small, large = (f"{np.mean(half):.2f}" if half else "–" for half in halves)
        aim = AIMS[n].get(defect)
        verdict = "" if aim is None else f"  aim {aim:.2f} {'PASS' if found >= aim else 'MISS'}"
        kept &= aim is None or found >= aim
        named = np.mean([any(row.is_right(flag) for flag in row.flags) for row in some])
        print(f"    {defect.value:<10} {len(some):>4}: found {found:.2f} (small {small}, large {large}), named {named:.2f}{verdict}")
    healthy = [row for row in rows if row.defect is Defect.HEALTHY]
    false = float(np.mean([bool(row.flags) for row in healthy]))
    by = {code: np.mean([any(flag.code == code for flag in row.flags) for row in healthy]) for code in codes(healthy)}
    kept &= false <= MOST_FALSE
    print(
        f"    healthy    {len(healthy):>4}: with any flag {false:.3f}  aim {MOST_FALSE:.2f} {'PASS' if false <= MOST_FALSE else 'MISS'}",
        end="",
    )
    print("   (" + ", ".join(f"{code} {share:.3f}" for code, share in by.items()) + ")")
    caught = np.mean([bool(row.flags) for row in rows if row.defect is not Defect.HEALTHY])
    print(f"    at 5 % bad items, {0.95 * false / (0.95 * false + 0.05 * caught):.0%} of the items flagged would be healthy", flush=True)
    return kept


def codes(rows: list[Result]) -> list[str]:
    """Return the codes met."""
    return sorted({flag.code for row in rows for flag in row.flags})


def reliability(rows: list[Result]) -> None:
    """Print the probability shown against the share of flags that was right."""
    shown = np.array([flag.chance for row in rows for flag in row.flags])
    right = np.array([row.is_right(flag) for row in rows for flag in row.flags])
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)):
        here = (shown >= low) & (shown < high)
        if here.sum():
            print(f"    shown {shown[here].mean():.2f}: right {right[here].mean():.2f} of {int(here.sum())} flags")


def main() -> int:
    """Print one block per setting and number of answers, then how true the probabilities are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--setting", choices=[setting.name for setting in SETTINGS])
    parser.add_argument("--answers", type=int, choices=list(AIMS))
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--banks", type=int, default=24)
    asked = parser.parse_args()
    kept = True
    for setting in SETTINGS:
        if asked.setting not in (None, setting.name):
            continue
        everything: list[Result] = []
        for n in AIMS:
            if asked.answers not in (None, n):
                continue
            began = time.process_time()
            banks = 2 if asked.quick else asked.banks
            rows = results(setting, n=n, seeds=range(asked.first_seed, asked.first_seed + banks))
            print(f"  {setting.name}, {n} answers an item ({banks} banks, {time.process_time() - began:.0f} s cpu)")
            # Two banks are a lot drawn: only all of them are held to the claim.
            kept &= told(rows, n=n) or asked.quick
            everything += rows
        print(f"  {setting.name}: are the probabilities true?")
        reliability(everything)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
