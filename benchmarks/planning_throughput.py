"""
Plans per second, on one and on two processes.

Claim: plans of ordinary learners (40 modules, 12 weeks) are made at a stated rate, each within 60 ms of processor time, and two processes
make them at least 1.8 times as fast as one, since learners share nothing. 10,000 plans; 600 with --quick. On a machine busy with other work
the second processor is not free, and the ratio says so.

    python benchmarks/planning_throughput.py [--quick]
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from sextant.engine.planning import greedy
from sextant.engine.simulation.courses import ordinary_course


def plan_many(first: int, last: int) -> list[float]:
    """Make the plans of learners `first` to `last` - 1; return the processor seconds of each plan, the learner's making apart."""
    seconds = []
    for seed in range(first, last):
        problem = ordinary_course(seed)
        start = time.process_time()
        greedy.plan(problem)
        seconds.append(time.process_time() - start)
    return seconds


def rate(plans: int, processes: int) -> tuple[float, list[float]]:
    """Return plans per second of elapsed time, making the learners included, and the processor seconds of each plan."""
    share = plans // processes
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(abs, range(processes)))
        start = time.perf_counter()
        parts = list(pool.map(plan_many, range(0, plans, share), range(share, plans + 1, share)))
        elapsed = time.perf_counter() - start
    seconds = [s for part in parts for s in part]
    return len(seconds) / elapsed, seconds


def verdict(claim: str, *, holds: bool) -> bool:
    """Print whether a claim holds."""
    print(f"{'PASS' if holds else 'MISS'}  {claim}")
    return holds


def main() -> int:
    """Print both rates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--quick", action="store_true", help="600 plans instead of 10,000")
    plans = 600 if parser.parse_args().quick else 10_000
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    one, seconds = rate(plans, 1)
    two, shared = rate(plans, 2)
    seconds.sort()
    p50, p95, top = (seconds[min(len(seconds) - 1, int(q * len(seconds)))] for q in (0.5, 0.95, 1.0))
    print(f"{plans} plans: {one:.0f}/s on one process, {two:.0f}/s on two")
    print(f"plans per processor second: {len(seconds) / sum(seconds):.0f} on one process, {len(shared) / sum(shared):.0f} on each of two")
    print(f"processor time of a plan: median {1000 * p50:.1f} ms, 95th percentile {1000 * p95:.1f} ms, longest {1000 * top:.1f} ms")
    results = [
        verdict(f"a plan within 60 ms of processor time, 95th percentile: {1000 * p95:.1f} ms", holds=p95 <= 0.06),
        verdict(f"two processes against one: {two / one:.2f} (at least 1.8)", holds=two / one >= 1.8),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
