"""The page of the evidence: editions in words, the most telling first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.models import CalibrationEdition
from sextant.catalogue.document import Resource
from sextant.catalogue.queries import resources_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, framework_for
from sextant.insight.evidence import words
from sextant.insight.evidence.choices import Comparison
from sextant.insight.evidence.models import EffectEdition, ResourceEffect
from sextant.insight.evidence.queries import editions_in_force, effects_of, hours_to_a_level, shown_hash
from sextant.kernel.text import Text
from sextant.ui.components.forest import ForestRow
from sextant.ui.markup import plain

NEGLIGIBLE = 0.1
"""The share of a level below which a difference changes nothing for anybody."""


@dataclass(frozen=True, slots=True)
class ShownEffect:
    """One effect in words; `row` is None where there are not enough data, and `missing` says what is missing."""

    title: Any
    url: str
    competence: Any
    against: str
    row: ForestRow | None
    effect: str
    interval: str
    hours: str
    people: str
    missing: str


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """The effects of a framework, of real learners or of simulated ones."""

    edition: EffectEdition
    title: Any
    known: tuple[ShownEffect, ...]
    drawn: tuple[ShownEffect, ...]
    lacking: tuple[ShownEffect, ...]

    @property
    def people(self) -> str:
        """How many learners it rests on, in words."""
        return words.people(self.edition.people)

    @property
    def data_hash(self) -> str:
        """The SHA-256 of what was compared, where enough people stand behind it."""
        return shown_hash(self.edition)

    @property
    def rows(self) -> list[ForestRow]:
        """The lines of the first picture."""
        return [one.row for one in self.known if one.row]

    @property
    def drawn_rows(self) -> list[ForestRow]:
        """The lines of the picture of lots."""
        return [one.row for one in self.drawn if one.row]

    @property
    def finding(self) -> str:
        """What the first picture says."""
        return _finding(self.rows, len(self.lacking))

    @property
    def drawn_finding(self) -> str:
        """What the picture of lots says."""
        clear = sum(row.low > 0 for row in self.drawn_rows)
        if not clear:
            return _("No difference stands out: every interval holds zero.")
        return ngettext(
            "%(count)d resource teaches more than its equal: its whole interval lies above zero.",
            "%(count)d resources teach more than their equals: their whole intervals lie above zero.",
            clear,
        ) % {"count": clear}


def _finding(rows: Sequence[ForestRow], lacking: int) -> str:
    clear = sum(row.low > 0 for row in rows)
    said = ngettext(
        "Of %(all)d resource with enough data, %(clear)d has its whole interval above zero: the level rises with it.",
        "Of %(all)d resources with enough data, %(clear)d have their whole interval above zero: the level rises with them.",
        len(rows),
    ) % {"all": len(rows), "clear": clear}
    if lacking:
        said += " " + ngettext("%(count)d has not enough data yet.", "%(count)d have not enough data yet.", lacking) % {"count": lacking}
    return said


def shown_editions() -> list[ShownEdition]:
    """Return every edition in force, real learners first: a few queries a framework, however many resources."""
    editions = editions_in_force()
    effects = effects_of(editions)
    found = []
    for edition in editions:
        try:
            framework = framework_for(code=edition.framework)
        except NoFramework:
            continue
        resources = {uid: resource for uid, (_hash, resource) in resources_of(edition.framework).items()}
        mine = [one for one in effects if one.edition_id == edition.pk and one.resource in resources and one.competence in framework.axis]
        found.append(_shown(edition, mine, framework, resources))
    return found


def _shown(edition: EffectEdition, effects: Iterable[ResourceEffect], framework: Framework, resources: dict[str, Resource]) -> ShownEdition:
    known: list[ShownEffect] = []
    drawn: list[ShownEffect] = []
    lacking: list[ShownEffect] = []
    # The surest first, then in the framework's order.
    order = sorted(effects, key=lambda one: (-(one.low if one.low is not None else -99.0), framework.axis[one.competence], one.resource))
    for one in order:
        shown = _one(one, framework, resources)
        if one.comparison == Comparison.RANDOMISED:
            drawn.append(shown)
        else:
            (known if one.value is not None else lacking).append(shown)
    return ShownEdition(edition, Text(framework.title), tuple(known), tuple(drawn), tuple(lacking))


def _one(one: ResourceEffect, framework: Framework, resources: dict[str, Resource]) -> ShownEffect:
    title = Text(resources[one.resource].title)
    against = ", ".join(_("“%(text)s”") % {"text": plain(Text(resources[uid].title))} for uid in one.against if uid in resources)
    common: dict[str, Any] = {
        "title": title,
        "url": reverse("study:resource", args=[one.resource]),
        "competence": framework.title_of(one.competence),
        "against": against,
    }
    if one.value is None or one.low is None or one.high is None:
        return ShownEffect(**common, row=None, effect="", interval="", hours="", people="", missing=words.missing(one))
    everybody = words.people_in_short(one.taken + one.not_taken)
    people = _("%(taken)s with it, %(not_taken)s without") % {"taken": words.tens(one.taken), "not_taken": words.tens(one.not_taken)}
    return ShownEffect(
        **common,
        row=ForestRow(title, one.value, one.low, one.high, f"{words.signed(one.value)} · {everybody}"),
        effect=words.signed(one.value),
        interval=words.interval(one.low, one.high),
        hours=words.hours(hours_to_a_level(one)),
        people=people,
        missing="",
    )


@dataclass(frozen=True, slots=True)
class ShownCalibration:
    """What the difficulties of a framework's questions rest on; the people in words, the answers rounded down to hundreds."""

    edition: CalibrationEdition
    people: str
    answers: int
    data_hash: str


def calibrations() -> list[ShownCalibration]:
    """Return the calibration editions in force."""
    rows = CalibrationEdition.objects.filter(in_force=True).defer("correlation", "settings").order_by("framework")
    return [ShownCalibration(row, words.people(row.people), row.answers - row.answers % 100, shown_hash(row)) for row in rows]
