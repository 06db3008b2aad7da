"""Pilot items: tried out beside what counts, announced, and without any effect on whoever answers them."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from sextant.accounts.models import Learner, Person
from sextant.assessment import piloting
from sextant.assessment.actions import record_sitting, start_sitting
from sextant.assessment.bank import document_of
from sextant.assessment.calibration.gathering import gather
from sextant.assessment.choices import Explanations, ItemRole, SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion, Response, Sitting
from sextant.assessment.pack import PART
from sextant.assessment.piloting import MOST_PILOTS, PLACES, pilots_for, places_of
from sextant.assessment.practice.queries import missed
from sextant.frameworks.document import Framework
from sextant.ground.packs.versions import content_hash
from sextant.mastery.models import Estimate, Observation
from tests.assessment.sittings import answer, answer_all, begin, learner, post_answer, waiting
from tests.conftest import SMALL_PACK, load, logged_in

EN = {"accept-language": "en"}


def pilots(*numbers: int, **changes: Any) -> list[ItemVersion]:
    """Have new questions tried out: copies of the cases of the small pack, under uids of their own."""
    made = []
    for number in numbers:
        row = ItemVersion.objects.get(uid=f"essai.x1.cas-{number}", current=True)
        uid = f"essai.x1.pilote-{number}"
        body = {**row.body, "uid": uid, **changes}
        given = {name: getattr(row, name) for name in ("framework", "type", "competence", "pack", "loaded_at", "a", "b", "c", "b_sd")}
        made.append(ItemVersion.objects.create(**given, uid=uid, content_hash=content_hash(body), role=ItemRole.PILOT, body=body))
    return made


def asked(sitting: Sitting) -> list[Response]:
    return list(Response.objects.filter(sitting=sitting).select_related("item").order_by("position"))


@pytest.fixture
def tried(small_pack: object) -> list[ItemVersion]:
    """Four questions tried out."""
    return pilots(1, 3, 5, 7)


def test_diagnostic_tries_out_two_questions_beside_those_that_count(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    sitting = answer_all(begin(learner(amina), framework, now), framework, now)

    rows = asked(sitting)
    seeded = [row for row in rows if row.pilot]
    assert (sitting.pilots, len(seeded)) == (MOST_PILOTS, MOST_PILOTS)
    assert {row.position for row in seeded} == places_of(sitting) <= set(PLACES)
    assert all((row.item.role == ItemRole.PILOT) == row.pilot for row in rows)
    assert len({row.item.uid for row in rows}) == len(rows)


def test_counted_questions_are_the_same_with_and_without_pilots(
    small_pack: object, amina: Person, bruno: Person, framework: Framework, now: datetime
) -> None:
    Learner.objects.filter(person=bruno).update(stage="etudes", entry_year=2024)
    alone = answer_all(begin(learner(bruno), framework, now), framework, now)
    pilots(1, 3)

    beside = answer_all(begin(learner(amina), framework, now), framework, now)

    counted = [row for row in asked(beside) if not row.pilot]
    assert [row.item.uid for row in counted] == [row.item.uid for row in asked(alone)]
    assert (beside.end_reason, beside.percent) == (alone.end_reason, alone.percent)
    mine, theirs = (Estimate.objects.get(learner__person=person) for person in (amina, bruno))
    assert (mine.mean, mine.observations) == (theirs.mean, theirs.observations)
    assert not Observation.objects.filter(source_id__in=[row.pk for row in asked(beside) if row.pilot]).exists()


def test_an_answer_to_a_pilot_is_kept_and_moves_nothing(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    while not waiting(sitting).pilot:
        answer(sitting, framework, now)
    before = Estimate.objects.get(learner__person=amina)

    kept = answer(sitting, framework, now, right=False)

    after = Estimate.objects.get(learner__person=amina)
    assert kept.pilot
    assert kept.score == 0.0
    assert (after.mean, after.observations, after.updated_at) == (before.mean, before.observations, before.updated_at)


@pytest.mark.parametrize("kind", [SittingKind.TASTER, SittingKind.SETTLE])
def test_neither_the_taster_nor_the_short_test_tries_anything_out(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime, kind: SittingKind
) -> None:
    competence = "X1" if kind == SittingKind.SETTLE else ""

    sitting = answer_all(begin(learner(amina), framework, now, kind=kind, competence=competence), framework, now)

    assert sitting.pilots == 0
    assert not any(row.pilot for row in asked(sitting))


def test_the_least_answered_pilot_comes_first(tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime) -> None:
    for number, row in enumerate(tried):
        for _ in range(3 - min(number, 2)):
            other = Learner.objects.create(profession="juriste", stage="etudes", created_at=now)
            record_past(other, framework, row, now)

    listed = pilots_for(learner(amina), framework, "fr")

    assert [row.uid[-1] for row in listed] == ["5", "7", "3", "1"]


def record_past(someone: Learner, framework: Framework, item: ItemVersion, now: datetime, *, right: bool = True) -> Sitting:
    document = document_of(item)
    kind = type_of(document)
    made = kind.fabricate(document)
    past = PastAnswer(item, kind.parse(document, made.right if right else made.wrong), now, now + timedelta(seconds=30))
    return record_sitting(
        learner=someone, framework=framework, kind=SittingKind.DIAGNOSTIC, answers=[past], language="fr", edition="experts", now=now
    )


def test_a_past_answer_to_a_pilot_counts_for_nothing_either(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    record_past(learner(amina), framework, tried[0], now)

    assert Response.objects.get().pilot
    assert not Observation.objects.exists()


def test_what_one_has_met_or_does_not_fit_is_not_tried_out(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    record_past(learner(amina), framework, tried[0], now)
    pilots(2)  # in French only
    pilots(8, professions=["notaire"])
    ItemVersion.objects.filter(pk=tried[1].pk).update(withdrawn="retired")

    french, english = ([row.uid[-1] for row in pilots_for(learner(amina), framework, code)] for code in ("fr", "en-gb"))

    assert french == ["2", "5", "7"]
    assert english == ["5", "7"]


def test_enough_answers_end_the_trial(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piloting, "ENOUGH_ANSWERS", 1)
    record_past(Learner.objects.create(created_at=now), framework, tried[0], now)

    listed = pilots_for(learner(amina), framework, "fr")

    assert tried[0].uid not in [row.uid for row in listed]
    assert len(listed) == 3


@pytest.mark.parametrize("places", [range(1, 2), range(9, 10)])
def test_no_two_questions_of_a_family_meet(
    small_pack: object, amina: Person, framework: Framework, now: datetime, monkeypatch: pytest.MonkeyPatch, places: range
) -> None:
    monkeypatch.setattr(piloting, "PLACES", places)
    pilots(1, 3, 5, family="trio")
    for row in ItemVersion.objects.filter(role=ItemRole.BANK, uid__startswith="essai.x1."):
        ItemVersion.objects.filter(pk=row.pk).update(current=False)
        row.pk, row.body = None, {**row.body, "family": "trio"}
        row.content_hash = content_hash(row.body)
        row.save()

    sitting = answer_all(begin(learner(amina), framework, now), framework, now)

    rows = asked(sitting)
    assert sitting.pilots == 1
    assert [row.pilot for row in rows if document_of(row.item).family == "trio"] == [places.start == 1]


def test_who_takes_long_is_spared(tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    moment = now
    while sitting.finished_at is None and len(asked(sitting)) < 12:
        moment += timedelta(minutes=12)
        Response.objects.filter(sitting=sitting, answered_at=None).update(asked_at=moment - timedelta(minutes=9))
        answer(sitting, framework, moment)

    # Three minutes a question at most are counted: four questions on, ten minutes are over.
    assert not [row for row in asked(sitting) if row.pilot and row.position > 4]


def test_a_second_click_finds_the_same_pilot(tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.EACH)
    client = logged_in(amina)
    while not waiting(sitting).pilot:
        post_answer(client, sitting.pk)
        client.post(f"/diagnostic/{sitting.pk}/suivante/")
    pilot = waiting(sitting)

    post_answer(client, sitting.pk)
    for _ in range(2):
        client.post(f"/diagnostic/{sitting.pk}/suivante/")

    assert [row.pk for row in asked(sitting) if row.position == pilot.position] == [pilot.pk]
    assert Response.objects.filter(sitting=sitting, answered_at=None).count() == 1


def test_learner_is_told_before_and_after_and_not_which_before_answering(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    client = logged_in(amina)
    first = client.get("/diagnostic/", headers=EN).content.decode()
    assert "Beside these, 2 new questions at most are tried out with you" in first
    sitting = begin(learner(amina), framework, now, explanations=Explanations.EACH)

    told = []
    while len(told) < 10:
        page = client.get(f"/diagnostic/{sitting.pk}/", headers=EN).content.decode()
        assert "tried out" not in page
        # The number of questions left goes down one by one: it betrays nothing.
        assert f"{25 + 2 - len(told) - 1} more at most" in page
        pilot = waiting(sitting).pilot
        page = client.get(post_answer(client, sitting.pk), headers=EN).content.decode()
        assert ("This question is being tried out" in page) == pilot
        told.append(pilot)
        client.post(f"/diagnostic/{sitting.pk}/suivante/")

    assert sum(told) == 2


def test_nothing_is_announced_where_nothing_is_tried_out(amina: Person) -> None:
    page = logged_in(amina).get("/diagnostic/", headers=EN).content.decode()

    assert "tried out" not in page


def test_history_says_that_a_pilot_does_not_count_and_the_notebook_leaves_it_out(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime
) -> None:
    sitting = answer_all(begin(learner(amina), framework, now), framework, now, right=False)
    client = logged_in(amina)

    history = client.get("/resultat/X1/historique/", headers=EN)
    listed = client.get(f"/diagnostic/{sitting.pk}/explications/", headers=EN).content.decode()

    assert listed.count("tried out, counts for nothing") == 2
    seeded = {row.item.uid for row in asked(sitting) if row.pilot}
    assert not seeded & {one.uid for one in missed(learner(amina))}
    assert len(missed(learner(amina))) == len(asked(sitting)) - 2
    assert history.status_code == 200
    assert history.content.decode().count("does not count: this question is being tried out") == 2


def test_calibration_learns_from_pilots(tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime) -> None:
    sitting = answer_all(begin(learner(amina), framework, now), framework, now)

    gathered = gather(framework, simulated=False)

    seeded = {row.item.uid for row in asked(sitting) if row.pilot}
    assert seeded <= {item.uid for item in gathered.items}
    assert len(gathered.given) == len(asked(sitting))


def test_question_page_costs_the_same_for_a_pilot(
    tried: list[ItemVersion], amina: Person, framework: Framework, now: datetime, django_assert_max_num_queries: Any
) -> None:
    sitting = begin(learner(amina), framework, now)
    client = logged_in(amina)
    client.get(f"/diagnostic/{sitting.pk}/")
    costs = {}
    while len(costs) < 2:
        pilot = waiting(sitting).pilot
        with django_assert_max_num_queries(7) as captured:
            client.get(f"/diagnostic/{sitting.pk}/")
        costs[pilot] = len(captured)
        answer(sitting, framework, now)

    assert costs[True] == costs[False]


# Packs


def pack_with_pilot(folder: Path, where: str = "pilots") -> Path:
    """Return a copy of the small pack with one more question in `where`."""
    root = folder / where
    shutil.copytree(SMALL_PACK, root)
    item = yaml.safe_load((root / "items" / "X1.yaml").read_text())["items"][0]
    (root / where).mkdir(exist_ok=True)
    text = yaml.safe_dump({"items": [{**item, "uid": "essai.x1.nouvelle"}]}, allow_unicode=True)
    (root / where / "nouvelle.yaml").write_text(text)
    return root


def test_pack_brings_a_pilot_and_moving_it_admits_it(small_pack: object, now: datetime, tmp_path: Path) -> None:
    load(pack_with_pilot(tmp_path), now)
    row = ItemVersion.objects.get(uid="essai.x1.nouvelle")
    assert row.role == ItemRole.PILOT
    assert "essai.x1.nouvelle" in PART.export(row.pack)["pilots/X1.yaml"]

    load(pack_with_pilot(tmp_path, "items"), now)
    row.refresh_from_db()
    assert (row.role, row.current) == (ItemRole.BANK, True)

    load(tmp_path / "pilots", now)
    row.refresh_from_db()
    assert row.role == ItemRole.BANK


def test_pilot_page_of_a_resource_does_not_exist(tried: list[ItemVersion], amina: Person) -> None:
    """A question being tried out is not for browsing."""
    address = reverse("study:check", args=[tried[0].uid])

    assert logged_in(amina).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_sitting_started_before_anything_was_tried_out_stays_as_it_was(
    small_pack: object, amina: Person, framework: Framework, now: datetime
) -> None:
    sitting = start_sitting(learner=learner(amina), kind=SittingKind.DIAGNOSTIC, framework=framework, language="fr", now=now)
    pilots(1, 3)

    assert sitting.pilots == 0
    assert places_of(sitting) == frozenset()
