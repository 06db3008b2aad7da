"""A plan as an iCalendar feed (RFC 5545): moments in UTC, which every programme shows in its own zone, whatever the season."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.translation import gettext as _

from sextant.pathways.calendar import moment_of
from sextant.pathways.choices import StepState
from sextant.pathways.models import Plan, Step
from sextant.pathways.sentences import Names
from sextant.ui.markup import plain


def calendar_of(plan: Plan | None, steps: Iterable[Step], *, names: Names | None, site: str) -> bytes:
    """
    Return the calendar of `plan`: an event for each piece of each step that is not done. Without a plan, an empty calendar.

    An event says what to study and where, never a level, a verdict or a reason.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Sextant//Sextant//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My course on Sextant"))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for step in steps:
        if plan is None or names is None or step.state == StepState.DONE:
            continue
        for number, (start, end) in enumerate(step.moments, start=1):
            event = Event()
            # Stable for a module: a step that moves moves in the calendar, it is not doubled.
            event.add("uid", f"{step.learner_id}.{step.module.replace(':', '-')}.{number}@sextant")
            event.add("dtstamp", plan.made_at.astimezone(UTC))
            event.add("sequence", plan.number)
            event.add("dtstart", moment_of(start).astimezone(UTC))
            event.add("dtend", moment_of(end).astimezone(UTC))
            event.add("summary", plain(names.title(step.module)))
            if step.place:
                event.add("location", names.place(step.place))
            event.add("url", urljoin(site, reverse("pathways:step", args=[step.module])))
            event.add("class", "PRIVATE")
            calendar.add_component(event)
    return bytes(calendar.to_ical())
