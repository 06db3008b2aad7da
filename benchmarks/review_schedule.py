"""
Deciding when a card comes back: what does our calendar add to the package that computes it?

Claim: scheduling one review through `study.review.schedule` (state to the package's card, local days, back) takes at most 2.5 times the
package called by itself on the same 10,000 reviews in the same run, and at least 10,000 reviews a second; every stability, difficulty and
state is equal to the package's, and so is every interval of whole days, where both are given reviews a whole number of days apart.

    python benchmarks/review_schedule.py [--quick]
"""

import argparse
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sextant.config.settings")
os.environ.setdefault("SEXTANT_PROFILE", "test")

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
PER_CARD = 10
SLOWEST_RATIO = 2.5
LEAST_PER_SECOND = 10_000


def ratings(cards: int) -> list[list[int]]:
    """Return ten ratings for each of `cards`, as a middling learner gives them."""
    draw = random.Random(7)
    return [draw.choices((1, 2, 3, 4), (0.1, 0.15, 0.6, 0.15), k=PER_CARD) for _ in range(cards)]


def by_package(plan: list[list[int]]) -> tuple[float, list[tuple[int, float, float, int]]]:
    """Run the reviews through the package alone, each when it is due."""
    import fsrs

    scheduler = fsrs.Scheduler(desired_retention=0.9, enable_fuzzing=False)
    found = []
    start = time.perf_counter()
    for sequence in plan:
        card, at = fsrs.Card(card_id=1, due=START), START
        for rating in sequence:
            card, _log = scheduler.review_card(card, fsrs.Rating(rating), at)
            found.append((int(card.state), card.stability, card.difficulty, (card.due - at).days))
            at = card.due
    return time.perf_counter() - start, found


def by_campus(plan: list[list[int]]) -> tuple[float, list[tuple[int, float, float, int]]]:
    """Run the same reviews at the same moments through the campus."""
    from sextant.study.choices import CardState
    from sextant.study.review.schedule import Memory, Rating, next_state

    zone, found = ZoneInfo("UTC"), []
    start = time.perf_counter()
    for sequence in plan:
        memory, at = Memory(due_at=START), START
        for rating in sequence:
            memory = next_state(memory, Rating(rating), at, zone=zone, fuzz=False)
            known = memory.state == CardState.REVIEW
            days = (memory.due_at.date() - at.date()).days if known else 0
            found.append((memory.state, memory.stability, memory.difficulty, days))
            at = at + timedelta(days=days) if known else memory.due_at
    return time.perf_counter() - start, found


def main() -> int:
    """Print both; return the number of claims missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 reviews")
    plan = ratings(100 if parser.parse_args().quick else 1000)
    reviews = len(plan) * PER_CARD
    for run in (by_package, by_campus):
        run(plan[:5])
    # In turns, so that what slows the machine slows both.
    pairs = [(by_package(plan), by_campus(plan)) for _ in range(5)]
    alone, ours = (median(one[which][0] for one in pairs) * 1e6 / reviews for which in (0, 1))
    equal = pairs[0][0][1] == pairs[0][1][1]
    print(f"{reviews:,} reviews, median of 5 runs in turns")
    print(f"fsrs alone     {alone:8.1f} µs a review")
    print(f"the campus     {ours:8.1f} µs a review, {1e6 / ours:,.0f} reviews a second")
    print(f"ratio          {ours / alone:8.2f} (at most {SLOWEST_RATIO})")
    print(f"all states, stabilities, difficulties and intervals equal: {'yes' if equal else 'NO'}")
    missed = [not equal, ours / alone > SLOWEST_RATIO, 1e6 / ours < LEAST_PER_SECOND]
    return sum(missed)


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main())
