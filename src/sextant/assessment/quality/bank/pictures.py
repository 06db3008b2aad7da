"""What the page of the bank draws and says: numbers of the bank in, what the design system shows out, each with its sentence."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.quality.bank.queries import BankView, Covered, Gap, Line
from sextant.assessment.quality.bank.worth import WANTED, Floats
from sextant.assessment.quality.words import level_words, percent, type_words
from sextant.kernel.text import Text
from sextant.ui.charts import Part
from sextant.ui.components.columns import Column
from sextant.ui.components.heat import SHADES, HeatCell, HeatRow
from sextant.ui.markup import plain

BANDS = ((0.0, 0.05), (0.05, 0.1), (0.1, 0.25), (0.25, 0.5), (0.5, 1.01))
"""Shares of the diagnostics, lower end included: above the limit of .25, an item is met by too many."""


def gap_words(gap: Gap) -> str:
    """Return what to write, where: "3 more questions around the beginning of “Confirmed” in D2.3, …"."""
    return ngettext(
        "%(count)d more question where “%(level)s” begins in %(code)s, %(title)s",
        "%(count)d more questions where “%(level)s” begins in %(code)s, %(title)s",
        gap.missing,
    ) % {
        "count": gap.missing,
        "level": plain(Text(gap.level.title)),
        "code": gap.competence.code,
        "title": plain(Text(gap.competence.title)),
    }


def worth_finding(view: BankView, gaps: list[Gap]) -> str:
    """Return where questions are missing most, in a sentence."""
    if not gaps:
        return _("Wherever a level must be told, the bank is worth at least %(wanted)d well placed questions.") % {"wanted": WANTED}
    total = sum(gap.missing for gap in gaps)
    return ngettext(
        "%(total)d question is missing in all; first: %(first)s.", "%(total)d questions are missing in all; first: %(first)s.", total
    ) % {"total": total, "first": gap_words(gaps[0])}


def worth_heat(view: BankView, worth: Floats, *, missing: bool) -> list[HeatRow]:
    """Return the bank's worth by competence and level; with `missing`, what is missing where a level must be told."""
    wanting = view.worth.missing()
    return [
        HeatRow(
            competence.code,
            Text(competence.title),
            [
                HeatCell(
                    number_format(round(float(worth[row, column]), 1), 1),
                    _shade(float(worth[row, column])),
                    f"+{wanting[row, column]}" if missing and view.required[row, column] and wanting[row, column] else "",
                )
                for column in range(len(view.framework.cuts))
            ],
        )
        for row, competence in enumerate(view.framework.competences)
    ]


def _shade(worth: float) -> int:
    return min(SHADES, int(SHADES * max(0.0, worth) / WANTED + 0.125))


def level_names(view: BankView) -> list[Text]:
    """Return the names of the levels, lowest first."""
    return [Text(level.title) for level in view.framework.scale.levels]


def exposure_columns(view: BankView) -> list[Column]:
    """Return how many items were in which share of the diagnostics."""
    counts = [sum(line.asked == 0 for line in view.lines)]
    shares = [line.asked / max(1, view.exposure.sittings) for line in view.lines if line.asked]
    counts += [sum(low <= share < high for share in shares) for low, high in BANDS]
    labels = [_("never"), *(_band(low, high) for low, high in BANDS)]
    ticks = [percent(0.0), *(_tick(low, high) for low, high in BANDS)]
    return [Column(label, [Part(_("questions"), count)], tick) for label, count, tick in zip(labels, counts, ticks, strict=True)]


def _tick(low: float, high: float) -> str:
    """Return a band in so few characters that six of them stand beside each other on a phone."""
    return f"< {percent(high)}" if not low else f"≥ {percent(low)}" if high > 1 else f"{round(100 * low)}–{percent(high)}"


def _band(low: float, high: float) -> str:
    if not low:
        return _("under %(share)s") % {"share": percent(high)}
    return _("%(share)s and more") % {"share": percent(low)} if high > 1 else f"{round(100 * low)}–{percent(high)}"


def exposure_finding(view: BankView) -> str:
    """Return the greatest exposure and how many items nobody was asked."""
    most, never = view.most_asked(), len(view.never_asked())
    said = ngettext(
        "%(never)d question of %(count)d was in no diagnostic",
        "%(never)d questions of %(count)d were in no diagnostic",
        never,
    ) % {"never": never, "count": len(view.lines)}
    if view.lines and not never:
        said = _("Each of the %(count)d questions was in a diagnostic") % {"count": len(view.lines)}
    if not most:
        return f"{said}."
    return _("%(said)s; the most asked was in %(share)s of them.") % {"said": said, "share": percent(most[0].share)}


def coverage_bars(view: BankView) -> list[tuple[Text, list[Part]]]:
    """Return, by competence, how many capacités have items and how many have none."""
    return [
        (_named(one), [Part(_("with a question"), len(one.counts) - len(one.bare)), Part(_("without"), len(one.bare), "soft")])
        for one in view.covered
    ]


def _named(one: Covered) -> Text:
    return Text({language: f"{one.competence.code} {title}" for language, title in one.competence.title.items()})


def coverage_finding(view: BankView) -> str:
    """Return how many capacités no item bears on."""
    total, bare = sum(len(one.counts) for one in view.covered), sum(len(one.bare) for one in view.covered)
    if not bare:
        return _("Each of the %(total)d capacités has at least one question.") % {"total": total}
    return ngettext("%(bare)d capacité of %(total)d has no question.", "%(bare)d capacités of %(total)d have no question.", bare) % {
        "bare": bare,
        "total": total,
    }


def type_parts(view: BankView) -> list[Part]:
    """Return the items by type."""
    return _parts(view.counts()["type"], lambda code: type_words(code))


def level_parts(view: BankView) -> list[Part]:
    """Return the items by the level their authors wrote them for."""
    levels = {level.code: plain(Text(level.title)) for level in view.framework.scale.levels}
    counts = view.counts()["level"]
    return [Part(name, counts[code], _KINDS[place % len(_KINDS)]) for place, (code, name) in enumerate(levels.items())]


def language_rows(view: BankView) -> list[tuple[str, int]]:
    """Return the items by language."""
    counts = view.counts()["language"]
    return [
        ({"fr": _("French"), "en": _("English")}.get(code, code), counts[code]) for code in sorted(counts, key=lambda code: -counts[code])
    ]


def profession_rows(view: BankView) -> list[tuple[str, int, int]]:
    """Return, by profession, the items written for it and all those it may be asked."""
    counts = view.counts()["profession"]
    return [
        (plain(Text(profession.title)), counts[code], counts[code] + counts[""])
        for code, profession in view.framework.professions.items()
        if not view.profession or code == view.profession
    ]


_KINDS = ("plain", "soft", "to-settle", "acquired", "to-acquire", "borderline")


def _parts(counts: Mapping[str, int], named: object) -> list[Part]:
    assert callable(named)
    return [
        Part(named(code), counts[code], _KINDS[place % len(_KINDS)])
        for place, code in enumerate(sorted(counts, key=lambda code: -counts[code]))
    ]


def composition_finding(parts: list[Part]) -> str:
    """Return which part is the greatest."""
    total = sum(part.count for part in parts)
    if not total:
        return _("No question.")
    most = max(parts, key=lambda part: part.count)
    return _("Mostly %(name)s: %(count)d of %(total)d.") % {"name": plain(most.label), "count": most.count, "total": total}


def spread_words(view: BankView, line: Line) -> str:
    """Return between which levels the difficulty of an item may lie."""
    low, high = (level_words(view.framework, line.b + sign * line.spread / 2) for sign in (-1, 1))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
