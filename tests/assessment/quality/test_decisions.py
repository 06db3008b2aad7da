"""What Chloé decides of an item, what it does to the answers, and that it can be undone."""

from datetime import datetime, timedelta
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django_tasks_db.models import DBTaskResult

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import answer_question
from sextant.assessment.answers import evidence_of
from sextant.assessment.bank import bank_for, document_of
from sextant.assessment.choices import AttemptKind, DecisionVerb, ItemRole, Weighing, Withdrawal
from sextant.assessment.models import Attempt, ItemDecision, ItemVersion, Response
from sextant.assessment.parameters import EXPERTS
from sextant.assessment.quality.actions import (
    AlreadyWritten,
    CorrectedMeanwhile,
    NothingToDecide,
    admit,
    correct,
    neutralise,
    recount,
    restore,
    retire,
)
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.ground.audit.models import AuditEntry
from sextant.ground.packs.versions import Origin
from sextant.kernel.ids import uuid7
from sextant.mastery.actions import observe
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import observations_of
from tests.assessment.sittings import answer, answer_all, begin, form_for, learner, waiting
from tests.conftest import SMALL_PACK, load, person

UID = "essai.x1.cas-1"


def item(uid: str = UID) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def estimate(someone: Learner) -> tuple[list[float], list[list[float]]]:
    kept = Estimate.objects.get(learner=someone)
    return kept.mean, kept.covariance


def answered_by(someone: Person, framework: Framework, now: datetime, *, right: bool = True) -> Response:
    """Let somebody finish a diagnostic; return one of their answers."""
    sitting = answer_all(begin(learner(someone), framework, now), framework, now, right=right)
    return Response.objects.filter(sitting=sitting).select_related("item").order_by("position")[0]


def test_retired_item_is_asked_no_more_and_its_answers_stay(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    before = estimate(learner(amina))

    decision = retire(version=response.item_id, by=chloe, reason="Dated", now=now)
    again = retire(version=response.item_id, by=chloe, reason="Dated", now=now)

    assert decision is not None
    assert again is None
    kept = ItemVersion.objects.get(pk=response.item_id)
    assert (kept.withdrawn, kept.current) == (Withdrawal.RETIRED, False)
    assert kept.uid not in bank_for(framework).uids
    assert estimate(learner(amina)) == before
    assert ItemDecision.objects.get().reason == "Dated"
    assert AuditEntry.objects.filter(verb="retire-item", actor=chloe.pk).count() == 1


def test_neutralised_answers_count_for_nobody_and_the_rest_is_replayed(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    me = learner(amina)
    before = estimate(me)
    rows = observations_of(me, framework.code).count()

    decision = neutralise(version=response.item_id, by=chloe, reason="", now=now)
    assert decision is not None
    changed = recount(decision=decision.pk, now=now)
    twice = recount(decision=decision.pk, now=now)

    assert (changed, twice) == (1, 0)
    counting = observations_of(me, framework.code)
    assert counting.count() == rows
    assert counting.get(source_id=response.pk).weight == 0
    assert Observation.objects.filter(source_id=response.pk).count() == 2
    assert estimate(me) != before
    # Nor is it told as an answer that their level rests on.
    assert Estimate.objects.get(learner=me).observations == rows - 1
    decision.refresh_from_db()
    assert (decision.learners, decision.recounted, decision.recounted_at) == (1, 1, now)


def test_neutralising_is_undone_to_the_last_digit(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    me = learner(amina)
    before = estimate(me)
    for _ in range(2):
        for verb in (neutralise, restore):
            decision = verb(version=response.item_id, by=chloe, reason="", now=now)
            assert decision is not None
            recount(decision=decision.pk, now=now)

    assert estimate(me) == before
    assert item(response.item.uid).withdrawn == ""
    assert response.item.uid in bank_for(framework).uids
    assert restore(version=response.item_id, by=chloe, reason="", now=now) is None


def test_recount_follows_what_is_decided_when_it_runs(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    before = estimate(learner(amina))
    decided = neutralise(version=response.item_id, by=chloe, reason="", now=now)
    undone = restore(version=response.item_id, by=chloe, reason="", now=now)
    assert decided is not None
    assert undone is not None

    # The worker comes late, and in the wrong order.
    recount(decision=undone.pk, now=now)
    recount(decision=decided.pk, now=now)

    assert estimate(learner(amina)) == before


def test_estimates_are_announced_once_per_learner(
    small_pack: object, framework: Framework, amina: Person, bruno: Person, chloe: Person, now: datetime
) -> None:
    answered_by(amina, framework, now)
    answered_by(bruno, framework, now)
    shared = Response.objects.filter(item__in=Response.objects.filter(learner=learner(bruno)).values("item"), learner=learner(amina))[0]
    DBTaskResult.objects.all().delete()

    decision = neutralise(version=shared.item_id, by=chloe, reason="", now=now)
    assert decision is not None
    assert sorted(task.task_path.rsplit(".", 1)[-1] for task in DBTaskResult.objects.all()) == ["find_again", "recount"]
    recount(decision=decision.pk, now=now)
    recount(decision=decision.pk, now=now)

    assert len([task for task in DBTaskResult.objects.all() if task.task_path.endswith("refresh_plan")]) == 2


def test_question_that_waits_may_be_answered_and_counts_as_was_decided(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    me = learner(amina)
    sitting = begin(me, framework, now)
    asked = waiting(sitting)
    decision = neutralise(version=asked.item_id, by=chloe, reason="", now=now)
    assert decision is not None
    recount(decision=decision.pk, now=now)

    answer_question(
        learner=me, sitting=sitting, framework=framework, response_id=asked.pk, form=form_for(asked, right=True), now=now, go_on=True
    )

    assert observations_of(me, framework.code).get(source_id=asked.pk).weight == 0
    assert waiting(sitting).item_id != asked.item_id
    undone = restore(version=asked.item_id, by=chloe, reason="", now=now)
    assert undone is not None
    recount(decision=undone.pk, now=now)
    assert observations_of(me, framework.code).get(source_id=asked.pk).weight == 1


def test_open_sitting_goes_round_a_retired_item(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    answer(sitting, framework, now)
    left = [key for key in bank_for(framework).keys if not Response.objects.filter(item=key).exists()]
    for key in left[:3]:
        retire(version=key, by=chloe, reason="", now=now)

    answer_all(sitting, framework, now)

    assert sitting.finished_at is not None
    assert not Response.objects.filter(sitting=sitting, item__in=left[:3]).exists()


def test_corrected_item_gets_a_new_version_and_old_answers_keep_theirs(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    before = estimate(learner(amina))
    old = response.item
    document = document_of(old)
    mended = document.model_copy(update={"stem": {"fr": "Mieux dit"}})

    made = correct(version=old.pk, document=mended, framework=framework, by=chloe, reason="Clearer", now=now)
    again = correct(version=old.pk, document=mended, framework=framework, by=chloe, reason="Clearer", now=now)

    assert made == again == item(old.uid)
    assert (made.origin, made.role, made.competence, made.a, made.b, made.c) == (
        Origin.CAMPUS, old.role, old.competence, old.a, old.b, old.c,
    )  # fmt: skip
    response.refresh_from_db()
    assert response.item_id == old.pk
    assert estimate(learner(amina)) == before
    decision = ItemDecision.objects.get()
    assert (decision.verb, decision.became) == (DecisionVerb.CORRECT, made)


def test_correction_refuses_what_others_wrote_meanwhile_and_what_was_said_before(
    small_pack: object, framework: Framework, chloe: Person, now: datetime
) -> None:
    old = item()
    document = document_of(old)
    first = document.model_copy(update={"stem": {"fr": "Un"}})
    second = document.model_copy(update={"stem": {"fr": "Deux"}})
    made = correct(version=old.pk, document=first, framework=framework, by=chloe, reason="", now=now)

    with pytest.raises(CorrectedMeanwhile):
        correct(version=old.pk, document=second, framework=framework, by=chloe, reason="", now=now)
    with pytest.raises(AlreadyWritten):
        correct(version=made.pk, document=document, framework=framework, by=chloe, reason="", now=now)


def test_correction_is_undone(small_pack: object, framework: Framework, chloe: Person, now: datetime) -> None:
    old = item()
    mended = document_of(old).model_copy(update={"stem": {"fr": "Mieux dit"}})
    correct(version=old.pk, document=mended, framework=framework, by=chloe, reason="", now=now)

    restore(version=old.pk, by=chloe, reason="", now=now)

    assert item() == old
    assert ItemVersion.objects.filter(uid=UID).count() == 2


def test_restored_version_does_not_displace_a_newer_one(small_pack: object, framework: Framework, chloe: Person, now: datetime) -> None:
    old = item()
    mended = document_of(old).model_copy(update={"stem": {"fr": "Mieux dit"}})
    made = correct(version=old.pk, document=mended, framework=framework, by=chloe, reason="", now=now)
    neutralise(version=old.pk, by=chloe, reason="", now=now)

    restore(version=old.pk, by=chloe, reason="", now=now)

    assert item() == made
    assert ItemVersion.objects.get(pk=old.pk).withdrawn == ""


def test_pilot_is_admitted_and_taken_out_again(small_pack: object, framework: Framework, chloe: Person, now: datetime) -> None:
    key = item().pk
    with pytest.raises(NothingToDecide):
        admit(version=ItemVersion.objects.filter(role=ItemRole.CHECK)[0].pk, by=chloe, reason="", now=now)
    ItemVersion.objects.filter(pk=key).update(role=ItemRole.PILOT)
    assert UID not in bank_for(framework).uids

    admit(version=key, by=chloe, reason="", now=now)
    assert admit(version=key, by=chloe, reason="", now=now) is None

    assert UID in bank_for(framework).uids
    restore(version=key, by=chloe, reason="", now=now + timedelta(hours=1))
    assert item().role == ItemRole.PILOT


@pytest.mark.parametrize("verb", [retire, neutralise])
def test_pack_does_not_bring_a_withdrawn_version_back_and_says_so(
    small_pack: object, framework: Framework, chloe: Person, now: datetime, verb: object
) -> None:
    from sextant.config.discovery import pack_parts
    from sextant.ground.packs.part import Loaded

    key = item().pk
    verb(version=key, by=chloe, reason="", now=now)  # type: ignore[operator]
    loaded = Loaded()

    for part in pack_parts():
        part.load(load(SMALL_PACK, now), now=now, loaded=loaded)

    assert ItemVersion.objects.filter(uid=UID, current=True).count() == 0
    assert [conflict for conflict in loaded.conflicts if conflict.startswith(f"{UID}: withdrawn")]


def test_pack_brings_a_new_version_of_a_withdrawn_item(small_pack: object, framework: Framework, chloe: Person, now: datetime) -> None:
    from sextant.assessment.pack import withdrawn_hashes
    from sextant.ground.packs.part import Loaded
    from sextant.ground.packs.versions import add_versions

    old = item()
    columns = {name: getattr(old, name) for name in ("framework", "role", "resource", "type", "competence", "a", "b", "c", "b_sd")}
    mended = correct(
        version=old.pk,
        document=document_of(old).model_copy(update={"stem": {"fr": "Mieux dit"}}),
        framework=framework,
        by=chloe,
        reason="",
        now=now,
    )
    retire(version=mended.pk, by=chloe, reason="", now=now)

    def bring(body: dict[str, object]) -> Loaded:
        loaded = Loaded()
        # Another pack, so that the rest of this one is not taken for removed.
        ItemVersion.objects.filter(uid=UID).update(pack="other")
        add_versions(ItemVersion, [(UID, body, columns)], pack="other", kind="items", now=now, loaded=loaded, withdrawn=withdrawn_hashes())
        return loaded

    same = bring(old.body)
    fresh = bring(old.body | {"stem": {"fr": "Tout autre chose"}})

    assert len(same.conflicts) == 1
    assert not fresh.conflicts
    assert item().body["stem"] == {"fr": "Tout autre chose"}


def test_answer_kept_after_its_learner_was_recounted_is_found_all_the_same(
    small_pack: object, framework: Framework, amina: Person, chloe: Person, now: datetime
) -> None:
    response = answered_by(amina, framework, now)
    me, late = learner(amina), uuid7()
    decision = neutralise(version=response.item_id, by=chloe, reason="", now=now)
    assert decision is not None

    def answers_once_more(instance: Estimate, **_more: object) -> None:
        """Let an answer that began before the decision be kept just after this learner was recounted."""
        post_save.disconnect(answers_once_more, sender=Estimate)
        document = document_of(response.item)
        attempt = Attempt.objects.create(
            learner=me, key=late, kind=AttemptKind.REVIEW, item=response.item, language="fr", answered_at=now, answer={}, score=1.0,
            weight=1.0, weighing=Weighing.FULL,
        )  # fmt: skip
        evidence = [evidence_of(attempt, document, source="attempt", edition=EXPERTS, weight=1.0)]
        observe(learner=me, framework=framework, evidence=evidence, now=now)

    post_save.connect(answers_once_more, sender=Estimate)
    try:
        changed = recount(decision=decision.pk, now=now)
    finally:
        post_save.disconnect(answers_once_more, sender=Estimate)

    assert Attempt.objects.filter(key=late).exists()
    assert changed == 1
    assert {row.weight for row in observations_of(me, framework.code).filter(item=response.item.uid)} == {0.0}
    decision.refresh_from_db()
    assert (decision.learners, decision.recounted) == (1, 1)


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_recount_waits_for_answers_that_are_being_kept(now: datetime) -> None:
    load(SMALL_PACK, now)
    framework = framework_for(code="droit-essai")
    amina, chloe = person("amina@example.org", "Amina"), person("chloe@example.org", "Chloé")
    me = create_learner(person=amina, now=now)
    sitting = begin(me, framework, now)
    asked = waiting(sitting)
    answered, decided = Event(), Event()

    def answers() -> None:
        with transaction.atomic():
            answer_question(
                learner=me, sitting=sitting, framework=framework, response_id=asked.pk, form=form_for(asked, right=True), now=now
            )
            answered.set()
            decided.wait(timeout=20)
            # The recount has begun meanwhile, and finds nothing yet.
            sleep(0.5)
        connection.close()

    thread = Thread(target=answers)
    thread.start()
    assert answered.wait(timeout=20)
    decision = neutralise(version=asked.item_id, by=chloe, reason="", now=now)
    assert decision is not None
    decided.set()
    recount(decision=decision.pk, now=now)
    thread.join(timeout=20)

    assert observations_of(me, framework.code).get(source_id=asked.pk).weight == 0


def test_bank_is_read_again_when_as_many_questions_come_back_as_go(
    small_pack: object, framework: Framework, chloe: Person, now: datetime
) -> None:
    one, two, three, four = sorted(bank_for(framework).keys)[:4]
    assert one + four == two + three
    for key in (one, four):
        retire(version=key, by=chloe, reason="", now=now)
    before = bank_for(framework).keys

    for key in (one, four):
        restore(version=key, by=chloe, reason="", now=now)
    for key in (two, three):
        retire(version=key, by=chloe, reason="", now=now)

    # Their number, their sum and the greatest of them are what they were.
    assert set(bank_for(framework).keys) == {*before, one, four} - {two, three}
