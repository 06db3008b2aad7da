from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation

from sextant.accounts.models import Learner, Reach
from sextant.accounts.reach.actions import change_reach, claim_reminders, release_reminders
from sextant.accounts.reach.mail import MailRefused, Reminder, send_reminders
from sextant.accounts.reach.queries import reminders_due
from sextant.insight.now import Now, now_of
from sextant.insight.queries.cap import Here, heres_of
from sextant.insight.reminders.queries import active_today
from sextant.pathways.actions import change_constraints

BATCH = 100
"""People looked at together: as many reminders at most are lost, for one day, where a process dies while it sends them."""

DUE = {"session", "today", "overdue", "review", "resume"}
"""What is worth a mail, of what Cap may say: what has a day that has come, and what was begun."""


@transaction.atomic
def set_rhythm(*, learner: Learner, minutes: int | None, zone: str, now: datetime, **reach: Any) -> Reach:
    """Keep the minutes a week (None: they stay as they are), the pause and the reminders of a learner."""
    if minutes is not None:
        change_constraints(learner=learner, now=now, minutes_per_week=minutes, zone=zone)
    return change_reach(learner=learner, now=now, zone=zone, **reach)


def send_due_reminders(*, now: datetime, batch: int = BATCH) -> int:
    """
    Write to those who asked for it, whose hour has come, for whom something is due and who did nothing today; return how many mails left.

    Each batch is read in a constant number of queries, outside any transaction; then claimed in one short transaction, and only then sent
    (see `claim_reminders` for why in this order). Where the mail server does not take mail, what did not leave is given back.
    Raises `MailRefused`.
    """
    sent = 0
    for due in _batches(now=now, batch=batch):
        heres = heres_of([reach.learner for reach in due], now=now)
        active = active_today({key: here.zone for key, here in heres.items()}, now=now)
        worth = {reach.pk: found for reach in due if reach.learner_id not in active and (found := _due(heres[reach.learner_id], reach))}
        zones = {key: here.zone.key for key, here in heres.items()}
        claimed = claim_reminders(keys=[reach.pk for reach in due], wanted=worth.keys(), zones=zones, now=now)
        people = {reach.pk: reach.learner for reach in due}
        for reach in claimed:
            reach.learner = people[reach.pk]
        try:
            sent += send_reminders([replace(worth[reach.pk], reach=reach) for reach in claimed])
        except MailRefused as refused:
            release_reminders(keys=refused.unsent, now=now)
            raise
    return sent


def _batches(*, now: datetime, batch: int) -> Iterator[list[Reach]]:
    """Yield those whose hour has come, in order of learner: whoever is given back meanwhile waits for the next turn."""
    after: UUID | None = None
    while True:
        due = reminders_due(now=now, after=after, most=batch)
        if not due:
            return
        yield due
        after = due[-1].learner_id


def _due(here: Here, reach: Reach) -> Reminder | None:
    """Return what Cap would say now, in the language of the person, if that is worth a mail."""
    person = reach.learner.person
    assert person is not None
    with translation.override(person.language):
        found: Now = now_of(here, has_desk=False, now=here.now)
    return Reminder(reach, found.title, found.url) if found.code in DUE else None
