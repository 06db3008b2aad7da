"""
How long does it take to choose the next question among 10,000?

Claim: 2 ms at most, 95 times in a hundred, with every rule on (15 competences, decision risk, item uncertainty and guessing, families,
enemies, blueprint, exposure, items already seen, a mask). The peer, catsim, chooses by maximum information on one ability with no rule at
all; it works on the same 10,000 items, in turn with ours, in the same run.

    python benchmarks/measurement_selection.py [--quick]
"""

import argparse
import sys
import time

import numpy as np

from sextant.engine.measurement.adaptive import Blueprint, Exposure, next_item
from sextant.engine.measurement.irt import bank_from, probability
from sextant.engine.measurement.posterior import prior, update

ITEMS, QUESTIONS, SEED, TARGET = 10_000, 25, 20260401, 2.0
DOMAINS = tuple(domain for domain, size in enumerate((4, 2, 3, 4, 2)) for _ in range(size))


def main() -> int:
    """Print the times beside those of the peer."""
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="5 learners instead of 40")
    learners = 5 if parser.parse_args().quick else 40
    rng = np.random.default_rng(SEED)
    d = len(DOMAINS)
    # One item in ten calls on two competences: more directions than competences.
    loads = np.eye(d)[rng.integers(0, d, ITEMS)]
    mixed = rng.random(ITEMS) < 0.1
    loads[mixed] = 0.7 * loads[mixed] + 0.3 * np.roll(loads[mixed], 1, axis=1)
    bank = bank_from(
        a=rng.lognormal(0.2, 0.25, ITEMS),
        b=rng.normal(size=ITEMS),
        c=rng.choice([0.0, 0.2, 0.25], ITEMS),
        b_sd=rng.uniform(0.0, 0.6, ITEMS),
        loads=loads,
        competences=d,
        family=np.where(rng.random(ITEMS) < 0.3, rng.integers(0, 600, ITEMS), -1),
        enemies=np.where(rng.random(ITEMS) < 0.2, rng.integers(0, 900, ITEMS), -1),
        group=np.array(DOMAINS)[loads.argmax(axis=1)],
    )
    blueprint = Blueprint(low=np.full(5, 3), high=np.full(5, 8), length=QUESTIONS)
    eligible = rng.random(ITEMS) < 0.9
    seen = set(rng.integers(0, ITEMS, 200).tolist())
    rates = rng.uniform(0.0, 0.3, ITEMS)
    thresholds = np.where(np.arange(d) < d - 2, 0.0, np.nan)
    peer_bank = ItemBank(np.column_stack([bank.a, bank.b, bank.c, np.ones(ITEMS)]))
    selector = MaxInfoSelector()

    ours, peer = [], []
    for _ in range(learners):
        state, asked, theta = prior(DOMAINS), list[int](), rng.normal(size=d)
        for _ in range(QUESTIONS):
            began = time.perf_counter()
            item = next_item(
                state,
                bank,
                thresholds,
                administered=asked,
                seen=seen,
                eligible=eligible,
                blueprint=blueprint,
                exposure=Exposure(rates),
                length=QUESTIONS,
                rng=rng,
            )
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            selector.select(item_bank=peer_bank, administered_items=asked, est_theta=float(state.mean.mean()))
            peer.append(time.perf_counter() - began)
            asked.append(item)
            one = bank.item(item)
            right = rng.random() < probability(float(one.direction(d) @ theta), a=one.a, b=one.b, c=one.c)
            state = update(state, one, float(right))
    print(f"{ITEMS} items, {d} competences, {len(bank.patterns)} loading patterns, {len(ours)} choices each, milliseconds")
    print(f"{'':<46} {'p50':>7} {'p95':>7}")
    for name, times in (("engine, every rule on", ours), ("catsim, maximum information, no rule", peer)):
        p50, p95 = 1000.0 * np.percentile(times, [50, 95])
        print(f"{name:<46} {p50:>7.2f} {p95:>7.2f}")
    p95 = 1000.0 * np.percentile(ours, 95)
    print(f"catsim takes {np.median(peer) / np.median(ours):.1f} times as long at the median")
    print(f"p95 {p95:.2f} ms, target <= {TARGET} ms: {'PASS' if p95 <= TARGET else 'MISS'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
