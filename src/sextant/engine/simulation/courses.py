"""Generated planning problems, with a seed: the hard ones the planner is measured on, and ordinary learners."""

from __future__ import annotations

from random import Random

from sextant.engine.planning.model import Gain, Kind, Module, Problem, SessionOption, Slot

DAY = 24 * 60
WEEK = 7 * DAY
CUTS = (-1.5, -0.5, 0.5, 1.5)


def crowded_course(seed: int) -> Problem:
    """
    Return a hard problem: 60 modules, 15 competences, 26 weeks of 12 slots each free with probability 0.35, five sites of which three are
    within reach.

    Self-paced modules last one to five hours, a third of all are taken in sessions, a quarter have a prerequisite, some bring two
    competences. The weekly cap varies from 60 to 180 minutes with the seed, so that time binds for most learners and not for all.
    """
    random = Random(seed)
    competences = [f"c{n:02d}" for n in range(15)]
    sites = [f"site-{n}" for n in range(5)]
    travel = {site: random.choice((20, 40, 60, 90, 120)) for site in sites}
    hours = [(day, hour) for day in range(6) for hour in (9, 18)]
    slots = [
        Slot(week * WEEK + day * DAY + hour * 60, random.choice((45, 60, 90, 120, 180)))
        for week in range(26)
        for day, hour in hours
        if random.random() < 0.35
    ]
    modules: list[Module] = []
    for n in range(60):
        kind = random.choices((Kind.SELF_PACED, Kind.LIVE, Kind.ON_SITE), (40, 8, 12))[0]
        level = (1, 2, 0, 1)[n // 15]
        first = competences[n % 15]
        gains = {first: Gain(level)}
        if random.random() < 0.3:
            gains[random.choice([c for c in competences if c != first])] = Gain(max(0, min(3, level + random.choice((-1, 0, 0)))))
        earlier = [m for m in modules if any(c in m.gains and m.gains[c].level < level for c in gains)]
        prerequisites = (random.choice(earlier).key,) if earlier and random.random() < 0.25 else ()
        minutes = random.choice((60, 90, 120, 150, 180, 240, 300)) if kind is Kind.SELF_PACED else random.choice((60, 90, 120))
        modules.append(Module(f"m{n:02d}", minutes, gains, kind, prerequisites, _sessions(random, kind, minutes, slots, sites, travel)))
    return Problem(
        mean={c: random.gauss(-0.9, 0.6) for c in competences},
        sd={c: random.uniform(0.35, 0.7) for c in competences},
        required={c: random.choices((0, 1, 2), (1, 6, 4))[0] for c in competences},
        cuts=CUTS,
        modules=tuple(modules),
        slots=tuple(slots),
        weeks=tuple(range(0, 27 * WEEK, WEEK)),
        minutes_per_week=random.choice((60, 90, 120, 180)),
        start=0,
        deadline=26 * WEEK,
        places=frozenset(random.sample(sites, 3)),
    )


def ordinary_course(seed: int, *, modules: int = 40, competences: int = 15, weeks: int = 12, spare_weeks: int = 8) -> Problem:
    """
    Return an ordinary learner's problem: short modules (8 to 25 minutes, sessions of an hour or two), a few evenings a week, one to four
    hours.

    Free hours run `spare_weeks` past the deadline, as `relax` wants them. Some competences are acquired, some await a test, some modules
    are done, refused, pinned or postponed; packs have holes, and time and places are short: most of these learners cannot reach everything.
    """
    random = Random(seed)
    codes = [f"c{n:02d}" for n in range(competences)]
    sites = ["north", "south", "islands"]
    travel = {"north": 30, "south": 60, "islands": 180}
    evenings = sorted(random.sample(range(7), random.choice((1, 2, 2, 3, 4))))
    length = random.choice((20, 30, 45, 60, 90))
    slots = [
        Slot(week * WEEK + day * DAY + 18 * 60, length) for week in range(weeks + spare_weeks) for day in evenings if random.random() < 0.85
    ]
    if random.random() < 0.6:
        slots += [Slot(week * WEEK + 5 * DAY + 9 * 60, 180) for week in range(weeks + spare_weeks) if random.random() < 0.5]
    made: list[Module] = []
    for n in range(modules):
        kind = random.choices((Kind.SELF_PACED, Kind.LIVE, Kind.ON_SITE), (32, 4, 4))[0]
        level = (1, 0, 2, 1, 3)[n // competences % 5]
        first = codes[n % competences]
        gains = {first: Gain(level)}
        if random.random() < 0.15 and competences > 1:
            gains[random.choice([c for c in codes if c != first])] = Gain(level)
        earlier = [m for m in made if first in m.gains and m.gains[first].level < level]
        prerequisites = (earlier[-1].key,) if earlier and random.random() < 0.4 else ()
        minutes = random.randint(8, 25) if kind is Kind.SELF_PACED else random.choice((60, 90, 120))
        made.append(Module(f"m{n:02d}", minutes, gains, kind, prerequisites, _sessions(random, kind, minutes, slots, sites, travel)))
    keys = [m.key for m in made]
    odd = random.sample(keys, min(6, len(keys)))
    pins: dict[str, str | None] = {odd[0]: None} if random.random() < 0.3 else {}
    prior = random.gauss(-1.0, 0.5)
    acquired = frozenset(c for c in codes if random.random() < 0.2)
    return Problem(
        mean={c: random.gauss(0.8 if c in acquired else prior, 0.5) for c in codes},
        sd={c: random.uniform(0.3, 0.6) for c in codes},
        required={c: random.choices((0, 1, 2), (3, 5, 2))[0] for c in codes},
        cuts=CUTS,
        modules=tuple(made),
        slots=tuple(slots),
        weeks=tuple(range(0, (weeks + spare_weeks + 1) * WEEK, WEEK)),
        minutes_per_week=random.choice((30, 60, 60, 120, 180, 240)),
        start=0,
        deadline=weeks * WEEK,
        places=frozenset(site for site in sites if random.random() < 0.5),
        pinned=pins,
        refused=frozenset(odd[1:3]) if random.random() < 0.3 else frozenset(),
        postponed={odd[3]: 3 * WEEK} if len(odd) > 3 and random.random() < 0.3 else {},
        done=frozenset(odd[4:]) if random.random() < 0.3 else frozenset(),
        acquired=acquired,
        open_tests=frozenset(c for c in codes if c not in acquired and random.random() < 0.15),
    )


def _sessions(
    random: Random, kind: Kind, minutes: int, slots: list[Slot], sites: list[str], travel: dict[str, int]
) -> tuple[SessionOption, ...]:
    """One to five dates, three quarters of them at the start of a free slot that is long enough, the others anywhere."""
    if kind is Kind.SELF_PACED:
        return ()
    roomy = [slot for slot in slots if slot.minutes >= minutes]
    options = []
    for n in range(random.randint(1, 5)):
        if roomy and random.random() < 0.75:
            start = random.choice(roomy).start
        else:
            start = random.randrange(12) * WEEK + random.randrange(7) * DAY + 14 * 60
        place = random.choice(sites) if kind is Kind.ON_SITE else None
        seats = 0 if random.random() < 0.1 else random.randint(1, 20)
        options.append(SessionOption(f"s{n}", start, start + minutes, place, seats, travel[place] if place else 0))
    return tuple(options)
