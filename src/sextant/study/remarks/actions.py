from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sextant.accounts.actions import note_activity
from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import ReportState
from sextant.assessment.practice.actions import review_report
from sextant.ground.audit.actions import record_act
from sextant.study.choices import RemarkKind, RemarkState
from sextant.study.models import Remark
from sextant.study.remarks.proposals import item_of

MOST_WAITING = 50
"""What one reader may have waiting: beyond, nobody would read it with care."""


class TooManyWaiting(ValueError):
    """As much of this reader waits already as one may have waiting."""

    def __str__(self) -> str:
        return _("%(count)d of your remarks wait to be read already. What you wrote is still here: send it when some are answered.") % {
            "count": MOST_WAITING
        }


class AlreadyReviewed(ValueError):
    """Somebody answered first; what they decided stays."""


@transaction.atomic
def rate_resource(*, learner: Learner, resource: str, content_hash: str, language: str, rating: int, now: datetime) -> Remark:
    """Keep how useful a resource was to `learner`, instead of what they said of it before."""
    _lock(learner)
    remark, _created = Remark.objects.update_or_create(
        learner=learner,
        resource=resource,
        kind=RemarkKind.RATING,
        # Nobody answers a rating: it waits for nothing.
        defaults={
            "rating": rating, "content_hash": content_hash, "language": language, "made_at": now, "state": RemarkState.ACCEPTED,
        },
    )  # fmt: skip
    note_activity(learner=learner, now=now)
    return remark


def report_error(*, learner: Learner, resource: str, content_hash: str, language: str, passage: str, message: str, now: datetime) -> Remark:
    """Keep what is wrong in a text; the same words twice are one remark. Raises `TooManyWaiting`."""
    return _keep(
        learner,
        now,
        kind=RemarkKind.ERROR,
        resource=resource,
        content_hash=content_hash,
        language=language,
        passage=passage,
        message=message,
    )


def propose_item(*, learner: Learner, resource: str, content_hash: str, language: str, proposal: dict[str, Any], now: datetime) -> Remark:
    """Keep a question somebody proposes; the same question twice is one. Raises `TooManyWaiting`."""
    return _keep(learner, now, kind=RemarkKind.ITEM, resource=resource, content_hash=content_hash, language=language, proposal=proposal)


@transaction.atomic
def _keep(learner: Learner, now: datetime, **said: Any) -> Remark:
    _lock(learner)
    mine = Remark.objects.filter(learner=learner, kind=said["kind"], resource=said["resource"])
    same = [one for one in mine if all(getattr(one, name) == said[name] for name in ("passage", "message", "proposal") if name in said)]
    if same:
        return same[0]
    if Remark.objects.filter(learner=learner, state=RemarkState.WAITING).count() >= MOST_WAITING:
        raise TooManyWaiting
    note_activity(learner=learner, now=now)
    return Remark.objects.create(learner=learner, made_at=now, **said)


@transaction.atomic
def review_remark(*, key: UUID, by: Person, state: RemarkState, reply: str, now: datetime, amended: dict[str, Any] | None = None) -> Remark:
    """
    Answer a remark: accept it, accept it with changes (`amended`, for a question), or decline it.

    Raises `AlreadyReviewed` when somebody answered first, `proposals.NotAnItem` when a question taken could not stand in a pack, and
    `Remark.DoesNotExist`.
    """
    # Lock, then look: of two reviewers who decide together, the second learns what the first decided.
    remark = Remark.objects.select_for_update().exclude(kind=RemarkKind.RATING).get(pk=key)
    if remark.state != RemarkState.WAITING:
        raise AlreadyReviewed
    if remark.kind == RemarkKind.ITEM and state != RemarkState.DECLINED:
        item_of(remark.pk, amended or remark.proposal, reviewed=now.date())
    remark.state, remark.reply, remark.reviewed_at = state, reply, now
    remark.amended = amended if state == RemarkState.AMENDED and amended else {}
    remark.save(update_fields=["state", "reply", "reviewed_at", "amended"])
    record_act(verb="review-remark", target=f"remark:{remark.pk}", by=by.pk, now=now, state=state, kind=remark.kind)
    return remark


def review_item_report(*, key: UUID, by: Person, accepted: bool, reply: str, now: datetime) -> None:
    """Answer a report on a question. Raises `AlreadyReviewed`, and `ItemReport.DoesNotExist`."""
    state = ReportState.ACCEPTED if accepted else ReportState.DECLINED
    if not review_report(key=key, by=by, state=state, reply=reply, now=now):
        raise AlreadyReviewed


def _lock(learner: Learner) -> None:
    Learner.objects.select_for_update().only("pk").get(pk=learner.pk)
