"""The lines of a dry run as the page shows them: sign, person, values, and what is wrong in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.accounts.rosters.difference import Entry, Kind
from sextant.accounts.rosters.words import COLUMN_NAMES, fault_in_words
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.components.changes import Change
from sextant.ui.markup import plain

KINDS: dict[Kind, str | Promise] = {
    Kind.ERROR: gettext_lazy("In error"),
    Kind.DUPLICATE: gettext_lazy("Twice in the file"),
    Kind.ADDED: gettext_lazy("Added"),
    Kind.CHANGED: gettext_lazy("Changed"),
    Kind.ENROLLED: gettext_lazy("Already in the cohort"),
    Kind.SAME: gettext_lazy("Unchanged"),
    Kind.ABSENT: gettext_lazy("Not in the file"),
}


def shown_entries(entries: Iterable[Entry], framework: Framework) -> list[Change]:
    """Return the rows of a difference."""
    return [_SHOWN[entry.kind](entry, framework) for entry in entries]


def _label(entry: Entry) -> str:
    line = _("Line %(number)d") % {"number": entry.number} if entry.number else ""
    who = " ".join(filter(None, (str(entry.values.get("name", "")), f"<{entry.email}>" if entry.email else "")))
    return " · ".join(filter(None, (line, who)))


def _values(values: Mapping[str, Any], framework: Framework) -> str:
    """Return what a line says of a person, the name left out, which the label holds."""
    return ", ".join(_value(name, value, framework) for name, value in values.items() if name != "name" and value)


def _value(name: str, value: Any, framework: Framework) -> str:
    if name == "profession" and value in framework.professions:
        return plain(Text(framework.professions[value].title))
    if name == "stage" and value in framework.stages:
        return plain(Text(framework.stages[value].title))
    if name == "entry_year":
        return _("entered in %(year)s") % {"year": value}
    return str(value)


def _error(entry: Entry, framework: Framework) -> Change:
    return Change("refused", _label(entry), note=" ".join(fault_in_words(fault) for fault in entry.faults))


def _duplicate(entry: Entry, framework: Framework) -> Change:
    note = _("The same address stands on line %(first)d, which counts: remove this line, or correct the address.") % {"first": entry.first}
    return Change("refused", _label(entry), note=note)


def _added(entry: Entry, framework: Framework) -> Change:
    return Change("added", _label(entry), after=_values(entry.values, framework))


def _changed(entry: Entry, framework: Framework) -> Change:
    before = {name: value for name, value in entry.before.items() if name != "state"}
    said = {name: entry.values[name] for name in before}
    words = [f"{COLUMN_NAMES[name]}: {_value(name, value, framework) or _('nothing')}" for name, value in before.items()]
    after = [f"{COLUMN_NAMES[name]}: {_value(name, value, framework)}" for name, value in said.items()]
    note = _("This invitation was withdrawn: it would be made again.") if "state" in entry.before else ""
    return Change("changed", _label(entry), before=", ".join(words), after=", ".join(after), note=note)


def _enrolled(entry: Entry, framework: Framework) -> Change:
    return Change("same", _label(entry), note=_("Already in the cohort: their profile is theirs, nothing is changed."))


def _same(entry: Entry, framework: Framework) -> Change:
    return Change("same", _label(entry), note=_("Already invited with the same details."))


def _absent(entry: Entry, framework: Framework) -> Change:
    return Change("same", _label(entry), note=_("In the cohort but not in the file: stays there."))


_SHOWN = {
    Kind.ERROR: _error,
    Kind.DUPLICATE: _duplicate,
    Kind.ADDED: _added,
    Kind.CHANGED: _changed,
    Kind.ENROLLED: _enrolled,
    Kind.SAME: _same,
    Kind.ABSENT: _absent,
}
