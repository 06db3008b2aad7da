from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from sextant.accounts.models import Learner, Reach
from sextant.accounts.reach.hours import may_come, next_moment
from sextant.accounts.reach.queries import due_again


@transaction.atomic
def change_reach(*, learner: Learner, now: datetime, **fields: Any) -> Reach:
    """Keep when a learner wants to be reminded, their quiet hours, or their pause; a stop by a link is settled by what they say now."""
    reach = _locked(learner)
    was_wanted = reach.wanted
    for name, value in fields.items():
        setattr(reach, name, value)
    if "wanted" in fields:
        if reach.wanted and not was_wanted and reach.stopped_at is not None:
            # Whoever stopped them with a link may still hold it: it is of no use any more.
            reach.serial += 1
        reach.stopped_at = None
    reach.next_at = next_moment(reach, after=now)
    reach.save()
    return reach


@transaction.atomic
def stop_by_link(*, key: UUID, serial: int, now: datetime) -> bool:
    """
    Stop the reminders of whoever this link was sent to; return whether the link is still good. Nothing else can be done with it.

    Twice is once. A link older than the owner's taking a stop back does nothing.
    """
    reach = Reach.objects.select_for_update().filter(pk=key).first()
    if reach is None:
        # Erased with the account: no mail will come, which is what is asked for.
        return True
    if reach.serial != serial:
        return False
    if reach.wanted:
        reach.wanted, reach.next_at, reach.stopped_at = False, None, now
        reach.save(update_fields=["wanted", "next_at", "stopped_at"])
    return True


def take_stop_back(*, learner: Learner, now: datetime) -> Reach:
    """Send reminders again after a link stopped them; links sent so far do nothing any more."""
    return change_reach(learner=learner, now=now, wanted=True)


def leave_stopped(*, learner: Learner, now: datetime) -> Reach:
    """Note that the owner knows that a link stopped their reminders, and leaves it so."""
    return change_reach(learner=learner, now=now, wanted=False)


@transaction.atomic
def claim_reminders(*, keys: Iterable[UUID], wanted: Collection[UUID], zones: dict[UUID, str], now: datetime) -> list[Reach]:
    """
    Say for each of these preferences when to look next, and return those of `wanted` whose mail is to be sent now, marked as sent today.

    What is returned is sent after this transaction and by nobody else. A process that dies between the two loses a reminder of one day;
    the other order would send it twice, and a mail too many is what people complain of. `zones` holds where their clocks are now.
    """
    claimed = []
    rows = list(due_again(keys, now=now))
    for reach in rows:
        reach.zone = zones.get(reach.learner_id, reach.zone)
        if reach.pk in wanted and may_come(reach, now=now):
            reach.sent_on = _today(reach, now)
            claimed.append(reach)
        reach.next_at = next_moment(reach, after=now)
    if rows:
        Reach.objects.bulk_update(rows, ["zone", "sent_on", "next_at"])
    return claimed


def release_reminders(*, keys: Iterable[UUID], now: datetime) -> None:
    """Take back that these were sent: the mail server did not take them. They are looked at again at the next turn."""
    Reach.objects.filter(pk__in=list(keys), wanted=True).update(sent_on=None, next_at=now)


def _today(reach: Reach, now: datetime) -> date:
    return now.astimezone(ZoneInfo(reach.zone)).date()


def _locked(learner: Learner) -> Reach:
    # The learner's row is the lock: of two tabs that save together, the second finds the row of the first.
    Learner.objects.select_for_update().get(pk=learner.pk)
    return Reach.objects.select_for_update().filter(learner=learner).first() or Reach(learner=learner)
