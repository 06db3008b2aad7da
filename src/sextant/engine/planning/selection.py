"""Choosing modules: for each competence the few ways of covering it, combined so that shared modules are counted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def cheapest_cover(desk: Desk, ways: list[list[Way]], *, trials: int = 30) -> int:
    """
    Return a mask of least shortfall, then of few minutes, as if time had no end.

    Each competence in turn takes its best way given the others', until nothing moves; then, `trials` times, a few competences forget theirs and
    all choose again in another order, the better result being kept. Deterministic.
    """
    base = desk.must | desk.tests
    random = Random(0)
    order = list(range(len(ways)))
    # A module that serves several competences pays off only once all of them count on it: it is tried by force.
    shared = [i for i in range(len(desk.keys)) if desk.serves[i].bit_count() > 1 and not base >> i & 1]
    best = drop_needless(desk, _union(base, _settle(desk, ways, base, [0] * len(ways), order)))
    value = (desk.shortfall(best), desk.duration(best))
    for trial in range(trials + len(shared) if len(ways) > 1 else 0):
        forced = base
        if trial < len(shared):
            forced |= desk.closure[shared[trial]]
        for i in shared:
            if best >> i & 1 and random.random() < 0.7:
                forced |= desk.closure[i]
        if trial >= len(shared):
            random.shuffle(order)
            for i in random.sample(shared, min(len(shared), random.randint(0, 2))):
                forced |= desk.closure[i]
        chosen = drop_needless(desk, _union(forced, _settle(desk, ways, forced, [0] * len(ways), order)))
        found = (desk.shortfall(chosen), desk.duration(chosen))
        if found <= value:
            best, value = chosen, found
    return best


def _union(base: int, masks: list[int]) -> int:
    for mask in masks:
        base |= mask
    return base


def _settle(desk: Desk, ways: list[list[Way]], base: int, pick: list[int], order: list[int]) -> list[int]:
    pick = list(pick)
    moved = True
    while moved:
        moved = False
        for c in order:
            others = _union(base, pick[:c] + pick[c + 1 :])
            current = (desk.short(c, others | pick[c]), desk.duration(pick[c] & ~others))
            if current == (0, 0):
                continue
            for way in ways[c]:
                value = (desk.short(c, others | way.mask), desk.duration(way.mask & ~others))
                if value < current:
                    pick[c], current, moved = way.mask, value, True
    return pick


def drop_needless(desk: Desk, chosen: int) -> int:
    """Return `chosen` without what its coverage does not need, longest first; pins and tests stay."""
    must = (desk.must | desk.tests) & chosen
    for i in sorted(bits(chosen & ~must), key=lambda i: (-desk.minutes[i], i)):
        if not chosen >> i & 1:
            continue
        without = desk.prune(chosen & ~(1 << i))
        if must & ~without == 0 and all(desk.short(c, without) <= desk.short(c, chosen) for c in bits(desk.serve(chosen & ~without))):
            chosen = without
    return chosen


def fit_in(desk: Desk, ways: list[list[Way]], fits: Callable[[int], bool], *, trials: int = 60) -> int:
    """
    Return a mask for which `fits` is true, of little shortfall and few minutes: what to take when not everything can be.

    Grows by the best gain a minute; then, `trials` times, takes some tasks out (or forces a way in and others out) and grows again, keeping what
    is better. Whatever is part of a mask that fits must fit. Deterministic.
    """
    filler = _Filler(desk, ways, fits)
    base = 0
    for i in (*desk.pins, *bits(desk.tests)):
        if filler.may(base | desk.closure[i]):
            base |= desk.closure[i]
    best = drop_needless(desk, filler.grow(base))
    value = (desk.shortfall(best), desk.duration(best))
    random = Random(0)
    for trial in range(trials):
        chosen = [i for i in bits(best & ~base)]
        if not chosen:
            break
        if trial < len(chosen):
            out = 1 << chosen[trial]
        else:
            out = sum(1 << i for i in random.sample(chosen, min(len(chosen), random.randint(1, 4))))
        start = desk.prune(best & ~out) | base
        if trial % 2 and trial >= len(chosen):
            start = filler.force(start, base, random)
        other = drop_needless(
            desk, filler.grow(start, avoid=0 if trial % 3 == 0 else out & ~start, random=random if trial >= len(chosen) else None)
        )
        found = (desk.shortfall(other), desk.duration(other))
        if found <= value:
            best, value = other, found
    return best


class _Filler:
    """Grows masks that fit."""

    def __init__(self, desk: Desk, ways: list[list[Way]], fits: Callable[[int], bool]) -> None:
        self.desk = desk
        self.ways = [way for group in ways for way in group if way.mask]
        self._fits = fits
        self._known: dict[int, bool] = {}
        self._served = [desk.serve(way.mask) for way in self.ways]
        self._touched = [tuple(bits(mask)) for mask in self._served]

    def may(self, mask: int) -> bool:
        """Does `mask` fit?"""
        known = self._known.get(mask)
        if known is None:
            known = self.desk.duration(mask) <= self.desk.capacity and self._fits(mask)
            self._known[mask] = known
        return known

    def grow(self, mask: int, *, avoid: int = 0, random: Random | None = None) -> int:
        """Return `mask` with ways added, best gain a minute first (blurred by `random`), as long as something fits and helps."""
        desk, ways, touched = self.desk, self.ways, self._touched
        minutes: dict[int, int] = {}
        now = [desk.short(c, mask) for c in range(len(desk.competences))]
        offers: dict[int, float] = {}
        ruled_out: set[int] = set()
        stale: Sequence[int] = range(len(ways))
        while True:
            for n in stale:
                offers.pop(n, None)
                added = ways[n].mask & ~mask
                if not added or added & avoid or n in ruled_out:
                    continue
                after = mask | added
                won = sum([now[c] - desk.short(c, after) for c in touched[n]])
                if won > 0:
                    if added not in minutes:
                        minutes[added] = max(1, desk.duration(added))
                    offers[n] = won / minutes[added] * (random.uniform(0.6, 1.4) if random else 1.0)
            for n in sorted(offers, key=lambda n: (-offers[n], n)):
                added = ways[n].mask & ~mask
                if self.may(mask | added):
                    mask |= added
                    served = desk.serve(added)
                    for c in bits(served):
                        now[c] = desk.short(c, mask)
                    stale = [m for m, way in enumerate(ways) if way.mask & added or self._served[m] & served]
                    break
                # What does not fit now will not fit later, since the mask only grows.
                ruled_out.add(n)
                del offers[n]
            else:
                return mask

    def force(self, mask: int, base: int, random: Random) -> int:
        """Return `mask` with a way of a competence it leaves short, other tasks leaving at random until it fits; `mask` itself if it never does."""
        short = [way for way in self.ways if self.desk.short(way.competence, mask) > way.short]
        if not short:
            return mask
        way = random.choice(short)
        forced = mask | way.mask
        while not self.may(forced):
            others = [i for i in bits(forced & ~way.mask & ~base)]
            if not others:
                return mask
            forced = self.desk.prune(forced & ~(1 << random.choice(others))) | base | way.mask
        return forced
