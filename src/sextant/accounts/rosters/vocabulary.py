"""The words a roster may use for professions, diplomas and stages; the framework that gives them lives in a higher room."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from sextant.accounts.rosters.columns import folded


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and the names it goes by, in any language."""

    code: str
    names: tuple[str, ...]


_YEAR = re.compile(r"(?:l|m|annee|year|y|a|ifsi|n)? ?(\d)(?: ?(?:e|eme|nd|nde|re|er|ere|st|rd|th))?(?: (?:annee|year))?")


@dataclass(frozen=True)
class Vocabulary:
    """What a framework knows; `stages_of` and `diplomas_of` map a profession's code to what it has."""

    professions: tuple[Named, ...] = ()
    stages: tuple[Named, ...] = ()
    stages_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    diplomas_of: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)

    @cached_property
    def _professions(self) -> dict[str, str]:
        return _by_name(self.professions)

    @cached_property
    def _stages(self) -> dict[str, str]:
        return _by_name(self.stages)

    @cached_property
    def _diplomas(self) -> dict[str, tuple[str, str]]:
        """Folded name → (profession, diploma)."""
        return {
            name: (profession, diploma.code)
            for profession, diplomas in self.diplomas_of.items()
            for diploma in diplomas
            for name in _folded_names(diploma)
        }

    def profession(self, said: str) -> str | None:
        """Return the code of the profession called `said`, or None."""
        return self._professions.get(folded(said))

    def diploma(self, said: str) -> tuple[str, str] | None:
        """Return (profession, diploma) of the diploma called `said`, or None."""
        return self._diplomas.get(folded(said))

    def stage(self, said: str, *, profession: str) -> str | None:
        """Return the code of the stage called `said`; "2", "L2" or "2e année" is the profession's stage whose name holds that number."""
        words = folded(said)
        if words in self._stages:
            return self._stages[words]
        year = _YEAR.fullmatch(words)
        if year is None:
            return None
        allowed = self.stages_of.get(profession)
        found = [
            stage.code
            for stage in self.stages
            if (allowed is None or stage.code in allowed) and any(year[1] in re.findall(r"\d", name) for name in stage.names)
        ]
        return found[0] if len(found) == 1 else None

    def nearest(self, said: str, *, column: str) -> str:
        """Return the known name that looks most like `said`, or the empty string."""
        groups = {
            "profession": self.professions,
            "stage": self.stages,
            "diploma": tuple(diploma for diplomas in self.diplomas_of.values() for diploma in diplomas),
        }
        names = {folded(part): part.strip() for named in groups[column] for name in named.names for part in (name, *name.split(","))}
        close = get_close_matches(folded(said), names, n=1, cutoff=0.6)
        return names[close[0]] if close else ""


def _by_name(group: Iterable[Named]) -> dict[str, str]:
    return {name: named.code for named in group for name in _folded_names(named)}


def _folded_names(named: Named) -> set[str]:
    """Return the ways to write a name: the code, each name, and the halves of "Infirmier, infirmière"."""
    parts = [part for name in named.names for part in name.split(",")]
    return {folded(word) for word in (named.code, *named.names, *parts) if folded(word)}
