"""What now: the one thing that is right to do, with its reason and its button."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from sextant.insight.queries.cap import Here, Left
from sextant.pathways import sentences
from sextant.pathways.models import Step
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
    """Return what to do now, in the order in which things make sense."""
    if has_desk and not here.has_begun:
        return Now(
            "desk", _("Your desk"), _("The cohorts you follow, and whom to call this week."), _("Open my desk"), reverse("insight:desk")
        )
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
            _("At most 25 questions and 20 minutes, in as many sittings as you like. The questions adapt to your answers."),
            _("Start the diagnostic"),
            reverse("assessment:diagnostic"),
        )
    if here.left is None or here.left.plan.stale:
        return _course(here)
    if here.left.steps:
        return _step(here.left, here.left.steps[0], now=now)
    return _settle(here) or _finished(here)


def _resume(here: Here) -> Now:
    sitting = here.open_diagnostic
    assert sitting is not None
    number = min(sitting.answered + 1, sitting.max_questions)  # type: ignore[attr-defined]
    return Now(
        "resume",
        _("Your diagnostic waits for you"),
        _("You are at question %(number)d of %(most)d at most; every answer given is kept.")
        % {"number": number, "most": sitting.max_questions},
        _("Resume at question %(number)d") % {"number": number},
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
    words = _("What your profession requires of you today is reached. Come back when the law or the framework changes.")
    return Now("done", _("You are there"), words, _("See my result"), reverse("assessment:result"))
