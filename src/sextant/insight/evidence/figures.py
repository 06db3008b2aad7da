"""The figures of the method, as the benchmarks last printed them: one committed file, with the command of each."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sextant.kernel.text import Text

FILE = Path(__file__).with_name("figures.yaml")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is about, how it is said, what it was made of; `measured` is how the benchmark prints it."""

    about: Text
    shown: Text
    made_of: Text
    measured: str
    command: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures and the day they were measured."""

    measured_on: date
    figures: tuple[Figure, ...]


@cache
def figures() -> Figures:
    """Return the committed figures."""
    # Only the page that shows them pays for reading them.
    import yaml

    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = (
        Figure(Text(one["about"]), Text(one["shown"]), Text(one["made_of"]), one["measured"], f"python -m benchmarks.{one['command']}")
        for one in said["figures"]
    )
    return Figures(said["measured_on"], tuple(found))
