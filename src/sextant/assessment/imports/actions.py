"""The one way in which many answers come at once; scores are computed here, whatever a file says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from sextant.accounts.actions import enrol_without_account, erase
from sextant.accounts.models import Cohort, Erased, Learner
from sextant.assessment.answers import evidence_of
from sextant.assessment.bank import document_of
from sextant.assessment.choices import EndReason, ItemRole, SittingKind
from sextant.assessment.document import language_shown
from sextant.assessment.events import SittingFinished
from sextant.assessment.imports.past import PastAnswer, PastSitting, parted, score_of
from sextant.assessment.imports.queries import (
    answered_by,
    erased_among,
    explained_to,
    key_of,
    learners_numbered,
    neutralised_in,
    opaque_number,
)
from sextant.assessment.imports.reading import Fault, Read, Told, UnreadableAnswers, Who
from sextant.assessment.models import Response, Sitting
from sextant.assessment.parameters import edition_in_force
from sextant.assessment.practice.weighing import EXPLAINED_FOR
from sextant.frameworks.document import Framework
from sextant.ground.audit.actions import record_act
from sextant.kernel.events import publish
from sextant.mastery import actions as mastery
from sextant.mastery.actions import Evidence

ROWS = 1000
"""Rows written at a time."""


ANSWERS_AT_ONCE = 2000
"""Answers brought in by one transaction, more or less: whole people only."""


class NoAnswers(ValueError):
    """A sitting without answers was given."""


class NobodyBehind(LookupError):
    """No learner of an institution stands behind a pseudonym."""


class HasAnAccount(ValueError):
    """Whoever stood behind a pseudonym has an account by now: nobody but they erase it."""


@transaction.atomic
def record_sittings(*, framework: Framework, sittings: Sequence[PastSitting], now: datetime) -> list[Sitting]:
    """
    Keep whole sittings of many learners at once: past answers, or simulated ones. As many queries for a thousand answers as for one.

    Scores are computed from the answers. Each learner's state moves by all their answers together, but for what counts for nobody: what is
    being tried out, what was neutralised, and what was explained to them less than 30 days before. Raises `NoAnswers`.
    """
    if not all(past.answers for past in sittings):
        raise NoAnswers("a sitting holds at least one answer")
    rows = [_row(past, framework) for past in sittings]
    Sitting.objects.bulk_create(rows, batch_size=ROWS)
    explained = _Explained(sittings)
    given: list[tuple[PastSitting, Response]] = []
    evidence: dict[Learner, list[Evidence]] = {past.learner: [] for past in sittings}
    settled: defaultdict[Learner, set[str]] = defaultdict(set)
    for row, past in sorted(zip(rows, sittings, strict=True), key=lambda pair: pair[0].started_at):
        if past.kind == SittingKind.SETTLE:
            settled[past.learner].add(past.competence)
        given += [(past, _response(row, place, answer)) for place, answer in enumerate(past.answers, start=1)]
    Response.objects.bulk_create([response for _past, response in given], batch_size=ROWS)
    # Asked once the answers are written, not of the items, which were read before: who neutralises waits for them, or is seen here.
    neutralised = neutralised_in(framework.code)
    for past, response in given:
        if explained.counts(response) and response.item_id not in neutralised:
            evidence[past.learner].append(evidence_of(response, document_of(response.item), source="response", edition=past.edition))
    mastery.observe_many(framework=framework, evidence=evidence, settling=settled, now=now)
    for learner in settled:
        mastery.announce_change(learner=learner, framework=framework)
    for row in rows:
        publish(SittingFinished(learner=str(row.learner_id), sitting=str(row.pk), kind=row.kind, framework=row.framework))
    return rows


def _row(past: PastSitting, framework: Framework) -> Sitting:
    return Sitting(
        learner=past.learner,
        kind=past.kind,
        framework=framework.code,
        framework_version=framework.version,
        competence=past.competence,
        language=past.language,
        edition=past.edition,
        seed=0,
        max_questions=len(past.answers),
        started_at=past.answers[0].asked_at,
        finished_at=past.answers[-1].answered_at,
        end_reason=EndReason.QUESTIONS,
    )


def _response(sitting: Sitting, place: int, given: PastAnswer) -> Response:
    scored = score_of(given)
    return Response(
        learner_id=sitting.learner_id,
        sitting=sitting,
        position=place,
        item=given.item,
        language=language_shown(document_of(given.item), given.language or sitting.language),
        asked_at=given.asked_at,
        answered_at=given.answered_at,
        answer=given.answer,
        score=scored.value,
        near_miss=scored.near_miss,
        explained_at=given.answered_at,
        pilot=given.item.role == ItemRole.PILOT,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """What an import did, or would do: learners known before and new ones, sittings and answers added, answers that were there already."""

    known: int = 0
    added: int = 0
    sittings: int = 0
    answers: int = 0
    repeated: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def check_people(cohort: Cohort, read: Read) -> None:
    """
    Refuse a file that names student numbers which are not, or not of one learner, in `cohort`, or somebody who was erased.

    Raises `UnreadableAnswers`.
    """
    numbered = learners_numbered(cohort)
    faults = _faults_of_erased(cohort, read.people)
    for who, told in read.people.items():
        count = len(numbered.get(who.student_number, ())) if who.student_number else 1
        if count == 0:
            faults.append(
                Fault(told.line, f"nobody in {cohort.code} has the student number {who}: enrol them first, or name another cohort")
            )
        elif count > 1:
            faults.append(
                Fault(told.line, f"{count} learners of {cohort.code} have the student number {who}: correct their enrolments first")
            )
    if faults:
        raise UnreadableAnswers(sorted(faults, key=lambda fault: fault.line))


def _faults_of_erased(cohort: Cohort, people: Mapping[Who, Told]) -> list[Fault]:
    keys = {key_of(who.pseudonym, cohort.institution_id): (who, told) for who, told in people.items() if who.pseudonym}
    gone = erased_among(keys)
    return [
        Fault(told.line, f"{who} was erased here, and does not come back by a file: take their lines out")
        for key, (who, told) in keys.items()
        if key in gone
    ]


def batches_of(read: Read) -> list[dict[Who, Told]]:
    """Return the people of a file, some at a time, so that none of them is cut in two."""
    batches: list[dict[Who, Told]] = []
    room = 0
    for who, told in read.people.items():
        if room <= 0:
            batches.append({})
            room = ANSWERS_AT_ONCE
        batches[-1][who] = told
        room -= len(told.answers)
    return batches


@transaction.atomic
def bring_in(*, cohort: Cohort, framework: Framework, people: Mapping[Who, Told], now: datetime, dry_run: bool = False) -> Tally:
    """
    Bring in the answers of some people of a file that `check_people` let pass; return what was done.

    What is there already is counted and left alone: the same file again changes nothing, and one that was interrupted goes on. Who has a
    pseudonym becomes a learner without an account, enrolled in `cohort`, simulated where it is. Nothing is written on a `dry_run`. Raises
    `UnreadableAnswers` where somebody was erased since `check_people`.
    """
    # Lock, then look: of two imports that come together, the second finds what the first brought; and whoever is erased is gone by now.
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if faults := _faults_of_erased(cohort, people):
        raise UnreadableAnswers(faults)
    learners, added = _learners(cohort, people, now=now)
    there = answered_by([learner.pk for who, learner in learners.items() if who not in added])
    edition = edition_in_force(framework.code)
    sittings = []
    tally = Tally(known=len(learners) - len(added), added=len(added))
    for who, told in people.items():
        learner = learners[who]
        fresh = [past for past in told.answers if (learner.pk, past.item.uid, past.answered_at) not in there]
        groups = parted(fresh)
        tally += Tally(sittings=len(groups), answers=len(fresh), repeated=len(told.answers) - len(fresh))
        sittings += [PastSitting(learner, group, group[0].language or "fr", edition) for group in groups]
    if dry_run or not (sittings or added):
        return tally
    enrol_without_account(cohort=cohort, learners={opaque_number(learners[who].pk): learners[who] for who in added}, now=now)
    record_sittings(framework=framework, sittings=sittings, now=now)
    new = {learners[who].pk for who in added}
    for learner in {past.learner for past in sittings if past.learner.pk not in new}:
        # What rests on their state has to follow; nothing rests yet on that of somebody who has just been made.
        mastery.announce_change(learner=learner, framework=framework)
    record_act(verb="answers.import", target=f"cohort:{cohort.pk}", by=None, now=now, **asdict(tally))
    return tally


@transaction.atomic
def erase_behind(*, pseudonym: str, cohort: Cohort, now: datetime, dry_run: bool = False) -> Erased:
    """
    Erase whoever stands behind a pseudonym of the institution of `cohort`, in all its cohorts; return the receipt, twice the same.

    Nothing is written on a `dry_run`: the receipt says what would go. Raises `NobodyBehind` and `HasAnAccount`.
    """
    key = key_of(pseudonym.strip(), cohort.institution_id)
    # Lock, then look: an import of this person, into any cohort of the institution, ends before they go, or finds the ledger.
    list(Cohort.objects.select_for_update().filter(institution=cohort.institution_id).order_by("pk"))
    learner = Learner.objects.filter(pk=key).first()
    if learner is None:
        before = Erased.objects.filter(pk=key).first()
        if before is None:
            raise NobodyBehind(pseudonym)
        return before
    if learner.person_id is not None:
        raise HasAnAccount(pseudonym)
    with transaction.atomic():
        erased = erase(learner=learner, person=None, now=now)
        if dry_run:
            transaction.set_rollback(True)
        else:
            record_act(verb="answers.erase", target=f"cohort:{cohort.pk}", by=None, now=now)
    return erased


def _learners(cohort: Cohort, people: Mapping[Who, Told], *, now: datetime) -> tuple[dict[Who, Learner], set[Who]]:
    """Return who is who, and which of them are not there yet (not saved)."""
    numbered = learners_numbered(cohort, [who.student_number for who in people if who.student_number])
    keys = {who: key_of(who.pseudonym, cohort.institution_id) for who in people if who.pseudonym}
    known = Learner.objects.in_bulk(list(keys.values()))
    found: dict[Who, Learner] = {}
    added = set()
    for who, told in people.items():
        if who.student_number:
            (found[who],) = numbered[who.student_number]
        elif keys[who] in known:
            found[who] = known[keys[who]]
        else:
            added.add(who)
            found[who] = Learner(pk=keys[who], created_at=now, profession=told.profession, stage=told.stage, simulated=cohort.simulated)
    return found, added


class _Explained:
    """What was explained to whom, and when: in the campus before, then by the answers as they are brought in."""

    def __init__(self, sittings: Sequence[PastSitting]) -> None:
        uids = {given.item.uid for past in sittings for given in past.answers}
        self.moments = explained_to({past.learner.pk for past in sittings}, uids)

    def counts(self, response: Response) -> bool:
        """Say whether an answer tells anything of who gave it."""
        assert response.answered_at is not None
        moments = self.moments[response.learner_id, response.item.uid]
        fresh = any(moment < response.answered_at < moment + EXPLAINED_FOR for moment in moments)
        moments.append(response.answered_at)
        return not (fresh or response.pilot)
