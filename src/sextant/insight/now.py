"""What now: the one thing that is right to do, with its reason and its button."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.queries import progress
from sextant.insight.queries.cap import Here, Left
from sextant.kernel.text import Text
from sextant.pathways import sentences
from sextant.pathways.calendar import minute_of, moment_of
from sextant.pathways.choices import StepKind
from sextant.pathways.models import Step
from sextant.pathways.queries import has_faded
from sextant.ui.markup import plain


@dataclass(frozen=True, slots=True)
class Now:
    """One thing to do: a title, why, the words of the button and where it leads; `post` holds fields when it is a form."""

    code: str
    title: str
    words: str
    button: str
    url: str
    icon: str = "arrow-right"
    post: tuple[tuple[str, str], ...] = ()


def now_of(here: Here, *, has_desk: bool, now: datetime) -> Now:
    """Return what to do now, in the order in which things make sense: what cannot wait first, then what was begun, then what comes next."""
    if has_desk and not here.has_begun:
        return Now(
            "desk", _("Your desk"), _("The cohorts you follow, and whom to call this week."), _("Open my desk"), reverse("insight:desk")
        )
    session = _session(here.left, now=now) if here.left else None
    if session is not None:
        return session
    if not here.has_profile:
        return Now(
            "profile",
            _("Tell us who you are"),
            _("Your profession and stage decide what is required of you. Two minutes; nothing that is not needed."),
            _("Complete my profile"),
            reverse("pathways:profile"),
        )
    if here.open_diagnostic:
        return _resume(here)
    if not here.diagnosed:
        return Now(
            "diagnostic",
            _("Find out where you stand"),
            _("At most 25 questions that count and 20 minutes, in as many sittings as you like. The questions adapt to your answers."),
            _("Start the diagnostic"),
            reverse("assessment:diagnostic"),
        )
    return _after_diagnostic(here, now=now)


def _after_diagnostic(here: Here, *, now: datetime) -> Now:
    if here.left is None:
        return _course(here)
    if here.waiting.late:
        return _review(here)
    if here.left.plan.stale or has_faded(here.left.plan, now.astimezone(here.zone).date()):
        return _course(here)
    if here.left.steps:
        return _step(here.left, here.left.steps[0], now=now)
    return _settle(here) or _finished(here)


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Something small that can be done instead."""

    code: str
    words: str
    url: str
    icon: str


def other_ways(here: Here, now: Now) -> list[OtherWay]:
    """Return at most two small things one may rather do than what is right now."""
    if here.learner is None or now.code == "desk":
        return []
    found = []
    if here.waiting and now.code != "review":
        found.append(OtherWay("review", _("10 questions now"), reverse("study:review"), "layers"))
    if here.book is not None:
        url = reverse("study:resource", args=[here.book.uid]) + (f"#{here.book.anchor}" if here.book.anchor else "")
        title = plain(Text(dict(here.book.title)))
        if reverse("pathways:step", args=[here.book.uid]) != now.url:
            found.append(OtherWay("book", _("Resume reading “%(title)s”") % {"title": title}, url, "book-open"))
    return found


def _session(left: Left, *, now: datetime) -> Now | None:
    """Return the live class or the workshop of today or tomorrow: it does not wait."""
    today = now.astimezone(left.zone).date()
    for step in left.steps:
        if step.kind not in {StepKind.LIVE, StepKind.ON_SITE}:
            continue
        for start, end in step.moments or [(minute_of(step.starts_at), minute_of(step.ends_at))]:
            begins = moment_of(start)
            ahead = (begins.astimezone(left.zone).date() - today).days
            if ahead in {0, 1} and moment_of(end) > now:
                return _attend(left, step, begins, tomorrow=bool(ahead))
    return None


def _attend(left: Left, step: Step, begins: datetime, *, tomorrow: bool) -> Now:
    hour = {"time": sentences.clock(begins, left.zone)}
    if step.kind == StepKind.LIVE:
        words = _("A live class, tomorrow at %(time)s. It does not wait.") if tomorrow else _("A live class, today at %(time)s.")
    else:
        words = _("On site, tomorrow at %(time)s. It does not wait.") if tomorrow else _("On site, today at %(time)s.")
    icon = "video" if step.kind == StepKind.LIVE else "map-pin"
    url = reverse("pathways:step", args=[step.module])
    return Now("session", plain(left.names.title(step.module)), words % hour, _("See where and when"), url, icon)


def _review(here: Here) -> Now:
    words = ngettext(
        "%(count)d card was due before today. Coming back to it now is what makes it stay.",
        "%(count)d cards were due before today. Coming back to them now is what makes them stay.",
        here.waiting.late,
    ) % {"count": here.waiting.late}
    return Now("review", _("Your daily review"), words, _("Review now"), reverse("study:review"), "layers")


def _resume(here: Here) -> Now:
    sitting = here.open_diagnostic
    assert sitting is not None
    here_now = progress(sitting, answered=sitting.answered)  # type: ignore[attr-defined]
    return Now(
        "resume",
        _("Your diagnostic waits for you"),
        _("You are at question %(number)d of %(most)d at most; every answer given is kept.")
        % {"number": here_now.number, "most": here_now.most},
        _("Resume at question %(number)d") % {"number": here_now.number},
        reverse("assessment:question", args=[sitting.pk]),
    )


def _course(here: Here) -> Now:
    if here.left is None:
        words = _("Your result is ready. Your course goes from there to what is required, within the hours you have.")
        return Now("course", _("Plot your course"), words, _("See my course"), reverse("pathways:plan"))
    words = _("Something it rests on has changed: it is brought up to date when you open it.")
    return Now("course", _("Your course has moved"), words, _("See my course"), reverse("pathways:plan"))


def _step(left: Left, step: Step, *, now: datetime) -> Now:
    title = plain(left.names.title(step.module))
    url = reverse("pathways:step", args=[step.module])
    today = now.astimezone(left.zone).date()
    day = step.starts_at.astimezone(left.zone).date()
    minutes = sentences.duration(step.minutes)
    if day < today:
        words = _("Planned on %(day)s, not done yet. %(minutes)s.") % {"day": sentences.day(day), "minutes": minutes}
        return Now("overdue", title, words, _("Do it now"), url)
    if day == today:
        words = _("Planned today at %(time)s. %(minutes)s.") % {"time": sentences.clock(step.starts_at, left.zone), "minutes": minutes}
        return Now("today", title, words, _("Begin"), url)
    words = _("Your next step, planned on %(moment)s. %(minutes)s. Nothing stops you from taking it earlier.") % {
        "moment": sentences.moment(step.starts_at, left.zone),
        "minutes": minutes,
    }
    return Now("next", title, words, _("See this step"), url)


def _settle(here: Here) -> Now | None:
    found = here.to_settle
    if found is None:
        return None
    title = plain(here.framework.title_of(found.code))
    return Now(
        "settle",
        _("Settle “%(title)s”") % {"title": title},
        _("What is required lies inside your interval: at most 8 questions decide."),
        _("Answer these questions"),
        reverse("assessment:settle"),
        post=(("competence", found.code),),
    )


def _finished(here: Here) -> Now:
    missing = here.counts.get("to-acquire", 0)
    if missing:
        words = _("Your course holds no further step, yet something is still to acquire: open it to see why and what can be changed.")
        return Now("course", _("Your course needs you"), words, _("See my course"), reverse("pathways:plan"))
    words = _("What your profession requires of you today is reached. The library stays open: go further, or freshen up what you know.")
    return Now("done", _("You are there"), words, _("Explore the library"), reverse("study:home"), "book-open")
