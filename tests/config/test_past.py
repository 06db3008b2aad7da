"""The past of the demonstration: enough answers, all of them labelled simulated, the same for the same seed, with the planted defects."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as configured

from sextant.accounts.choices import RoleKind, Status, Structure
from sextant.accounts.institutions.queries import cohorts_followed_by
from sextant.accounts.models import Cohort, Institution, Learner, Person, Role
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import bank_for
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.models import ItemCalibration, ItemVersion, Response, Sitting
from sextant.assessment.parameters import EXPERTS
from sextant.config.past.drawing import AUDIENCES, ENGLISH, Audience, PastLearner, draw_past
from sextant.config.past.planted import PLANTED, Planted
from sextant.config.past.seeding import EACH, SEED, seed_past
from sextant.engine.simulation.defects import Defect
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.ground.packs.reading import PackReading
from sextant.mastery.models import Estimate, Observation
from sextant.pathways.models import Plan

LAWYERS = (Audience("juriste", ("etudes", "exercice"), Status.STUDENT, Structure.OTHER),)
SMALL: dict[str, Planted] = {
    "essai.x1.cas-1": Planted(language="en", harder=1.6),
    "essai.x1.cas-4": Planted(Defect.MIS_KEYED, other="A"),
    "essai.x1.cas-7": Planted(Defect.TOO_EASY),
    "essai.x2.cas-4": Planted(Defect.DRIFT, b=0.0),
    "essai.x2.cas-7": Planted(Defect.SPEEDED),
    "essai.y1.cas-4": Planted(Defect.TWO_RIGHT, other="A"),
    "essai.y1.cas-7": Planted(Defect.DEAD, other="A"),
}
EXPECTED = {uid: planted.defect.value for uid, planted in SMALL.items() if planted.defect is not Defect.HEALTHY}


def draw(framework: Framework, now: datetime, *, each: int, seed: int = 1, planted: dict[str, Planted] | None = None) -> list[PastLearner]:
    bank = bank_for(framework, EXPERTS)
    versions = ItemVersion.objects.in_bulk(list(bank.keys))
    return draw_past(framework, bank, versions, planted or {}, now=now, seed=seed, each=each, audiences=LAWYERS)


def told(past: list[PastLearner]) -> list[object]:
    return [
        (given.item.uid, given.answer, given.asked_at, given.answered_at, given.language)
        for one in past
        for part in one.sittings
        for given in part
    ]


@pytest.fixture
def institutions(db: None, elise: Person, university: Institution, now: datetime) -> list[Institution]:
    """Two institutions, both managed by Élise."""
    lille = Institution.objects.create(name="Université de Lille", code="lille", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=lille)
    return [university, lille]


def test_the_same_seed_draws_the_same_past(small_pack: PackReading, framework: Framework, now: datetime) -> None:
    first, again, other = (draw(framework, now, each=20, seed=seed) for seed in (1, 1, 2))

    assert told(first) == told(again)
    assert told(first) != told(other)


def test_questions_are_shared_out_evenly_over_the_time(small_pack: PackReading, framework: Framework, now: datetime) -> None:
    past = draw(framework, now, each=60)

    counts = Counter(given.item.uid for one in past for part in one.sittings for given in part)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert all(len(part) == len({given.item.uid for given in part}) > 0 for one in past for part in one.sittings)
    moments = [moment for one in past for part in one.sittings for given in part for moment in (given.asked_at, given.answered_at)]
    assert max(moments) < now
    assert timedelta(days=400) < max(moments) - min(moments) < timedelta(days=550)
    for one in past:
        clock = [moment for part in one.sittings for given in part for moment in (given.asked_at, given.answered_at)]
        assert clock == sorted(clock)
    shown = {(given.language, "en" in given.item.body["stem"]) for one in past for part in one.sittings for given in part}
    assert shown == {("fr", True), ("fr", False), ("en", True)}
    assert np.mean([one.language == "en" for one in past]) == pytest.approx(ENGLISH, abs=0.2)


def test_planted_defects_are_in_the_answers(small_pack: PackReading, framework: Framework, now: datetime) -> None:
    said: defaultdict[str, list[tuple[object, float, datetime, str]]] = defaultdict(list)
    for one in draw(framework, now, each=400, planted=SMALL):
        for part in one.sittings:
            for given in part:
                seconds = (given.answered_at - given.asked_at).total_seconds()
                said[given.item.uid].append((given.answer, seconds, given.asked_at, given.language))
    keys = {uid: next(one["key"] for one in ItemVersion.objects.get(uid=uid).body["propositions"] if one["correct"]) for uid in SMALL}
    share = {uid: Counter(answer for answer, *_rest in rows if answer != DONT_KNOW) for uid, rows in said.items() if uid in SMALL}

    def right(uid: str, rows: list[tuple[object, float, datetime, str]]) -> float:
        return float(np.mean([answer == keys[uid] for answer, *_rest in rows]))

    assert share["essai.x1.cas-4"]["A"] > 2 * share["essai.x1.cas-4"][keys["essai.x1.cas-4"]]
    assert share["essai.y1.cas-4"]["A"] > 0.6 * share["essai.y1.cas-4"][keys["essai.y1.cas-4"]]
    assert right("essai.x1.cas-7", said["essai.x1.cas-7"]) > 0.97
    assert share["essai.y1.cas-7"]["A"] == 0
    assert np.mean([seconds < 3 for _answer, seconds, *_rest in said["essai.x2.cas-7"]]) > 0.25
    drifting = sorted(said["essai.x2.cas-4"], key=lambda row: row[2])
    assert right("essai.x2.cas-4", drifting[200:]) - right("essai.x2.cas-4", drifting[:200]) > 0.1
    french, english = ([row for row in said["essai.x1.cas-1"] if row[3] == language] for language in ("fr", "en"))
    assert right("essai.x1.cas-1", french) - right("essai.x1.cas-1", english) > 0.1


def test_everything_kept_is_labelled_and_out_of_the_way(
    small_pack: PackReading, framework: Framework, institutions: list[Institution], elise: Person, now: datetime
) -> None:
    past = list(seed_past(institutions, by=[elise, elise], now=now, each=16, audiences=LAWYERS, planted={}))

    assert len(past) == 16 == Learner.objects.filter(simulated=True, person=None).count()
    cohorts = list(Cohort.objects.order_by("code"))
    assert [(one.name, one.simulated, one.archived_at) for one in cohorts] == [("Réponses passées (simulées)", True, now)] * 2
    assert {one.institution for one in cohorts} == set(institutions)
    assert all(one.enrolments.exists() for one in cohorts)
    assert set(cohorts_followed_by(elise)) == set(cohorts)
    assert Sitting.objects.count() == 64
    assert Response.objects.count() == Observation.objects.count() == 16 * 27
    assert set(Sitting.objects.values_list("edition", flat=True)) == {EXPERTS}
    assert Estimate.objects.count() == 16
    assert not Plan.objects.exists()


def test_the_calibrated_report_finds_what_was_planted(
    small_pack: PackReading,
    framework: Framework,
    institutions: list[Institution],
    elise: Person,
    now: datetime,
    settings: Any,
) -> None:
    settings.DEMO = True
    for _one in seed_past(institutions, by=[elise, elise], now=now, each=400, audiences=LAWYERS, planted=SMALL):
        pass

    outcome = calibrate(framework, simulated=True, now=now)

    assert outcome.in_force
    assert outcome.edition.simulated
    reports = {row.item.uid: row.report for row in ItemCalibration.objects.filter(edition=outcome.edition).select_related("item")}
    likeliest = {uid: max(report["flags"], key=lambda flag: flag["chance"], default=None) for uid, report in reports.items()}
    found = {uid: flag["code"] for uid, flag in likeliest.items() if flag}
    assert {uid: found.get(uid) for uid in EXPECTED} == EXPECTED
    assert len(found.keys() - EXPECTED.keys()) <= 2
    differing = {(uid, one["by"]) for uid, report in reports.items() for one in report["differences"] if one["kept"]}
    assert ("essai.x1.cas-1", "language") in differing


def test_the_demonstration_has_answers_enough_of_every_question(socle: PackReading, now: datetime) -> None:
    framework = framework_for(profession="infirmier")
    bank = bank_for(framework, EXPERTS)

    past = draw_past(framework, bank, ItemVersion.objects.in_bulk(list(bank.keys)), PLANTED, now=now, seed=SEED, each=EACH)

    counts: Counter[str] = Counter()
    by_audience: Counter[tuple[str, str]] = Counter()
    for one in past:
        for part in one.sittings:
            counts.update(given.item.uid for given in part)
            by_audience.update((given.item.uid, one.learner.profession) for given in part)
    assert min(counts[uid] for uid in bank.uids) >= 200
    for audience in AUDIENCES:
        fits = bank.eligible(audience.profession)
        assert min(by_audience[uid, audience.profession] for uid, mask in zip(bank.uids, fits, strict=True) if mask) >= 50
        assert not any(by_audience[uid, audience.profession] for uid, mask in zip(bank.uids, fits, strict=True) if not mask)
        assert {one.learner.stage for one in past if one.learner.profession == audience.profession} == set(audience.stages)
        assert set(audience.stages) <= set(framework.professions[audience.profession].stages)
    assert {one.institution for one in past} == {0, 1}
    # What is planted can be planted there.
    rows = {row.uid: row for row in ItemVersion.objects.filter(uid__in=PLANTED, current=True)}
    for uid, planted in PLANTED.items():
        assert rows[uid].type == "qru"
        assert uid in bank.uids
        propositions = {one["key"]: one["correct"] for one in rows[uid].body["propositions"]}
        assert not planted.other or propositions[planted.other] is False
        assert planted.language in ("", *rows[uid].body["stem"])
        assert planted.profession in ("", *framework.professions)


def test_the_documented_table_is_the_planted_one() -> None:
    page = (Path(configured.ROOT) / "docs" / "reference" / "planted-defects.md").read_text(encoding="utf-8")

    rows = dict(re.findall(r"^\| `(socle[^`]+)` .*\| ([^|]+) \|$", page, re.MULTILINE))

    def code(planted: Planted) -> str:
        if planted.harder:
            return f"difference by {'profession' if planted.profession else 'language'}"
        return planted.defect.value

    assert rows == {uid: code(planted) for uid, planted in PLANTED.items()}
