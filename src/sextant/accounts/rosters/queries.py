from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from sextant.accounts.choices import InvitationState
from sextant.accounts.models import Cohort, Enrolment, Invitation, RosterImport
from sextant.accounts.rosters.difference import Entry, Invited, Known
from sextant.accounts.rosters.lines import FIELDS

PATIENCE = timedelta(days=7)
"""How long an invitation may wait before it is written again."""


def known_of(cohort: Cohort) -> Known:
    """Return whom the cohort knows: two queries, whatever its size."""
    invited = {
        row["email"].lower(): Invited(row["pk"], row["state"], {name: row[name] for name in FIELDS})
        for row in Invitation.objects.filter(cohort=cohort).values("pk", "email", "state", *FIELDS)
    }
    enrolled = Enrolment.objects.filter(cohort=cohort, learner__person__isnull=False).values_list(
        "learner__person__email", "learner__person__name"
    )
    return Known(invited, {email.lower(): name for email, name in enrolled})


def entries_of(roster: RosterImport) -> list[Entry]:
    """Return the difference a dry run showed."""
    return [Entry.from_json(kept) for kept in roster.difference]


def imports_of(cohort: Cohort) -> QuerySet[RosterImport]:
    """Return the files brought into a cohort, newest first, without their lines."""
    return RosterImport.objects.filter(cohort=cohort).select_related("by").defer("difference", "undo")


def invitations_of(cohort: Cohort) -> QuerySet[Invitation]:
    """Return the invitations of a cohort that nobody answered yet, by name."""
    return Invitation.objects.filter(cohort=cohort, state=InvitationState.PENDING).order_by("name", "email")


def unsent(cohort: Cohort) -> QuerySet[Invitation]:
    """Return the invitations that wait to be written."""
    return invitations_of(cohort).filter(sent_at=None)


def overdue(cohort: Cohort, *, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations written a week ago or more, without an answer."""
    return invitations_of(cohort).filter(sent_at__lte=now - PATIENCE)


def invitation_counts(cohort: Cohort, *, now: datetime) -> dict[str, Any]:
    """Return how many invitations wait for an answer, to be written, and to be written again: one query."""
    counts: dict[str, Any] = invitations_of(cohort).aggregate(
        pending=Count("pk"), unsent=Count("pk", filter=Q(sent_at=None)), overdue=Count("pk", filter=Q(sent_at__lte=now - PATIENCE))
    )
    return counts
