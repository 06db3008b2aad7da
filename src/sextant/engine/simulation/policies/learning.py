"""How the true levels of simulated people move: by what they study, and by the time that passes. The same luck for every policy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ...measurement import drift
from ...measurement.gauss import Floats
from ...measurement.irt import Ints
from ...planning.model import Module
from ..cohorts import Assumptions, People, Track, World

LANDING, SCATTER = 0.5, 0.3
"""A module lands its learner half a level above the cut it aims at, give or take .3 logit: what `planning.model.Gain` assumes."""


@dataclass(frozen=True, eq=False)
class Luck:
    """What a module does to a learner: decided once for each of them, whichever policy sends them there."""

    world: World
    speed: Floats
    leaps: Floats
    scatter: Floats
    number: dict[str, int]
    axis: dict[str, int]

    @classmethod
    def of(cls, world: World, people: People, assumed: Assumptions) -> "Luck":
        """Draw the luck of everybody with every module."""
        keys = sorted({module.key for track in world.tracks for module in track.modules})
        rng = np.random.default_rng([people.seed, 5])
        return cls(
            world=world,
            speed=assumed.gain * people.pace,
            leaps=rng.random((len(people), len(keys))),
            scatter=SCATTER * rng.normal(size=(len(people), len(keys))),
            number={key: place for place, key in enumerate(keys)},
            axis={code: place for place, code in enumerate(world.codes)},
        )

    def study(self, theta: Floats, row: int, module: Module) -> None:
        """
        Move the levels of the learner number `row`, in place.

        Who is one level below gains it; who is two below gains one level with the module's `leap`; others gain nothing.
        """
        cuts = self.world.cuts
        gap = (cuts[-1] - cuts[0]) / (len(cuts) - 1) if len(cuts) > 1 else 1.0
        place, speed = self.number[module.key], self.speed[row]
        for code, gain in module.gains.items():
            if code not in self.axis:
                continue
            axis = self.axis[code]
            state = int(np.searchsorted(cuts, theta[axis], side="right"))
            if state == gain.level - 1 and self.leaps[row, place] < gain.leap * speed:
                aim = cuts[gain.level - 1]
            elif state == gain.level:
                aim = cuts[gain.level]
            else:
                continue
            theta[axis] += max(0.0, speed * (aim + LANDING * gap + self.scatter[row, place] - theta[axis]))

    def after(self, theta: Floats, row: int, modules: Iterable[Module]) -> Floats:
        """Return the levels of the learner number `row` after `modules`, from `theta`, shape (d,)."""
        levels = theta.copy()
        for module in in_turn(modules):
            self.study(levels, row, module)
        return levels


def forget(world: World, people: People, assumed: Assumptions, theta: Floats, rows: Ints, *, weeks: int, moment: int) -> None:
    """Let the true levels of `rows` forget and wander for `weeks`, in place; another `moment`, other luck, the same for every policy."""
    if not len(rows):
        return
    floor = world.prior()
    floors = [replace(floor, mean=floor.mean + world.tracks[track].prior) for track in people.track[rows]]
    stability = np.full((len(rows), theta.shape[1]), assumed.stability)
    nothing = np.zeros((len(rows), theta.shape[1], theta.shape[1]))
    mean, cov = drift.many(theta[rows], nothing, floors, np.full(len(rows), 7.0 * weeks), stability)
    draws = np.random.default_rng([people.seed, 6, moment]).normal(size=theta.shape)[rows]
    theta[rows] = mean + assumed.wander * draws @ np.linalg.cholesky(cov[0]).T


def held(world: World, track: Track, theta: Floats) -> float:
    """Return the share of what is required that somebody of levels `theta`, shape (d,), truly holds."""
    required = [(axis, track.required[code]) for axis, code in enumerate(world.codes) if code in track.required]
    return sum(bool(theta[axis] >= world.cuts[level]) for axis, level in required) / len(required) if required else 1.0


def mastery_of(world: World, people: People, theta: Floats) -> Floats:
    """Return the share of what is required that each truly holds, shape (L,)."""
    return np.array([held(world, world.tracks[people.track[row]], theta[row]) for row in range(len(people))])


def in_turn(modules: Iterable[Module]) -> list[Module]:
    """Return modules in the order in which they are taken: lower levels first."""
    return sorted(modules, key=lambda module: (min((gain.level for gain in module.gains.values()), default=0), module.key))
