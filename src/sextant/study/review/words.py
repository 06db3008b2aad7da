"""Sentences of the review: when a card comes back."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.study.review.days import local_day
from sextant.study.review.load import Day
from sextant.study.review.rounds import TEACHES_FROM, TEACHES_TO, teaches
from sextant.study.review.schedule import Preview, Rating
from sextant.ui.charts import Part
from sextant.ui.components.columns import Column


def rating_words(rating: Rating) -> str:
    """Return what a button of the review says."""
    return {
        Rating.AGAIN: _("Not yet"),
        Rating.HARD: _("With effort"),
        Rating.GOOD: _("I knew"),
        Rating.EASY: _("Easily"),
    }[rating]


def next_words(preview: Preview) -> str:
    """Return when the card would come back: minutes, a day of this week, or around a date (intervals vary a little)."""
    if not preview.days:
        return ngettext("in %(count)d minute", "in %(count)d minutes", preview.minutes) % {"count": preview.minutes}
    if preview.days == 1:
        return _("tomorrow")
    if preview.days < 3:
        return ngettext("in %(count)d day", "in %(count)d days", preview.days) % {"count": preview.days}
    if preview.days < 180:
        return _("around %(day)s") % {"day": date_format(preview.day, _("j F"))}
    return _("around %(month)s") % {"month": date_format(preview.day, _("F Y"))}


def columns_of(days: list[Day]) -> list[Column]:
    """Return the next days as columns; the first of each week is named beneath."""
    back, new = _("come back"), _("new")
    return [
        Column(
            date_format(one.day, _("l j F")),
            [Part(back, one.seen), Part(new, one.new, "soft")],
            # A word beneath the last columns would run out of the picture.
            tick="" if number % 7 or number > len(days) - 5 else date_format(one.day, "j N"),
        )
        for number, one in enumerate(days)
    ]


def comes_back_words(due: datetime, *, today: date, zone: ZoneInfo) -> str:
    """Return when a card comes back, on the learner’s calendar."""
    day = local_day(due, zone)
    if day <= today:
        return _("today")
    if (day - today).days == 1:
        return _("tomorrow")
    return date_format(day, _("j F")) if (day - today).days < 300 else date_format(day, _("j F Y"))


def chance_words(chance: float) -> str:
    """Return the chance one had of a right answer, in tenths (never none, never all), and when such questions are asked."""
    tenths = min(9, max(1, round(10 * chance)))
    had = ngettext(
        "By your answers until then, you had about %(count)d chance in 10 of being right.",
        "By your answers until then, you had about %(count)d chances in 10 of being right.",
        tenths,
    ) % {"count": tenths}
    bounds = {"low": f"{TEACHES_FROM:.0%}".rstrip("%"), "high": f"{TEACHES_TO:.0%}".rstrip("%")}
    why = _("Of the questions you missed, those between %(low)s and %(high)s in 100 come first: practice is held to teach most there.")
    if not teaches(chance):
        why = f"{why} {_('This one came after them.')}"
    return f"{had} {why % bounds}"


def load_words(days: list[Day]) -> str:
    """Return what the next days ask for, in a sentence."""
    today, tomorrow = days[0].count, days[1].count
    fullest = max(days, key=lambda day: day.count)
    if not fullest.count:
        return _("Nothing is planned in the next thirty days.")
    first = _("%(today)d today, %(tomorrow)d tomorrow.") % {"today": today, "tomorrow": tomorrow}
    if fullest.day in (days[0].day, days[1].day):
        return _("%(first)s No later day asks for more.") % {"first": first}
    most = {"first": first, "count": fullest.count, "day": date_format(fullest.day, _("l j F"))}
    return _("%(first)s The fullest day is %(day)s, with %(count)d.") % most
