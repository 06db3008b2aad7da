"""Whom to call this week: plain rules, each with its reason and its figure. No model, no score; at most ten people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.accounts.models import Invitation
from sextant.insight.queries.cohort import LearnerRow
from sextant.ui.markup import plain

MOST_CALLS = 10
INACTIVE = timedelta(days=14)
STUCK = timedelta(days=10)
UNANSWERED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why to call: `rule` is `late`, `stuck`, `inactive` or `unanswered`; `days` how long; `words` the sentence with its figure."""

    rule: str
    days: int
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call, how to reach them, and every reason."""

    name: str
    email: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """The people to call first, and how many match a rule in all."""

    first: tuple[Call, ...]
    matching: int


RULES = ("late", "stuck", "inactive", "unanswered")
"""From the most to the least pressing."""


def calls_of(rows: Iterable[LearnerRow], invitations: Iterable[Invitation], *, now: datetime) -> Calls:
    """Return whom to call: first those with several reasons, then by rule, then the longest wait."""
    found = [Call(row.name, row.email, reasons) for row in rows if (reasons := reasons_of(row, now=now))]
    for invitation in invitations:
        if invitation.sent_at and now - invitation.sent_at >= UNANSWERED:
            found.append(Call(invitation.name or invitation.email, invitation.email, (_unanswered((now - invitation.sent_at).days),)))
    found.sort(key=lambda call: (-len(call.reasons), RULES.index(call.reasons[0].rule), -call.reasons[0].days, call.name))
    return Calls(tuple(found[:MOST_CALLS]), len(found))


def reasons_of(row: LearnerRow, *, now: datetime) -> tuple[Reason, ...]:
    """Return every reason to call a learner; none once all that is required of them is acquired."""
    if row.is_finished:
        return ()
    reasons = []
    if row.plan and not row.plan.feasible:
        reasons.append(Reason("late", 0, _late(row)))
    if row.plan and row.plan.overdue_since and now - row.plan.overdue_since >= STUCK:
        days = (now - row.plan.overdue_since).days
        reasons.append(Reason("stuck", days, _stuck(row, days)))
    if now - row.seen_at >= INACTIVE:
        days = (now - row.seen_at).days
        reasons.append(Reason("inactive", days, _inactive(row, days)))
    return tuple(reasons)


def _late(row: LearnerRow) -> str:
    unmet = row.plan.unmet if row.plan else 0
    if not unmet:
        return _("the plan does not fit before the deadline")
    return ngettext(
        "the plan leaves %(count)d competence out of reach before the deadline",
        "the plan leaves %(count)d competences out of reach before the deadline",
        unmet,
    ) % {"count": unmet}


def _stuck(row: LearnerRow, days: int) -> str:
    title = plain(row.plan.overdue) if row.plan else ""
    return ngettext(
        "“%(step)s” was planned %(days)d day ago and is not done", "“%(step)s” was planned %(days)d days ago and is not done", days
    ) % {
        "step": title,
        "days": days,
    }


def _inactive(row: LearnerRow, days: int) -> str:
    if row.last_active_at is None:
        return ngettext("joined %(days)d day ago and has not begun", "joined %(days)d days ago and has not begun", days) % {"days": days}
    return ngettext("not seen for %(days)d day", "not seen for %(days)d days", days) % {"days": days}


def _unanswered(days: int) -> Reason:
    words = ngettext("invited %(days)d day ago, no answer", "invited %(days)d days ago, no answer", days) % {"days": days}
    return Reason("unanswered", days, words)
