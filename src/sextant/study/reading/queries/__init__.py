"""What the pages of reading show."""

from sextant.study.reading.queries.home import Home, Wanted, framework_or_none, home_of
from sextant.study.reading.queries.reading import Card, Reading, figure_of, reading_of
from sextant.study.reading.queries.standing import Resume, Standing

__all__ = [
    "Card",
    "Home",
    "Reading",
    "Resume",
    "Standing",
    "Wanted",
    "figure_of",
    "framework_or_none",
    "home_of",
    "reading_of",
]
