"""Choosing modules: for each competence the few ways of covering it, combined so that shared modules are counted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .desk import Desk, bits

WIDEST = 8
"""Modules of one competence whose every combination is looked at; beyond, the shortest of each level are kept."""


@dataclass(frozen=True, slots=True)
class Way:
    """A set of tasks (with all they need) that leaves competence number `competence` short of `short` steps when taken alone."""

    competence: int
    mask: int
    short: int
    minutes: int


def ways_of(desk: Desk) -> list[list[Way]]:
    """Return for each competence its ways, the empty one first; no way holds another that does as well."""
    found = []
    for c in range(len(desk.competences)):
        rungs = _narrow(desk, c)
        masks = {0}
        for i in rungs:
            masks |= {mask | desk.closure[i] for mask in masks}
        ways: list[Way] = []
        for mask in sorted(masks, key=lambda m: (m.bit_count(), desk.duration(m), m)):
            short = desk.short(c, mask)
            if not any(way.mask & ~mask == 0 and way.short <= short for way in ways):
                ways.append(Way(c, mask, short, desk.duration(mask)))
        found.append(ways)
    return found


def _narrow(desk: Desk, competence: int) -> list[int]:
    code = desk.competences[competence]
    rungs = list(bits(desk.relevant[competence]))
    if len(rungs) <= WIDEST:
        return rungs
    levels: dict[int, list[int]] = {}
    for i in sorted(rungs, key=lambda i: (desk.duration(desk.closure[i]), i)):
        module = desk.modules[i]
        assert module is not None
        levels.setdefault(module.gains[code].level, []).append(i)
    kept: list[int] = []
    # In turn from each level, highest first: what the requirement asks for, then what leads to it.
    while len(kept) < WIDEST:
        for level in sorted(levels, reverse=True):
            if levels[level] and len(kept) < WIDEST:
                kept.append(levels[level].pop(0))
    return kept


def cheapest_cover(desk: Desk, ways: list[list[Way]], *, rounds: int = 6) -> int:
    """
    Return a mask of least shortfall, then of few minutes, as if time had no end.

    Each competence in turn takes its best way given the others', until nothing moves; then again from other orders. Deterministic.
    """
    base = desk.must | desk.tests
    best, best_value = base, (desk.shortfall(base), desk.duration(base))
    order = list(range(len(ways)))
    random = Random(0)
    for _ in range(rounds):
        pick = [ways[c][0].mask for c in range(len(ways))]
        moved = True
        while moved:
            moved = False
            for c in order:
                others = base
                for d, mask in enumerate(pick):
                    if d != c:
                        others |= mask
                current = (desk.short(c, others | pick[c]), desk.duration(pick[c] & ~others))
                for way in ways[c]:
                    value = (desk.short(c, others | way.mask), desk.duration(way.mask & ~others))
                    if value < current:
                        pick[c], current, moved = way.mask, value, True
        chosen = base
        for mask in pick:
            chosen |= mask
        chosen = drop_needless(desk, chosen)
        value = (desk.shortfall(chosen), desk.duration(chosen))
        if value < best_value:
            best, best_value = chosen, value
        random.shuffle(order)
    return best


def drop_needless(desk: Desk, chosen: int) -> int:
    """Return `chosen` without what its coverage does not need, longest first; pins and tests stay."""
    short = desk.shortfall(chosen)
    for i in sorted(bits(chosen & ~desk.must & ~desk.tests), key=lambda i: (-desk.minutes[i], i)):
        if not chosen >> i & 1:
            continue
        without = desk.prune(chosen & ~(1 << i))
        if desk.shortfall(without) <= short and desk.must & chosen & ~without == 0:
            chosen = without
    return chosen


def fit_in(desk: Desk, ways: list[list[Way]], fits: Callable[[int], bool], *, start: int = 0, rounds: int = 4) -> int:
    """
    Return a mask for which `fits` is true, of little shortfall and few minutes: what to take when not everything can be.

    Grows from `start` (which must fit) by the best gain a minute, then exchanges one way for others while that helps. `fits` is costly and is
    asked only about masks that would improve the result. Deterministic.
    """
    refused: set[int] = set()

    def may(mask: int) -> bool:
        if mask in refused or desk.duration(mask) > desk.capacity:
            return False
        if fits(mask):
            return True
        refused.add(mask)
        return False

    def grow(mask: int) -> int:
        while True:
            offers = []
            for group in ways:
                for way in group:
                    added = way.mask & ~mask
                    if not added:
                        continue
                    won = desk.shortfall(mask) - desk.shortfall(mask | added)
                    if won > 0:
                        offers.append((-won / max(1, desk.duration(added)), mask | added))
            for _, offer in sorted(offers):
                if may(offer):
                    mask = offer
                    break
            else:
                return mask

    def value(mask: int) -> tuple[int, int]:
        return desk.shortfall(mask), desk.duration(mask)

    base = start
    for i in (*desk.pins, *bits(desk.tests)):
        if may(base | desk.closure[i]):
            base |= desk.closure[i]
    best = drop_needless(desk, grow(base))
    # Taking things out leaves a set that fits, so `drop_needless` needs no asking.
    for _ in range(rounds):
        before = value(best)
        for i in sorted(bits(best & ~base), key=lambda i: (-desk.minutes[i], i)):
            if not best >> i & 1:
                continue
            other = _regrow(desk, ways, best, i, base, may)
            other = drop_needless(desk, other)
            if value(other) < value(best):
                best = other
        if value(best) == before:
            return best
    return best


def _regrow(desk: Desk, ways: list[list[Way]], mask: int, dropped: int, base: int, may: Callable[[int], bool]) -> int:
    """Return `mask` without task `dropped`, filled up again by ways that do not hold it."""
    mask = desk.prune(mask & ~(1 << dropped)) | base
    while True:
        offers = []
        now = desk.shortfall(mask)
        for group in ways:
            for way in group:
                added = way.mask & ~mask
                if not added or added >> dropped & 1:
                    continue
                won = now - desk.shortfall(mask | added)
                if won > 0:
                    offers.append((-won / max(1, desk.duration(added)), mask | added))
        for _, offer in sorted(offers):
            if may(offer):
                mask = offer
                break
        else:
            return mask
