"""The page of an edition: what it says in words and pictures, beside another one or the experts."""

from bisect import bisect_right
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.calibration.choices import NEVER, KeptBack
from sextant.assessment.calibration.comparing import Comparison, Known, Move, strongest
from sextant.assessment.calibration.queries import reasons_against
from sextant.assessment.models import CalibrationEdition
from sextant.assessment.parameters import EXPERTS
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from sextant.kernel.text import Text
from sextant.ui.components.heat import HeatCell, HeatRow
from sextant.ui.components.scatter import in_words
from sextant.ui.markup import plain
from sextant.ui.scatter import Scatter, ScatterPoint

MOST_LISTED = 20
SHADES = (0.2, 0.4, 0.6, 0.8)
"""Correlations at which the shade of a cell changes."""

LONGEST_NAME = 90


def edition_words(edition: CalibrationEdition | None) -> str:
    """Return what an edition is called: by its day; None is the experts' judgement."""
    if edition is None:
        return _("the experts’ judgement")
    return _("calibration of %(day)s") % {"day": date_format(localtime(edition.made_at), "j F Y, H:i")}


def count_words(count: int) -> str:
    """Return a count; that of a few people is not told exactly."""
    if 0 < count < LEAST_SHOWN:
        return _("fewer than %(least)d") % {"least": LEAST_SHOWN}
    return number_format(count, use_l10n=True, force_grouping=True)


def scale_names(framework: Framework) -> tuple[str, ...]:
    """Return the names of the parts of the scale, from what lies below the first level up."""
    return (_("below"), *(plain(Text(level.title)) for level in framework.scale.levels))


def scale_words(framework: Framework) -> str:
    """Say where the levels begin: what makes a difficulty a number one can picture."""
    begins = (f"{plain(Text(level.title))} {in_words(level.cut)}" for level in framework.scale.levels)
    return _("Difficulties stand on the scale of the levels, which begin at: %(levels)s.") % {"levels": ", ".join(begins)}


@dataclass(frozen=True, slots=True)
class State:
    """How an edition stands: the kind of the notice, its title, the reasons, and whether it may be put in force by hand."""

    kind: str
    title: str
    reasons: tuple[KeptBack, ...]
    open: bool


def state_of(edition: CalibrationEdition) -> State:
    """Return how an edition stands."""
    reasons = reasons_against(edition)
    never = tuple(reason for reason in reasons if reason in NEVER)
    if edition.in_force:
        return State("success", _("In force"), (), False)
    if never:
        return State("warning", _("It cannot be put in force"), never, False)
    if reasons:
        return State("info", _("It was not put in force by itself"), reasons, True)
    return State("info", _("Not in force"), (), True)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A question that moved, in words."""

    uid: str
    stem: Text
    competence: Text | str
    asked: bool
    before: str
    before_level: str
    after: str
    after_level: str
    by: str
    between: str
    answers: str


def move_rows(found: Comparison, framework: Framework) -> list[MoveRow]:
    """Return the questions that moved by more than the errors allow, the farthest first."""
    names = scale_names(framework)

    def level(known: Known) -> str:
        return names[bisect_right(framework.cuts, known.b)]

    return [
        MoveRow(
            uid=move.item.uid,
            stem=move.item.stem,
            competence=framework.title_of(move.item.competence) if move.item.competence in framework.axis else move.item.competence,
            asked=move.item.asked,
            before=_range(move.before),
            before_level=level(move.before),
            after=_range(move.after),
            after_level=level(move.after),
            by=in_words(move.by),
            between=_from_to(move.by - move.allowed, move.by + move.allowed),
            answers=count_words(move.after.n),
        )
        for move in found.sure[:MOST_LISTED]
    ]


def _range(known: Known) -> str:
    return f"{in_words(known.b)} ({_from_to(known.low, known.high)})"


def _from_to(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": in_words(low), "high": in_words(high)}


def finding(found: Comparison) -> str:
    """Say in a sentence how the two compare."""
    count, sure = len(found.moves), len(found.sure)
    if not count:
        return _("They have no question in common.")
    both = ngettext("%(count)d question is in both.", "%(count)d questions are in both.", count) % {"count": count}
    if not sure:
        return f"{both} {_('None moved by more than the errors allow.')}"
    harder = sum(move.by > 0 for move in found.sure)
    moved = ngettext(
        "%(sure)d moved by more than the errors allow: %(harder)d harder, %(easier)d easier than was thought.",
        "%(sure)d moved by more than the errors allow: %(harder)d harder, %(easier)d easier than was thought.",
        sure,
    ) % {"sure": sure, "harder": harder, "easier": sure - harder}
    return f"{both} {moved}"


def scatter_of(found: Comparison, framework: Framework, *, against: CalibrationEdition | None) -> Scatter:
    """Return the difficulties of both, one across and one up."""
    return Scatter(
        points=tuple(ScatterPoint(_name(move), move.before.b, move.after.b, move.sure) for move in found.moves),
        cuts=framework.cuts,
        level_names=scale_names(framework),
        across=edition_words(against),
        up=_("this calibration"),
    )


def _name(move: Move) -> str:
    text = plain(move.item.stem)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Together:
    """How the competences go together: the rows and columns of a shaded table, and what it finds."""

    rows: tuple[HeatRow, ...]
    columns: tuple[str, ...]
    finding: str
    shades: tuple[str, ...]


def together(edition: CalibrationEdition, framework: Framework) -> Together | None:
    """Return the correlations of the competences; None where there are no two."""
    codes, values = list(edition.codes), edition.correlation
    ends = strongest(values)
    if ends is None or len(values) != len(codes):
        return None
    rows = tuple(
        HeatRow(
            code,
            framework.title_of(code) if code in framework.axis else "",
            tuple(
                HeatCell("—", 0) if at == place else HeatCell(_correlation(value), bisect_right(SHADES, value))
                for place, value in enumerate(row)
            ),
        )
        for at, (code, row) in enumerate(zip(codes, values, strict=True))
    )
    said = _("From %(least)s for the two competences that go together least to %(most)s for those that do most.") % {
        "least": _correlation(ends[0]),
        "most": _correlation(ends[1]),
    }
    return Together(rows, tuple(codes), said, (_("not at all"), _("half-way"), _("almost one and the same")))


def _correlation(value: float) -> str:
    return in_words(value).removeprefix("+")


def facts(edition: CalibrationEdition, *, items: int, begun: CalibrationEdition | None) -> list[tuple[str, str]]:
    """Return what an edition rests on."""
    settings = edition.settings
    steps = ngettext("%(steps)d step", "%(steps)d steps", settings.get("steps", 0)) % {"steps": settings.get("steps", 0)}
    rest = steps if settings.get("converged", True) else _("%(steps)s, stopped before it came to rest") % {"steps": steps}
    return [
        (_("People"), count_words(edition.people)),
        (_("Answers"), count_words(edition.answers)),
        (_("Questions"), count_words(items) if items else "0"),
        (_("Who answered"), _("simulated learners") if edition.simulated else _("learners")),
        (_("Began from"), edition_words(begun)),
        (_("Estimation"), rest),
        (_("Name"), edition.name),
        (_("Fingerprint of the answers"), edition.data_hash[:12] or "—"),
    ]


def comparable(edition: CalibrationEdition, all_of_them: list[CalibrationEdition]) -> list[tuple[str, str]]:
    """Return what an edition can be compared with: (name, what it is called), the experts last."""
    others = [(one.name, edition_words(one)) for one in all_of_them if one.pk != edition.pk]
    return [*others, (EXPERTS, edition_words(None))]


def usual(edition: CalibrationEdition, all_of_them: list[CalibrationEdition]) -> CalibrationEdition | None:
    """Return what an edition is compared with unless asked: the one it would replace, or replaced; None for the experts."""
    if not edition.in_force:
        return next((one for one in all_of_them if one.in_force), None)
    older = [one for one in all_of_them if one.made_at < edition.made_at and one.simulated == edition.simulated]
    return older[0] if older else None
