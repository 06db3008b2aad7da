"""Calibration editions: gathered from the answers kept, written down, put in force and rolled back."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import record_sitting
from sextant.assessment.answers import evidence_of
from sextant.assessment.bank import bank_for, document_of
from sextant.assessment.calibration.actions import NoSuchEdition, fitted, put_in_force, write_edition
from sextant.assessment.calibration.gathering import NothingToCalibrate, gather
from sextant.assessment.choices import ItemRole, SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import CalibrationEdition, ItemVersion, Response
from sextant.assessment.parameters import EXPERTS, edition_in_force, parameters_of
from sextant.frameworks.document import Framework
from sextant.mastery.models import Observation
from tests.assessment.sittings import answer, begin


def past(version: ItemVersion, right: bool, at: datetime) -> PastAnswer:
    document = document_of(version)
    kind = type_of(document)
    made = kind.fabricate(document)
    return PastAnswer(version, kind.parse(document, made.right if right else made.wrong), at, at + timedelta(seconds=40))


def answered(framework: Framework, now: datetime, *, people: int = 30, simulated: bool = False, share: float = 0.7) -> list[ItemVersion]:
    """Let people answer the whole bank, right with probability `share`; return the bank."""
    items = list(ItemVersion.objects.filter(role=ItemRole.BANK, current=True).order_by("uid"))
    rng = np.random.default_rng(7)
    for _ in range(people):
        learner = Learner.objects.create(profession="infirmier", stage="c1y2", simulated=simulated, created_at=now)
        record_sitting(
            learner=learner,
            framework=framework,
            kind=SittingKind.DIAGNOSTIC,
            answers=[past(item, bool(rng.random() < share), now) for item in items],
            language="fr",
            edition=EXPERTS,
            now=now,
        )
    return items


def made(framework: Framework, now: datetime) -> CalibrationEdition:
    gathered = gather(framework, simulated=False)
    return write_edition(gathered=gathered, found=fitted(gathered), now=now)


def test_edition_keeps_what_it_rests_on(small_pack: object, framework: Framework, now: datetime) -> None:
    items = answered(framework, now)

    edition = made(framework, now)

    assert (edition.people, edition.answers, edition.items.count()) == (30, 30 * len(items), len(items))
    assert len(edition.data_hash) == 64
    edition.clean_fields()  # PostgreSQL refuses what is longer than its column
    assert edition.data_hash == gather(framework, simulated=False).data_hash
    rows = list(edition.items.all())
    assert all(np.isfinite([row.a, row.b, row.a_se, row.b_se, row.misfit]).all() and row.n == 30 for row in rows)
    # Seven in ten right: easier than a hard question, harder than an easy one.
    assert all(row.b_se < 0.6 for row in rows)


def test_new_sittings_use_the_edition_in_force_and_open_ones_keep_theirs(
    small_pack: object, framework: Framework, amina: Person, bruno: Person, now: datetime
) -> None:
    answered(framework, now)
    before = begin(Learner.objects.get(person=amina), framework, now)
    edition = made(framework, now)

    put_in_force(framework=framework.code, name=edition.name, by=bruno, now=now)
    after = begin(Learner.objects.get(person=bruno), framework, now)
    old, new = answer(before, framework, now), answer(after, framework, now)

    assert (before.edition, after.edition) == (EXPERTS, edition.name)
    kept = Observation.objects.get(source_id=old.pk)
    assert (kept.edition, kept.b) == (EXPERTS, old.item.b)
    fresh = Observation.objects.get(source_id=new.pk)
    held = edition.items.get(item=new.item)
    assert (fresh.edition, fresh.a, fresh.b, fresh.b_sd) == (edition.name, held.a, held.b, held.b_se)
    assert fresh.b != new.item.b


def test_partly_right_answers_are_worth_more_where_the_edition_says_so(
    small_pack: object, framework: Framework, amina: Person, now: datetime
) -> None:
    answered(framework, now, people=80)
    sitting = begin(Learner.objects.get(person=amina), framework, now)
    asked = sitting.responses.get().item
    # Half of the credit to everybody: nearer to what is expected than a right or a wrong answer ever is.
    Response.objects.filter(item=asked).exclude(sitting=sitting).update(score=0.5)

    edition = made(framework, now)

    worth = dict(edition.items.values_list("item", "worth"))
    assert worth.pop(asked.pk) > 1.5
    assert set(worth.values()) == {1.0}
    put_in_force(framework=framework.code, name=edition.name, by=None, now=now)
    held = parameters_of(asked, edition.name)
    assert held.worth == edition.items.get(item=asked).worth
    bank = bank_for(framework)
    assert bank.arrays.worth[bank.keys.index(asked.pk)] == held.worth
    given = answer(sitting, framework, now)
    assert evidence_of(given, document_of(asked), source="response", edition=edition.name).worth == held.worth
    assert Observation.objects.get(source_id=given.pk).worth == 1.0


def test_edition_is_rolled_back_to_an_earlier_one_or_to_the_experts(small_pack: object, framework: Framework, now: datetime) -> None:
    answered(framework, now)
    first, second = made(framework, now), made(framework, now + timedelta(days=1))

    for name in (first.name, second.name, first.name, EXPERTS):
        put_in_force(framework=framework.code, name=name, by=None, now=now)
        assert edition_in_force(framework.code) == name
        assert bank_for(framework).edition == name
        item = ItemVersion.objects.filter(role=ItemRole.BANK).order_by("uid")[0]
        position = bank_for(framework).keys.index(item.pk)
        assert bank_for(framework).arrays.b[position] == parameters_of(item, name).b
    with pytest.raises(NoSuchEdition):
        put_in_force(framework=framework.code, name="2020-01-01-none", by=None, now=now)


def test_simulated_and_real_answers_never_meet(small_pack: object, framework: Framework, now: datetime) -> None:
    with pytest.raises(NothingToCalibrate):
        gather(framework, simulated=False)
    answered(framework, now, people=2, simulated=True)

    with pytest.raises(NothingToCalibrate):
        gather(framework, simulated=False)
    assert len(gather(framework, simulated=True).people) == 2
