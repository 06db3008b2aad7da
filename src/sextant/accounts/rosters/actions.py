from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from sextant.accounts.choices import InvitationState, RosterState
from sextant.accounts.events import InvitationsRequested
from sextant.accounts.models import Cohort, Invitation, Person, RosterImport
from sextant.accounts.rosters.difference import Entry, Kind, compare, counted
from sextant.accounts.rosters.lines import FIELDS, Roster
from sextant.accounts.rosters.queries import entries_of, known_of, overdue, unsent
from sextant.ground.audit.actions import record_act
from sextant.kernel.events import publish
from sextant.kernel.ids import uuid7

BATCH = 1000
"""Rows written at a time."""

DRAFTS_KEPT = timedelta(days=1)
"""How long a dry run waits; it holds names and addresses of people who were not invited."""

UNDO_KEPT = timedelta(days=30)
"""How long an import can be undone."""

Row = TypeVar("Row")


class RosterAlreadyApplied(ValueError):
    """The file was applied before, or undone since."""


class RosterNotApplied(ValueError):
    """There is nothing to undo: the file was not applied, was undone, or too long ago."""


@transaction.atomic
def draft_roster(*, cohort: Cohort, roster: Roster, file_name: str, by: Person, now: datetime) -> RosterImport:
    """Keep a file as a dry run: what it would change, line by line. Earlier dry runs of the cohort are forgotten."""
    entries = compare(roster.lines, known_of(cohort))
    RosterImport.objects.filter(cohort=cohort, state=RosterState.DRAFT).delete()
    return RosterImport.objects.create(
        cohort=cohort,
        by=by,
        created_at=now,
        file_name=file_name[:200],
        difference=[entry.to_json() for entry in entries],
        summary={"counts": counted(entries), "ignored": list(roster.ignored)},
    )


@transaction.atomic
def discard_roster(*, roster: RosterImport) -> None:
    """Forget a dry run."""
    RosterImport.objects.filter(pk=roster.pk, state=RosterState.DRAFT).delete()


@transaction.atomic
def apply_roster(*, roster: RosterImport, by: Person, now: datetime) -> dict[str, int]:
    """
    Invite the people of a dry run, and change what it says of those already invited: all of it or nothing. Returns the counts by kind.

    What the cohort is now decides, not what it was when the dry run was shown: somebody who joined meanwhile is left as they are. Lines in
    error and duplicates are left out. Raises `RosterAlreadyApplied`.
    """
    cohort, roster = _locked(roster)
    if roster.state != RosterState.DRAFT:
        raise RosterAlreadyApplied(roster.file_name)
    known = known_of(cohort)
    entries = compare((entry.line for entry in entries_of(roster) if entry.kind not in (Kind.DUPLICATE, Kind.ABSENT)), known)
    added = [_invitation(entry, cohort, roster, now) for entry in entries if entry.kind is Kind.ADDED]
    Invitation.objects.bulk_create(added, batch_size=BATCH)
    changes = {known.invited[entry.email].pk: entry for entry in entries if entry.kind is Kind.CHANGED}
    undo = {"added": [str(row.pk) for row in added], "changed": _change(changes)}
    counts = {**counted(entries), Kind.DUPLICATE.value: roster.summary["counts"].get(Kind.DUPLICATE.value, 0)}
    roster.state, roster.applied_at, roster.difference, roster.undo = RosterState.APPLIED, now, [], undo
    roster.summary = {**roster.summary, "counts": counts}
    roster.save(update_fields=["state", "applied_at", "difference", "undo", "summary"])
    record_act(verb="roster.apply", target=f"cohort:{cohort.pk}", by=by.pk, now=now, roster=str(roster.pk), counts=counts)
    return counts


def _locked(roster: RosterImport) -> tuple[Cohort, RosterImport]:
    # Lock the cohort, then look: two managers may apply two files to it together.
    cohort = Cohort.objects.select_for_update().get(pk=roster.cohort_id)
    return cohort, RosterImport.objects.get(pk=roster.pk)


def _invitation(entry: Entry, cohort: Cohort, roster: RosterImport, now: datetime) -> Invitation:
    return Invitation(pk=uuid7(), cohort=cohort, roster=roster, email=entry.email, created_at=now, **entry.values)


def _change(changes: dict[UUID, Entry]) -> list[dict[str, Any]]:
    """Write the changed values; return, per invitation, its id, its address (so that erasure finds it), the values before and after."""
    undo = []
    for keys in _batches(sorted(changes)):
        rows = list(Invitation.objects.filter(pk__in=keys))
        for row in rows:
            entry = changes[row.pk]
            before = {name: getattr(row, name) for name in entry.before}
            for name in before:
                setattr(row, name, entry.values[name] if name in FIELDS else InvitationState.PENDING)
            after = {name: getattr(row, name) for name in before}
            undo.append({"id": str(row.pk), "email": row.email, "before": before, "after": after})
        _write(rows)
    return undo


def _write(rows: Sequence[Invitation]) -> None:
    # One upsert for a thousand rows: `bulk_update` writes a CASE per row and column, which takes minutes for a large file.
    Invitation.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=[*FIELDS, "state", "sent_at"]
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing an import did: invitations taken back, values restored, and what stays because somebody answered or changed it since."""

    removed: int
    restored: int
    kept: int


@transaction.atomic
def undo_roster(*, roster: RosterImport, by: Person, now: datetime) -> Undone:
    """
    Take back what an import did, and only that: invitations nobody answered go, values it replaced come back unless changed since.

    Raises `RosterNotApplied`.
    """
    cohort, roster = _locked(roster)
    if roster.state != RosterState.APPLIED or not roster.undo:
        raise RosterNotApplied(roster.file_name)
    removed = kept = restored = 0
    for keys in _batches(roster.undo["added"]):
        count, _models = Invitation.objects.filter(pk__in=keys, roster=roster, state=InvitationState.PENDING).delete()
        removed += count
        kept += len(keys) - count
    for lines in _batches(roster.undo["changed"]):
        wanted = {line["id"]: line for line in lines}
        rows = [
            row for row in Invitation.objects.filter(pk__in=list(wanted), state=InvitationState.PENDING)
            if all(getattr(row, name) == value for name, value in wanted[str(row.pk)]["after"].items())
        ]  # fmt: skip
        for row in rows:
            for name, value in wanted[str(row.pk)]["before"].items():
                setattr(row, name, value)
        _write(rows)
        restored += len(rows)
        kept += len(lines) - len(rows)
    roster.state, roster.undo = RosterState.UNDONE, {}
    roster.save(update_fields=["state", "undo"])
    record_act(
        verb="roster.undo",
        target=f"cohort:{cohort.pk}",
        by=by.pk,
        now=now,
        roster=str(roster.pk),
        removed=removed,
        restored=restored,
        kept=kept,
    )
    return Undone(removed, restored, kept)


@transaction.atomic
def send_invitations(*, cohort: Cohort, by: Person, now: datetime) -> int:
    """Have the worker write to those nobody wrote to yet; return how many."""
    count = unsent(cohort).count()
    if count:
        record_act(verb="invitations.send", target=f"cohort:{cohort.pk}", by=by.pk, now=now, count=count)
        publish(InvitationsRequested(cohort=str(cohort.pk)))
    return count


@transaction.atomic
def remind_invited(*, cohort: Cohort, by: Person, now: datetime) -> int:
    """Have the worker write again to those who did not answer within a week; return how many."""
    count = overdue(cohort, now=now).update(sent_at=None)
    if count:
        record_act(verb="invitations.remind", target=f"cohort:{cohort.pk}", by=by.pk, now=now, count=count)
        publish(InvitationsRequested(cohort=str(cohort.pk)))
    return count


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person, now: datetime) -> bool:
    """Withdraw an invitation nobody answered; return whether there was one."""
    withdrawn = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING).update(
        state=InvitationState.WITHDRAWN, answered_at=now, sent_at=None
    )
    if withdrawn:
        record_act(verb="invitation.withdraw", target=f"cohort:{invitation.cohort_id}", by=by.pk, now=now, invitation=str(invitation.pk))
    return bool(withdrawn)


def claim_invitation(*, invitation: UUID, now: datetime) -> bool:
    """Say that one is about to write to this address; False when another worker does, or when it was withdrawn."""
    # Before the mail, not after: two workers then never write twice. A worker killed between the two loses one mail, which can be
    # sent again.
    return bool(Invitation.objects.filter(pk=invitation, state=InvitationState.PENDING, sent_at=None).update(sent_at=now))


def release_invitation(*, invitation: UUID) -> None:
    """Say that the mail did not leave: it waits again."""
    Invitation.objects.filter(pk=invitation).update(sent_at=None)


@transaction.atomic
def purge_rosters(*, now: datetime) -> int:
    """Forget dry runs nobody applied within a day, and what is needed to undo imports after a month; return how many."""
    drafts, _models = RosterImport.objects.filter(state=RosterState.DRAFT, created_at__lt=now - DRAFTS_KEPT).delete()
    old = RosterImport.objects.filter(state=RosterState.APPLIED, applied_at__lt=now - UNDO_KEPT).exclude(undo={})
    return drafts + old.update(undo={})


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
