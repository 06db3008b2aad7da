"""A plan as its pages show it: words, dates in the learner's zone, addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.mastery.choices import Verdict
from sextant.mastery.sights import level_names
from sextant.pathways import sentences
from sextant.pathways.calendar import moment_of, monday_of
from sextant.pathways.choices import ChoiceKind, StepKind, StepState
from sextant.pathways.models import Plan, Step
from sextant.pathways.sentences import Names
from sextant.ui.sight import Sight

ICONS = {StepKind.SELF_PACED: "book-open", StepKind.LIVE: "video", StepKind.ON_SITE: "map-pin", StepKind.TEST: "target"}


@dataclass(frozen=True, slots=True)
class OtherWay:
    """An alternative to a step, what it costs, and what its button posts."""

    words: str
    cost: tuple[str, ...]
    act: str
    into: str
    session: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step on a page. `others` is None while nobody worked out what doing otherwise costs."""

    key: str
    number: int
    anchor: str
    title: Any
    kind: Any
    icon: str
    url: str
    day: date
    when: tuple[str, ...]
    clock: str
    duration: str
    minutes: int
    place: str
    travel: str
    demonstration: bool
    elsewhere: str
    aim: str
    why: tuple[str, ...]
    brings: tuple[str, ...]
    others: tuple[OtherWay, ...] | None
    done: bool
    pinned: bool
    session: str
    tests: str

    @property
    def is_test(self) -> bool:
        """Say whether the step is a short test."""
        return bool(self.tests)


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week of the calendar with its steps; a step split over weeks stands in each of them."""

    monday: date
    label: str
    duration: str
    pieces: tuple[tuple[str, ShownStep], ...]


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """Something the learner decided, with what takes it back."""

    module: str
    words: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """A relaxation as a button: its place in the plan's list, its parts in words, what it gives."""

    number: int
    parts: tuple[str, ...]
    gives: str


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A whole plan as its page shows it; `ways_out` is None while nobody worked them out."""

    plan: Plan
    steps: tuple[ShownStep, ...]
    weeks: tuple[ShownWeek, ...]
    duration: str
    ends: date | None
    deadline: date
    in_time: bool
    saved: str
    saved_note: str
    finding: str
    sights: tuple[tuple[Sight, str], ...]
    unmet: tuple[tuple[str, str], ...]
    mendable: bool
    ways_out: tuple[WayOut, ...] | None
    choices: tuple[ShownChoice, ...]
    done: tuple[tuple[str, Any, date], ...]
    changes: str
    missed_pins: tuple[str, ...]

    @property
    def next(self) -> ShownStep | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def rows(self) -> tuple[Sight, ...]:
        """The sights alone."""
        return tuple(sight for sight, _words in self.sights)


def itinerary_of(plan: Plan, steps: Iterable[Step], *, names: Names, zone: ZoneInfo) -> Itinerary:
    """Return `plan` in words, in the language of the page, its times in `zone`. No query."""
    shown = tuple(shown_step(step, number, names=names, zone=zone) for number, step in enumerate(steps, start=1))
    summary = plan.summary
    deadline = date.fromisoformat(summary["deadline"])
    ends = date.fromisoformat(summary["ends"]) if summary["ends"] else None
    saved, note = _saved(summary["hours"])
    return Itinerary(
        plan=plan,
        steps=shown,
        weeks=_weeks(shown, {step.module: step for step in steps}, zone),
        duration=sentences.duration(plan.minutes),
        ends=ends,
        deadline=deadline,
        in_time=ends is None or ends <= deadline,
        saved=saved,
        saved_note=note,
        finding=_finding(summary["coverage"]),
        sights=tuple(_sight(one, names) for one in summary["coverage"] if one["required"] is not None),
        unmet=tuple((names.competence(one["competence"]), sentences.unmet(one, names)) for one in summary["unmet"]),
        mendable=any(one["mendable"] for one in summary["unmet"]) or bool(summary["missed_pins"]),
        ways_out=None if summary["ways_out"] is None else _ways_out(summary["ways_out"], names, deadline),
        choices=_choices(summary["choices"], names),
        done=tuple((module, names.title(module), datetime.fromisoformat(at).astimezone(zone).date()) for module, at in summary["done"]),
        changes=sentences.changes(summary.get("changes"), names),
        missed_pins=tuple(names.titles([key]) for key in summary["missed_pins"]),
    )


def shown_step(step: Step, number: int, *, names: Names, zone: ZoneInfo) -> ShownStep:
    """Return one step in words."""
    pieces = [(moment_of(start), moment_of(end)) for start, end in step.moments]
    session = step.why.get("session") or {}
    there = ZoneInfo(session["zone"]) if session else zone
    # A session is told in the zone of its place; the learner's own clock is added where it shows another hour.
    differs = bool(session) and step.starts_at.astimezone(there).utcoffset() != step.starts_at.astimezone(zone).utcoffset()
    others = step.why.get("otherwise")
    return ShownStep(
        key=step.module,
        number=number,
        anchor=f"step-{number}",
        title=names.title(step.module),
        kind=StepKind(step.kind).label,
        icon=ICONS[StepKind(step.kind)],
        url=reverse("pathways:step", args=[step.module]),
        day=step.starts_at.astimezone(zone).date(),
        when=tuple(sentences.span(start, end, there) for start, end in pieces),
        clock=sentences.clock(step.starts_at, zone),
        duration=sentences.duration(step.minutes),
        minutes=step.minutes,
        place=names.place(step.place) if step.place else "",
        travel=sentences.duration(step.why["travel"]) if step.why.get("travel") else "",
        demonstration=bool(session.get("demonstration")),
        elsewhere=sentences.span(step.starts_at, step.ends_at, zone) if differs else "",
        aim=sentences.aim(step.why, names),
        why=tuple(sentences.why(step.why, names)),
        brings=tuple(sentences.brings(step.why, names)),
        others=None if others is None else tuple(_other(one, names, zone) for one in others),
        done=step.state == StepState.DONE,
        pinned=step.pinned,
        session=step.session,
        tests=step.why.get("tests") or "",
    )


def _other(one: Mapping[str, Any], names: Names, zone: ZoneInfo) -> OtherWay:
    act = {"other-session": "pin", "other-module": "swap", "without": "refuse"}[one["kind"]]
    return OtherWay(
        sentences.other_way(one, names, zone), tuple(sentences.cost(one, names)), act, one["module"] or "", one["session"] or ""
    )


def _weeks(shown: tuple[ShownStep, ...], steps: Mapping[str, Step], zone: ZoneInfo) -> tuple[ShownWeek, ...]:
    pieces: dict[date, list[tuple[datetime, datetime, ShownStep]]] = {}
    for one in shown:
        for start, end in steps[one.key].moments:
            begins, stops = moment_of(start).astimezone(zone), moment_of(end).astimezone(zone)
            pieces.setdefault(monday_of(begins.date()), []).append((begins, stops, one))
    if not pieces:
        return ()
    found, monday, last = [], min(pieces), max(pieces)
    while monday <= last:
        here = sorted(pieces.get(monday, ()), key=lambda piece: (piece[0], piece[2].number))
        minutes = sum(
            round((stops.astimezone(ZoneInfo("UTC")) - begins.astimezone(ZoneInfo("UTC"))).total_seconds() / 60)
            for begins, stops, _step in here
        )
        found.append(
            ShownWeek(
                monday=monday,
                label=_("Week of %(day)s") % {"day": sentences.short_day(monday)},
                duration=sentences.duration(minutes) if here else "",
                pieces=tuple((sentences.weekday_span(begins, stops), step) for begins, stops, step in here),
            )
        )
        monday += timedelta(weeks=1)
    return tuple(found)


def _ways_out(ways: list[dict[str, Any]], names: Names, deadline: date) -> tuple[WayOut, ...]:
    shown = [
        WayOut(number, tuple(sentences.way_out(one, names, deadline)), sentences.gain_of(one, names)) for number, one in enumerate(ways)
    ]
    # One change is easier to say yes to than several together.
    return tuple(sorted(shown, key=lambda way: len(way.parts)))


def _saved(hours: Mapping[str, int] | None) -> tuple[str, str]:
    if not hours or hours["full"] <= hours["planned"]:
        return "", ""
    note = _("%(planned)s of your time, questions included, against %(full)s for every resource required of your profession and stage") % {
        "planned": sentences.duration(hours["planned"]),
        "full": sentences.duration(hours["full"]),
    }
    return sentences.duration(hours["full"] - hours["planned"]), note


def _finding(coverage: list[dict[str, Any]]) -> str:
    required = [one for one in coverage if one["required"] is not None]
    held = sum(1 for one in required if one["verdict"] == Verdict.ACQUIRED)
    ahead = sum(1 for one in required if one["reached"] and one["verdict"] != Verdict.ACQUIRED)
    tests = sum(1 for one in required if one["to_test"])
    said = [
        ngettext("%(count)d requirement of %(all)d is already acquired", "%(count)d requirements of %(all)d are already acquired", held)
        % {"count": held, "all": len(required)}
    ]
    if ahead:
        said.append(ngettext("this course covers %(count)d more", "this course covers %(count)d more", ahead) % {"count": ahead})
    if tests:
        said.append(ngettext("%(count)d is settled by a short test", "%(count)d are settled by short tests", tests) % {"count": tests})
    return ", ".join(said) + "."


def _sight(one: Mapping[str, Any], names: Names) -> tuple[Sight, str]:
    sight = Sight(
        label=names.framework.title_of(one["competence"]),
        low=one["low"],
        level=one["level"],
        high=one["high"],
        required=one["required"],
        thought=None,
        cuts=names.framework.cuts,
        level_names=level_names(names.framework),
        verdict=one["verdict"],
    )
    if one["verdict"] == Verdict.ACQUIRED:
        words = _("nothing to do")
    elif one["to_test"]:
        words = _("settled by a short test")
    elif not one["reached"] and one["after"] - one["before"] < 0.01:
        words = _("not in this course")
    else:
        words = _("%(before)s → %(after)s") % {
            "before": sentences.percent(one["before"]),
            "after": sentences.percent(one["after"]),
        }
    return sight, words


def _choices(choices: list[dict[str, Any]], names: Names) -> tuple[ShownChoice, ...]:
    replaced = {one["instead_of"] for one in choices if one["instead_of"]}
    shown = []
    for one in choices:
        if one["module"] in replaced or not one["known"]:
            continue
        title = names.titles([one["module"]])
        if one["instead_of"]:
            words = _("%(title)s instead of %(other)s") % {"title": title, "other": names.titles([one["instead_of"]])}
        elif one["kind"] == ChoiceKind.REFUSED:
            words = _("%(title)s left out") % {"title": title}
        elif one["kind"] == ChoiceKind.POSTPONED and one["until"]:
            words = _("%(title)s not before %(day)s") % {"title": title, "day": sentences.day(date.fromisoformat(one["until"]))}
        else:
            words = _("%(title)s kept") % {"title": title}
        shown.append(ShownChoice(one["module"], words))
    return tuple(shown)
