"""The result of a learner as its page and its PDF show it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework, Level
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.history import level_width
from sextant.mastery.queries import CompetenceResult, Seen, declarations_of, domain_results, results, state_of
from sextant.mastery.sights import BELOW, is_judged, sight_of, sight_of_domain
from sextant.ui.markup import plain
from sextant.ui.sight import Sight

LONG_AGO = 30
"""Days after which the result says when a competence was last asked."""

WIDER = 1.1
"""How much wider than then an interval must be to be said to have widened."""


@dataclass(frozen=True, slots=True)
class Row:
    """One competence: its result, its sight, the same in a line of words, and what time has done to it, if anything."""

    result: CompetenceResult
    sight: Sight
    words: str
    time: str = ""

    @property
    def to_settle(self) -> bool:
        """Say whether a short test would settle it."""
        return self.result.verdict == Verdict.TO_SETTLE


@dataclass(frozen=True, slots=True)
class Group:
    """The required competences of one domain (all of them while nothing is known to be required), and a sentence on them."""

    title: Text
    finding: str
    rows: tuple[Row, ...]

    @property
    def sights(self) -> list[Sight]:
        """The sights alone."""
        return [row.sight for row in self.rows]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the result says. `judged` is false while the profession or the stage is unknown: levels, no verdict."""

    framework: Framework
    observations: int
    judged: bool
    domains: tuple[Sight, ...]
    groups: tuple[Group, ...]
    apart: tuple[Row, ...]
    summary: str
    finding: str
    # What time has done, said once where it has done it to several; each row then keeps only what is its own.
    time: str
    # What the words name, furthest from what is required first.
    solid: tuple[Row, ...]
    missing: tuple[Row, ...]
    open: tuple[Row, ...]
    borderline: tuple[Row, ...]

    @property
    def apart_sights(self) -> list[Sight]:
        """The sights of what is not required."""
        return [row.sight for row in self.apart]


def who(learner: Learner, framework: Framework) -> str:
    """Return the profession and the stage in words, as far as they are known."""
    known = (framework.professions.get(learner.profession), framework.stages.get(learner.stage))
    return " · ".join(plain(Text(one.title)) for one in known if one)


def result_of(learner: Learner, framework: Framework, declared: dict[str, str] | None = None, *, now: datetime) -> Result:
    """Return the result of `learner` at `now`: two queries; one where what they `declared` is given (empty: nobody else's affair)."""
    if declared is None:
        declared = declarations_of(learner, framework)
    state = state_of(learner, framework, declared, now=now)
    found = results(state, learner, declared)
    judged = is_judged(found)
    rows = [Row(one, sight_of(one, framework, judged=judged), _row_words(one, judged=judged), time_words(one, framework)) for one in found]
    time = _time_of_several(rows)
    if time:
        rows = [replace(row, time=faded_words(row.result) if row.time else "") for row in rows]
    shown = [row for row in rows if not judged or row.result.verdict != Verdict.NOT_REQUIRED]
    domains = tuple(sight_of_domain(one, framework) for one in domain_results(state))
    return Result(
        framework=framework,
        observations=state.observations,
        judged=judged,
        domains=domains,
        groups=tuple(_groups(framework, shown, judged=judged)),
        apart=tuple(row for row in rows if row not in shown),
        summary=summary([row.result for row in shown], judged=judged),
        finding=extremes(domains),
        time=time,
        solid=_with(shown, Verdict.ACQUIRED),
        missing=_with(shown, Verdict.TO_ACQUIRE),
        open=_with(shown, Verdict.TO_SETTLE),
        borderline=_with(shown, Verdict.BORDERLINE),
    )


def _with(rows: list[Row], verdict: Verdict) -> tuple[Row, ...]:
    return tuple(sorted((row for row in rows if row.result.verdict == verdict), key=lambda row: -_gap(row.result)))


def _gap(one: CompetenceResult) -> float:
    return abs(one.theta - one.required.cut) if one.required else 0.0


def _groups(framework: Framework, rows: list[Row], *, judged: bool) -> list[Group]:
    groups = []
    for place, domain in enumerate(framework.domains):
        inside = tuple(row for row in rows if framework.domain_of[row.result.axis] == place)
        if inside:
            found = [row.result for row in inside]
            finding = counted(found) if judged else extremes([row.sight for row in inside])
            groups.append(Group(Text(domain.title), finding, inside))
    return groups


def level_words(level: Level | None) -> str:
    """Return the name of a level; the zone under the first has one too."""
    return plain(Text(level.title)) if level else str(BELOW)


def _row_words(one: CompetenceResult, *, judged: bool) -> str:
    said = [_("measured: %(level)s") % {"level": level_words(one.level)}]
    if one.thought_given:
        said.insert(0, _("you thought: %(level)s") % {"level": level_words(one.thought)})
    if judged and one.required is not None:
        said.append(_("required: %(level)s") % {"level": level_words(one.required)})
    # A piece is never cut between its words: the line breaks between them.
    return " · ".join(piece.replace(" ", "\xa0") for piece in said)


def time_words(one: CompetenceResult, framework: Framework) -> str:
    """Return what time has done to a competence since the last answers on it; nothing where that is little."""
    if one.seen is None or one.seen.days < LONG_AGO:
        return ""
    before, now = ((high - low) / level_width(framework) for low, high in ((one.seen.low, one.seen.high), (one.low, one.high)))
    if now < WIDER * before:
        return ""
    words = {"ago": _ago(one.seen), "before": number_format(before, 1), "now": number_format(now, 1)}
    said = [_("Last asked %(ago)s ago: the interval has widened, from %(before)s to %(now)s levels.") % words]
    return " ".join(filter(None, [*said, faded_words(one)]))


def faded_words(one: CompetenceResult) -> str:
    """Return that a verdict was lost with time, and what gives it back; nothing where it holds."""
    return _("It was acquired; a short test will say whether it still is.") if one.faded else ""


def _ago(seen: Seen) -> str:
    return timesince(seen.on, date.fromordinal(seen.on.toordinal() + seen.days), depth=1)


def _time_of_several(rows: list[Row]) -> str:
    """Return in one sentence that the intervals of several competences have widened since they were asked; nothing for one alone."""
    old = sorted((row.result.seen for row in rows if row.time and row.result.seen), key=lambda seen: seen.days)
    if len(old) < 2:
        return ""
    words = {"count": len(old), "least": _ago(old[0]), "most": _ago(old[-1])}
    if words["least"] == words["most"]:
        return _("%(count)d competences were last asked %(least)s ago: their intervals have widened since.") % words
    return _("%(count)d competences were last asked between %(least)s and %(most)s ago: their intervals have widened since.") % words


def counted(found: list[CompetenceResult]) -> str:
    """Return how many of these competences have each verdict, in words: "2 acquired, 1 to be settled."."""
    numbers = {verdict: sum(one.verdict == verdict for one in found) for verdict in Verdict}
    said = {
        Verdict.ACQUIRED: ngettext("%(n)d acquired", "%(n)d acquired", numbers[Verdict.ACQUIRED]),
        Verdict.TO_ACQUIRE: ngettext("%(n)d to acquire", "%(n)d to acquire", numbers[Verdict.TO_ACQUIRE]),
        Verdict.TO_SETTLE: ngettext("%(n)d to be settled", "%(n)d to be settled", numbers[Verdict.TO_SETTLE]),
        Verdict.BORDERLINE: ngettext("%(n)d borderline", "%(n)d borderline", numbers[Verdict.BORDERLINE]),
    }
    return ", ".join(words % {"n": numbers[verdict]} for verdict, words in said.items() if numbers[verdict]) + "."


def summary(found: list[CompetenceResult], *, judged: bool) -> str:
    """Return the result in one sentence."""
    if not judged:
        return ngettext(
            "Here is your level on %(n)d competence, with its interval. What your profession requires is not known yet.",
            "Here are your levels on %(n)d competences, each with its interval. What your profession requires is not known yet.",
            len(found),
        ) % {"n": len(found)}
    return ngettext(
        "Of the %(n)d competence required of you: %(counts)s",
        "Of the %(n)d competences required of you: %(counts)s",
        len(found),
    ) % {"n": len(found), "counts": counted(found)}


def extremes(sights: tuple[Sight, ...] | list[Sight]) -> str:
    """Return where the level is highest and where it is lowest, in a sentence."""
    if len(sights) < 2:
        return _("One level, with its interval.")
    high, low = max(sights, key=lambda one: one.level), min(sights, key=lambda one: one.level)
    return _("Your strongest ground: %(high)s. The one that leaves most to gain: %(low)s.") % {
        "high": plain(high.label),
        "low": plain(low.label),
    }
