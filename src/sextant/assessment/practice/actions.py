from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sextant.accounts.actions import note_activity
from sextant.accounts.models import Learner, Person
from sextant.assessment.answers import evidence_of, read_answer
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ReportState, Withdrawal
from sextant.assessment.document import language_shown
from sextant.assessment.models import Attempt, ItemReport, ItemVersion
from sextant.assessment.parameters import edition_in_force
from sextant.assessment.practice.queries import attempt_of, last_answered, last_explained
from sextant.assessment.practice.weighing import weigh
from sextant.frameworks.document import Framework
from sextant.ground.audit.actions import record_act
from sextant.mastery.actions import announce_change, observe, set_aside


@transaction.atomic
def answer_item(
    *,
    learner: Learner,
    framework: Framework,
    item: ItemVersion,
    key: UUID,
    kind: AttemptKind,
    form: Mapping[str, Sequence[str]],
    language: str,
    shown_at: datetime,
    now: datetime,
    resource: str = "",
    read_at: datetime | None = None,
    option_order: Sequence[str] = (),
) -> Attempt:
    """
    Keep an answer given outside a sitting, show its explanation, and let it count for what it is worth (`practice.weighing`).

    `key` comes with the form: the same post twice is one attempt, and the first stays. `item` is the version that was shown, be it the
    current one or not; `read_at` is when the text that answers it was last open to this learner. Raises `UnreadableAnswer`.
    """
    # Lock, then look: a doubled click posts the same key twice, and of two answers the second must know when the first was given.
    Learner.objects.select_for_update().get(pk=learner.pk)
    existing = attempt_of(learner, key)
    if existing is not None:
        return existing
    document = document_of(item)
    answer, scored = read_answer(document, form)
    shown_in = language_shown(document, language)
    weighed = weigh(
        inside=any(code in framework.axis for code in document.weights),
        explained_at=last_explained(learner, item.uid),
        shown_at=shown_at,
        previous_at=last_answered(learner),
        answered_at=now,
        words=document.words(shown_in),
        read_at=read_at,
    )
    attempt = Attempt.objects.create(
        learner=learner,
        key=key,
        kind=kind,
        item=item,
        resource=resource,
        language=shown_in,
        option_order=list(option_order),
        shown_at=shown_at,
        answered_at=now,
        answer=answer,
        score=scored.value,
        near_miss=scored.near_miss,
        explained_at=now,
        weight=weighed.weight,
        weighing=weighed.why,
    )
    if weighed.weight > 0:
        edition = edition_in_force(framework.code)
        observe(
            learner=learner,
            framework=framework,
            now=now,
            evidence=[evidence_of(attempt, document, source="attempt", edition=edition, weight=weighed.weight)],
        )
        # Asked once the answer is written, not of `item`, which was read before: who neutralises waits for it, or is seen here.
        if ItemVersion.objects.filter(pk=item.pk, withdrawn=Withdrawal.NEUTRALISED).exists():
            # It was on the screen when somebody neutralised it.
            set_aside(learner=learner, framework=framework, source_ids=[attempt.pk], now=now)
        announce_change(learner=learner, framework=framework)
    note_activity(learner=learner, now=now)
    return attempt


@transaction.atomic
def review_report(*, key: UUID, by: Person, state: ReportState, reply: str, now: datetime) -> bool:
    """Answer a report on a question; return whether it still waited: what was decided first stays. Raises `ItemReport.DoesNotExist`."""
    report = ItemReport.objects.select_for_update().get(pk=key)
    if report.state != ReportState.WAITING:
        return False
    report.state, report.reply, report.reviewed_at = state, reply, now
    report.save(update_fields=["state", "reply", "reviewed_at"])
    record_act(verb="review-report", target=f"report:{report.pk}", by=by.pk, now=now, state=state, item=report.item_id)
    return True
