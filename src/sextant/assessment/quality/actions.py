"""What those who keep the bank decide of an item. Each decision is kept with its reason, and can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import DecisionVerb, ItemRole, Withdrawal
from sextant.assessment.document import ItemDocument
from sextant.assessment.events import AnswersWeighedAgain, ItemDecided
from sextant.assessment.models import ItemDecision, ItemVersion, Response
from sextant.assessment.quality.queries.answers import answers_by_learner, learners_of
from sextant.assessment.quality.queries.sheet import to_undo
from sextant.assessment.written import columns_of
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for, framework_of
from sextant.ground.audit.actions import record_act
from sextant.ground.packs.versions import Origin, content_hash
from sextant.kernel.events import publish
from sextant.mastery import actions as mastery

STEP = 10
"""Learners after which the page is told how far a recount is."""


class NothingToDecide(ValueError):
    """The version is not where this decision could change it; the message says why."""


class CorrectedMeanwhile(ValueError):
    """Another version is asked by now: what was written rests on one that is not."""


class AlreadyWritten(ValueError):
    """An earlier version of this item says exactly this."""


@transaction.atomic
def retire(*, version: int, by: Person, reason: str, now: datetime) -> ItemDecision | None:
    """Ask a version no more; a question that waits may still be answered. None where it was withdrawn already. Raises `NothingToDecide`."""
    item, _others = _locked(version)
    if item.withdrawn:
        return None
    if not item.current:
        raise NothingToDecide(_("This version is not asked any more: there is nothing to retire."))
    _set(item, withdrawn=Withdrawal.RETIRED, current=False)
    return _keep(item, DecisionVerb.RETIRE, by=by, reason=reason, now=now)


@transaction.atomic
def neutralise(*, version: int, by: Person, reason: str, now: datetime) -> ItemDecision | None:
    """Ask a version no more, and let its answers count for nobody. None where that was decided already."""
    item, _others = _locked(version)
    if item.withdrawn == Withdrawal.NEUTRALISED:
        return None
    _set(item, withdrawn=Withdrawal.NEUTRALISED, current=False)
    return _weigh_again(_keep(item, DecisionVerb.NEUTRALISE, by=by, reason=reason, now=now))


@transaction.atomic
def restore(*, version: int, by: Person, reason: str, now: datetime) -> ItemDecision | None:
    """
    Undo what was decided of a version: withdrawn, it is asked again unless a newer one is, and its answers count again; corrected, it takes
    the place of its correction; admitted, it is tried out once more. None where nothing is to be undone.
    """
    item, others = _locked(version)
    if item.withdrawn:
        neutralised = item.withdrawn == Withdrawal.NEUTRALISED
        # A newer version is what a pack or a correction put in its place: undoing the withdrawal does not undo that.
        _set(item, withdrawn="", current=not any(other.current for other in others))
        kept = _keep(item, DecisionVerb.RESTORE, by=by, reason=reason, now=now)
        return _weigh_again(kept) if neutralised else kept
    undo = to_undo(item, item.decisions.order_by("-decided_at", "-pk").first())
    if undo == "correction":
        for other in others:
            if other.current:
                _set(other, current=False)
        _set(item, current=True)
    elif undo == "admission":
        _set(item, role=ItemRole.PILOT)
    else:
        return None
    return _keep(item, DecisionVerb.RESTORE, by=by, reason=reason, now=now)


@transaction.atomic
def admit(*, version: int, by: Person, reason: str, now: datetime) -> ItemDecision | None:
    """Put what was being tried out into the bank. None where it is there already. Raises `NothingToDecide`."""
    item, _others = _locked(version)
    if item.role == ItemRole.BANK:
        return None
    if item.role != ItemRole.PILOT or not item.current:
        raise NothingToDecide(_("Only a question that is being tried out can be put into the bank."))
    _set(item, role=ItemRole.BANK)
    return _keep(item, DecisionVerb.ADMIT, by=by, reason=reason, now=now)


@transaction.atomic
def correct(*, version: int, document: ItemDocument, framework: Framework, by: Person, reason: str, now: datetime) -> ItemVersion:
    """
    Write a new version of an item, asked from now on in the place of `version`, whose answers stay with it.

    The same words twice are one version. Raises `CorrectedMeanwhile`, `AlreadyWritten`, and `NotAJudgement`.
    """
    item, others = _locked(version)
    body = document.model_dump(mode="json")
    digest = content_hash(body)
    same = next((one for one in (item, *others) if one.content_hash == digest), None)
    if same is not None and same.current and same.pk != item.pk:
        # The same form, posted twice.
        return same
    if same is not None:
        raise AlreadyWritten
    if any(other.current for other in others):
        raise CorrectedMeanwhile
    cut = framework.levels[document.difficulty.level].cut
    _set(item, current=False)
    made = ItemVersion.objects.create(
        uid=item.uid,
        content_hash=digest,
        pack=item.pack,
        origin=Origin.CAMPUS,
        current=True,
        loaded_at=now,
        body=body,
        framework=item.framework,
        role=item.role,
        resource=item.resource,
        **columns_of(document, cut=cut),
    )
    _keep(item, DecisionVerb.CORRECT, by=by, reason=reason, now=now, became=made)
    return made


def recount(*, decision: UUID, now: datetime) -> int:
    """
    Let the answers to a version count as was last decided of it, learner by learner; return for how many that changed something.

    Each learner is one transaction: what is done stays done, whatever happens to the process, and a second run changes nothing more.
    """
    decided = ItemDecision.objects.filter(pk=decision).select_related("item").first()
    if decided is None:
        return 0
    changed, seen, weighed = set[UUID](), set[UUID](), set[UUID]()
    # Somebody may be answering while this runs, once more where they were counted already: look again until no answer is new.
    while waiting := _answers_besides(weighed, decided.item):
        for learner, sources in waiting.items():
            seen.add(learner)
            weighed.update(sources)
            if _recount_of(learner, decided.item_id, sources, now=now):
                changed.add(learner)
            if len(seen) % STEP == 0:
                ItemDecision.objects.filter(pk=decision, recounted__lt=len(seen)).update(recounted=len(seen))
    ItemDecision.objects.filter(pk=decision).update(recounted=len(seen), learners=len(seen), recounted_at=now)
    return len(changed)


def _answers_besides(weighed: set[UUID], item: ItemVersion) -> dict[UUID, list[UUID]]:
    """Return the answers to a version that are not among those `weighed`, by learner; answers being given now are waited for."""
    with transaction.atomic():
        # Whoever is answering holds the row of their answer until it is kept, or, outside a sitting, the row of the item they refer to.
        list(Response.objects.select_for_update(of=("self",)).filter(item=item, answered_at=None).order_by("pk").values_list("pk"))
    with transaction.atomic():
        ItemVersion.objects.select_for_update().only("pk").get(pk=item.pk)
    found = {key: [one for one in sources if one not in weighed] for key, sources in answers_by_learner(item).items()}
    return {key: sources for key, sources in found.items() if sources}


@transaction.atomic
def _recount_of(key: UUID, version: int, sources: list[UUID], *, now: datetime) -> bool:
    """Bring one learner's estimate up to what is decided now, which may be otherwise than when the recount was asked for."""
    learner = Learner.objects.select_for_update().filter(pk=key).first()
    if learner is None:
        return False
    item = ItemVersion.objects.only("framework", "withdrawn").get(pk=version)
    framework = framework_of(learner)
    if framework.code != item.framework:
        framework = framework_for(code=item.framework)
    weigh = mastery.set_aside if item.withdrawn == Withdrawal.NEUTRALISED else mastery.take_back
    if weigh(learner=learner, framework=framework, source_ids=sources, now=now) is None:
        return False
    mastery.announce_change(learner=learner, framework=framework)
    return True


def _locked(version: int) -> tuple[ItemVersion, list[ItemVersion]]:
    """Return a version and the others of its item, all locked: two people may decide at once, or correct what the other retires."""
    uid = ItemVersion.objects.values_list("uid", flat=True).get(pk=version)
    rows = {row.pk: row for row in ItemVersion.objects.select_for_update().filter(uid=uid).order_by("pk")}
    item = rows.pop(version)
    return item, list(rows.values())


def _set(item: ItemVersion, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(item, name, value)
    item.save(update_fields=list(columns))


def _keep(item: ItemVersion, verb: DecisionVerb, *, by: Person, reason: str, now: datetime, **more: Any) -> ItemDecision:
    decision = ItemDecision.objects.create(item=item, verb=verb, by=by, reason=reason, decided_at=now, **more)
    details: Mapping[str, Any] = {"item": item.uid, "version": item.content_hash[:12]}
    record_act(verb=f"{verb}-item", target=f"item:{item.pk}", by=by.pk, now=now, **details)
    publish(ItemDecided(uid=item.uid))
    return decision


def _weigh_again(decision: ItemDecision) -> ItemDecision:
    decision.learners = learners_of(decision.item)
    decision.save(update_fields=["learners"])
    publish(AnswersWeighedAgain(decision=str(decision.pk)))
    return decision
