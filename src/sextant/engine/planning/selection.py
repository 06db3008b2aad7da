"""Choosing modules: for each competence the few ways of covering it, combined so that shared modules are counted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from .desk import Desk, bits
from .placement import Fitter

WIDEST = 8
"""Modules of one competence whose every combination is looked at; beyond, the shortest of each level are kept."""

STRAY = 2
"""Steps of shortfall by which a trial may be worse than the best and still be the start of the next."""
WIDTH = 60
"""Masks kept at each turn of `skyline`."""
ORDERS = 2
"""Orders of competences in which `skyline` is tried."""
PATIENCE = 20
"""Trials without improvement after which the best is the start again."""


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

    Each competence in turn takes its best way given the others', until nothing moves; then, `trials` times, a few competences forget theirs
    and all choose again in another order, the better result being kept. Deterministic.
    """
    base = desk.must | desk.tests
    random = Random(0)  # noqa: S311 -- a search, not a secret
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
        if all(desk.short(c, without) <= desk.short(c, chosen) for c in bits(desk.serve(chosen & ~without))):
            chosen = without
    return chosen


def fit_in(desk: Desk, ways: list[list[Way]], fitter: Fitter, *, trials: int = 60) -> int:
    """
    Return a mask that `fitter` finds room for, of little shortfall and few minutes: what to take when not everything can be.

    Grows by the best gain a minute; then, `trials` times, takes some tasks out (or forces a way in and others out) and grows again, keeping
    what is better. Whatever is part of a mask that fits must fit. Deterministic.
    """
    filler = _Filler(desk, ways, fitter.fits)
    base = 0
    for i in (*desk.pins, *bits(desk.tests)):
        if filler.may(base | desk.closure[i]):
            base |= desk.closure[i]
    starts = [drop_needless(desk, filler.grow(base))]
    random = Random(0)  # noqa: S311 -- a search, not a secret
    for _ in range(min(trials // 20, ORDERS)):
        starts.append(drop_needless(desk, filler.grow(skyline(desk, ways, base, filler.may)[0])))
        ways = random.sample(ways, len(ways))
    value, best = min(((desk.shortfall(mask), desk.duration(mask)), mask) for mask in starts)
    current, now = best, value
    idle = 0
    for trial in range(trials):
        chosen = list(bits(current & ~base))
        if not chosen:
            break
        out = sum(1 << i for i in random.sample(chosen, min(len(chosen), random.randint(1, 4))))
        start = desk.prune(current & ~out) | base
        if trial % 2:
            start = filler.force(start, base, random)
        other = drop_needless(desk, filler.grow(start, avoid=0 if trial % 3 == 0 else out & ~start, random=random))
        found = (desk.shortfall(other), desk.duration(other))
        idle += 1
        if found < value:
            best, value, idle = other, found, 0
        if found <= now or found[0] <= value[0] + STRAY:
            current, now = other, found
        if idle > PATIENCE:
            current, now, idle = best, value, 0
    return best


def skyline(desk: Desk, ways: list[list[Way]], base: int, fits: Callable[[int], bool]) -> list[int]:
    """
    Return masks that fit and trade shortfall for minutes, least shortfall first.

    A multiple-choice knapsack: competence after competence, each mask so far takes each way, and of masks that cost as much only the one
    that covers most is kept, if it fits, at most `WIDTH` of them.
    """
    front = [(desk.duration(base), desk.shortfall(base), base)]
    for group in ways:
        offers = list(front)
        for minutes, short, mask in front:
            for way in group:
                added = way.mask & ~mask
                total = minutes + desk.duration(added)
                if added and total <= desk.capacity:
                    after = mask | added
                    won = sum([desk.short(c, mask) - desk.short(c, after) for c in bits(desk.serve(added))])
                    if won > 0:
                        offers.append((total, short - won, after))
        offers.sort()
        front = []
        for offer in offers:
            if (not front or offer[1] < front[-1][1]) and fits(offer[2]):
                front.append(offer)
        if len(front) > WIDTH:
            front = [front[round(n * (len(front) - 1) / (WIDTH - 1))] for n in range(WIDTH)]
    return [mask for _, _, mask in sorted(front, key=lambda offer: (offer[1], offer[0]))]


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
        """
        Return `mask` with a way of a competence it leaves short, other tasks leaving at random until it fits; `mask` itself if it never
        does.
        """
        short = [way for way in self.ways if self.desk.short(way.competence, mask) > way.short]
        if not short:
            return mask
        way = random.choice(short)
        forced = mask | way.mask
        while not self.may(forced):
            others = list(bits(forced & ~way.mask & ~base))
            if not others:
                return mask
            forced = self.desk.prune(forced & ~(1 << random.choice(others))) | base | way.mask
        return forced
