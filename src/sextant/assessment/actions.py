from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from secrets import randbits
from uuid import UUID

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sextant.accounts.actions import note_activity
from sextant.accounts.models import Learner
from sextant.assessment.answers import evidence_of, read_answer
from sextant.assessment.bank import ItemBank, bank_for, document_of
from sextant.assessment.choices import EndReason, Explanations, SittingKind, Withdrawal
from sextant.assessment.document import ItemDocument, language_shown
from sextant.assessment.events import SittingFinished
from sextant.assessment.imports.actions import record_sittings
from sextant.assessment.imports.past import PastAnswer, PastSitting
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemReport, ItemVersion, Response, Sitting
from sextant.assessment.parameters import edition_in_force
from sextant.assessment.piloting import choose_pilot, pilots_to_seed
from sextant.assessment.practice.queries import last_explained, met_uids
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.assessment.queries import asked_in, explained_since, open_sitting, percent_gained, seconds_spent
from sextant.engine.measurement.adaptive import BankExhausted, next_item
from sextant.engine.measurement.verdicts import SETTLING_QUESTIONS, Stop, chance_above, only, stop, stop_settling
from sextant.frameworks.document import Framework
from sextant.kernel.events import publish
from sextant.mastery import actions as mastery
from sextant.mastery.queries import state_of
from sextant.mastery.state import State, thresholds

QUESTIONS = {SittingKind.TASTER: 5, SittingKind.DIAGNOSTIC: 25, SittingKind.SETTLE: SETTLING_QUESTIONS}
MOST_SECONDS = 20 * 60
LEAST_SETTLING = 5
"""Questions a settling test asks before it may end on "to acquire"."""

_REASONS = {
    Stop.DECIDED: EndReason.DECIDED,
    Stop.PRECISE: EndReason.PRECISE,
    Stop.BUDGET_QUESTIONS: EndReason.QUESTIONS,
    Stop.BUDGET_TIME: EndReason.TIME,
    Stop.BANK_EXHAUSTED: EndReason.EXHAUSTED,
}


class SittingIsFinished(ValueError):
    """The sitting is over: nothing more can be answered in it."""


class NotThisQuestion(LookupError):
    """This question does not belong to this learner's sitting."""


@transaction.atomic
def start_sitting(
    *,
    learner: Learner,
    kind: SittingKind,
    framework: Framework,
    language: str,
    now: datetime,
    explanations: Explanations = Explanations.EACH,
    competence: str = "",
    seed: int | None = None,
    least_questions: int = 0,
) -> Sitting:
    """Open a sitting, or return the one of this kind that is still open (a second click, another device)."""
    # The learner's row is the lock: two clicks that come together start one sitting.
    Learner.objects.select_for_update().get(pk=learner.pk)
    existing = open_sitting(learner, kind, framework.code, competence)
    if existing is not None:
        return existing
    return Sitting.objects.create(
        learner=learner,
        kind=kind,
        framework=framework.code,
        framework_version=framework.version,
        competence=competence,
        language=language,
        explanations=explanations,
        edition=edition_in_force(framework.code),
        seed=randbits(62) if seed is None else seed,
        max_questions=QUESTIONS[kind],
        least_questions=least_questions,
        pilots=pilots_to_seed(learner=learner, kind=kind, framework=framework, language=language),
        started_at=now,
    )


@transaction.atomic
def begin_sitting(
    *,
    learner: Learner,
    kind: SittingKind,
    framework: Framework,
    language: str,
    now: datetime,
    explanations: Explanations = Explanations.EACH,
    competence: str = "",
    levels: Mapping[str, str | None] | None = None,
) -> Sitting:
    """Keep what the learner thinks of their levels (asked before any question moves it), open the sitting and choose its first question."""
    if levels and open_sitting(learner, kind, framework.code, competence) is None:
        mastery.declare_levels(learner=learner, framework=framework, levels=levels, now=now)
    sitting = start_sitting(
        learner=learner, kind=kind, framework=framework, language=language, now=now, explanations=explanations, competence=competence
    )
    next_question(sitting=sitting, learner=learner, framework=framework, now=now, language=language)
    return sitting


@transaction.atomic(savepoint=False)
def next_question(
    *, sitting: Sitting, learner: Learner, framework: Framework, now: datetime, language: str = "", state: State | None = None
) -> Response | None:
    """
    Return the question that waits, or choose the next one in `language`; None when the sitting is over.

    It is then finished, and `sitting` says so.
    """
    if sitting.finished_at is not None:
        return None
    asked = asked_in(sitting)
    done = [response for response in asked if response.answered_at is not None]
    if len(done) < len(asked):
        return next(response for response in asked if response.answered_at is None)
    state = state or state_of(learner, framework, now=now)
    bank = bank_for(framework, sitting.edition)
    try:
        position = _choose(sitting, learner, framework, state, bank, done, now=now)
    except BankExhausted:
        position = Stop.BANK_EXHAUSTED
    if isinstance(position, Stop):
        over = finish_sitting(sitting=sitting, learner=learner, framework=framework, reason=_REASONS[position], now=now)
        sitting.finished_at, sitting.end_reason = over.finished_at, over.end_reason
        return None
    pilot = choose_pilot(sitting=sitting, learner=learner, framework=framework, done=done, language=language or sitting.language)
    document = document_of(pilot) if pilot else bank.documents[position]
    place = len(done) + 1
    chosen = Response(
        learner=learner,
        sitting=sitting,
        position=place,
        item_id=pilot.pk if pilot else bank.keys[position],
        pilot=pilot is not None,
        language=language_shown(document, language or sitting.language),
        option_order=type_of(document).order(document, Random(sitting.seed + place)),  # noqa: S311  an order, not a secret
        asked_at=now,
    )
    try:
        with transaction.atomic():
            chosen.save(force_insert=True)
    except IntegrityError:
        # Two clicks came together: the question that the other one chose is asked.
        return Response.objects.get(learner=learner, sitting=sitting, position=place)
    return chosen


def _choose(
    sitting: Sitting, learner: Learner, framework: Framework, state: State, bank: ItemBank, done: list[Response], *, now: datetime
) -> int | Stop:
    wanted = thresholds(framework, learner)
    counted = [response for response in done if not response.pilot]
    asked = len(counted)
    if sitting.kind == SittingKind.SETTLE:
        axis = framework.axis[sitting.competence]
        wanted_here = only(axis, wanted, competences=len(framework.codes))
        end = stop_settling(state.now, wanted, axis, asked=asked)
        # A test taken after studying starts from "to acquire": it must ask before it may say so again.
        least = LEAST_SETTLING if asked == 0 or chance_above(state.now, wanted)[axis] < 0.5 else 0
        if end is Stop.DECIDED and asked < max(least, sitting.least_questions):
            end = None
        eligible = bank.eligible(learner.profession) & (bank.arrays.primary == axis)
    else:
        wanted_here = np.array(wanted)
        least = sitting.max_questions if sitting.kind == SittingKind.TASTER else min(8, sitting.max_questions)
        end = stop(
            state.now,
            wanted,
            asked=asked,
            seconds=seconds_spent(counted),
            least_questions=least,
            most_questions=sitting.max_questions,
            most_seconds=MOST_SECONDS,
        )
        eligible = bank.eligible(learner.profession)
    if end is not None:
        return end
    places = bank.position_of
    here = [places[response.item.uid] for response in counted if response.item.uid in places]
    eligible = eligible & ~bank.kin_of(document_of(response.item) for response in done if response.pilot)
    if sitting.least_questions:
        # Who doubts a verdict may meet a question again once its explanation is forgotten.
        closed = set(explained_since(learner, now - EXPLAINED_FOR))
        # An answer that waits for its explanation in another sitting is not evidence twice.
        waiting = Response.objects.filter(learner=learner, answered_at__isnull=False, explained_at=None).exclude(sitting=sitting)
        closed |= set(waiting.order_by().values_list("item__uid", flat=True))
    else:
        closed = met_uids(learner, besides=sitting.pk)
    earlier = [places[uid] for uid in closed if uid in places]
    return next_item(state.now, bank.arrays, wanted_here, administered=here, seen=earlier, eligible=eligible, length=sitting.max_questions)


@transaction.atomic
def answer_question(
    *,
    learner: Learner,
    sitting: Sitting,
    framework: Framework,
    response_id: UUID,
    form: Mapping[str, Sequence[str]],
    now: datetime,
    language: str = "",
    go_on: bool = False,
) -> Response:
    """
    Keep the answer to a question; a second post of the same question changes nothing and returns the first.

    `language` is the one the question was last shown in, when the learner changed it after the question was chosen. `go_on` chooses the
    next question in the same transaction: where no explanation comes between, one write to the disk is enough.

    Raises `NotThisQuestion`, `SittingIsFinished`, and `UnreadableAnswer` when the form holds no answer.
    """
    # Lock, then look: a double click or two tabs may post together.
    locked = Response.objects.select_for_update(of=("self",)).select_related("item").defer("item__body")
    response = locked.filter(pk=response_id, learner=learner, sitting=sitting).first()
    if response is None:
        raise NotThisQuestion
    if response.answered_at is not None:
        return response
    if sitting.finished_at is not None:
        raise SittingIsFinished(_("This series of questions is over; your earlier answers are kept."))
    item = response.item
    document = document_of(item)
    response.language = language_shown(document, language or response.language)
    response.answer, scored = read_answer(document, form)
    response.score, response.near_miss = scored.value, scored.near_miss
    response.answered_at = now
    if sitting.explanations == Explanations.EACH:
        response.explained_at = now
    response.save(update_fields=["answer", "score", "near_miss", "answered_at", "explained_at", "language"])
    # What is being tried out is kept and tells nothing: neither the state nor the precision moves.
    state = None if response.pilot else _learn(learner, sitting, framework, response, document, now=now)
    note_activity(learner=learner, now=now)
    if go_on:
        next_question(sitting=sitting, learner=learner, framework=framework, now=now, language=language, state=state)
    return response


def _learn(learner: Learner, sitting: Sitting, framework: Framework, response: Response, document: ItemDocument, *, now: datetime) -> State:
    """Tell the state what an answer is worth, and keep the precision gained."""
    state = mastery.observe(
        learner=learner,
        framework=framework,
        now=now,
        evidence=[]
        if _is_explained(learner, response, now=now)
        else [evidence_of(response, document, source="response", edition=sitting.edition)],
    )
    if response.item.withdrawn == Withdrawal.NEUTRALISED:
        # It was waiting when somebody neutralised it.
        state = mastery.set_aside(learner=learner, framework=framework, source_ids=[response.pk], now=now) or state
    percent = percent_gained(sitting, state, learner, answered=response.position)
    if percent > sitting.percent:
        Sitting.objects.filter(pk=sitting.pk, percent__lt=percent).update(percent=percent)
        sitting.percent = percent
    return state


def _is_explained(learner: Learner, response: Response, *, now: datetime) -> bool:
    """Say whether the explanation was shown elsewhere (in the daily review, while the question waited) too lately for this to count."""
    explained_at = last_explained(learner, response.item.uid, besides=response.pk)
    return explained_at is not None and now - explained_at < EXPLAINED_FOR


@transaction.atomic
def finish_sitting(*, sitting: Sitting, learner: Learner, framework: Framework, reason: EndReason, now: datetime) -> Sitting:
    """Close `sitting` and tell the other contexts; a question that waits unanswered is dropped. Finishing twice changes nothing."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.finished_at is not None:
        return sitting
    sitting.responses.filter(answered_at=None).delete()
    sitting.finished_at, sitting.end_reason = now, reason
    sitting.save(update_fields=["finished_at", "end_reason"])
    sitting.responses.filter(explained_at=None).update(explained_at=now)
    # A short test left half-way settles nothing: it can be taken up again.
    if sitting.kind == SittingKind.SETTLE and reason != EndReason.LEARNER:
        mastery.settle(learner=learner, framework=framework, competence=sitting.competence, now=now)
    else:
        mastery.announce_change(learner=learner, framework=framework)
    publish(SittingFinished(learner=str(learner.pk), sitting=str(sitting.pk), kind=sitting.kind, framework=sitting.framework))
    return sitting


@transaction.atomic
def report_item(*, learner: Learner, item: ItemVersion, message: str, now: datetime) -> ItemReport:
    """Keep a learner's report of a faulty item; the same words twice are one report."""
    Learner.objects.select_for_update().get(pk=learner.pk)
    said = ItemReport.objects.filter(learner=learner, item=item, message=message).first()
    return said or ItemReport.objects.create(learner=learner, item=item, message=message, reported_at=now)


def record_sitting(
    *,
    learner: Learner,
    framework: Framework,
    kind: SittingKind,
    answers: Sequence[PastAnswer],
    language: str,
    edition: str,
    now: datetime,
    competence: str = "",
) -> Sitting:
    """Keep one whole sitting at once, as `imports.actions.record_sittings` does many."""
    past = PastSitting(learner, answers, language, edition, kind, competence)
    (sitting,) = record_sittings(framework=framework, sittings=[past], now=now)
    return sitting
