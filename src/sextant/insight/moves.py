"""What moved since the week began, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sextant.frameworks.document import Framework, Level
from sextant.kernel.text import Text
from sextant.mastery.history import Move
from sextant.mastery.sights import BELOW
from sextant.ui.markup import plain

MOST = 4
"""How many competences Cap names."""


def moved(moves: Iterable[Move]) -> list[Move]:
    """Return what moved, what moved most first."""
    return sorted((move for move in moves if move.up is not None), key=lambda move: -abs(move.after - move.before))


def move_words(move: Move, framework: Framework) -> str:
    """Return how one thing moved: "“Identification” went up, from discovery to foundation"."""
    title = plain(framework.title_of(move.code))
    before, after = level_words(move.level_before), level_words(move.level_after)
    if before == after:
        said = _("“%(title)s” went up, within %(after)s.") if move.up else _("“%(title)s” went down, within %(after)s.")
    elif move.up:
        said = _("“%(title)s” went up, from %(before)s to %(after)s.")
    else:
        said = _("“%(title)s” went down, from %(before)s to %(after)s.")
    return said % {"title": title, "before": before, "after": after}


def level_words(level: Level | None) -> str:
    """Return the name of a level within a sentence; the zone under the first has one too."""
    name = plain(Text(level.title)) if level else str(BELOW)
    return name[:1].lower() + name[1:]
