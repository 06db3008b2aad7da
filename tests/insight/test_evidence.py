"""What resources change: who is compared, what is said of it, what is never said, and the public page."""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from sextant.accounts.actions import create_learner, erase
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Cohort, Institution, Learner, Person, Role
from sextant.assessment.models import CalibrationEdition
from sextant.catalogue.models import ResourceVersion
from sextant.catalogue.queries import resources_of
from sextant.config.trials import FINISHES, PLANTED, seed_trials
from sextant.engine.measurement.effect import LEAST
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import framework_for
from sextant.insight.evidence.actions import estimate_effects
from sextant.insight.evidence.cases import LEAST_ANSWERS, WAIT, Case, Gathered, gather
from sextant.insight.evidence.choices import Comparison
from sextant.insight.evidence.estimating import estimated, hash_of
from sextant.insight.evidence.figures import figures
from sextant.insight.evidence.models import EffectEdition, ResourceEffect
from sextant.insight.evidence.queries import effect_of_resource, hours_to_a_level
from sextant.insight.evidence.words import hours as hours_in_words
from sextant.insight.evidence.words import missing
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Observation
from sextant.pathways.choices import PlanState, StepKind
from sextant.pathways.models import Completion, Plan, Step
from sextant.study.models import Visit
from tests.conftest import logged_in, person

CONSENT, INCIDENT, SECRET = (f"essai.res.{name}" for name in ("consentement", "incident", "secret"))
DAY = timedelta(days=1)
PAGE, TABLE = "insight:evidence", "insight:evidence_table"


def planned(learner: Learner, framework: Framework, at: datetime, *, level: float = -1.5, **changes: object) -> Plan:
    """A plan that set out to raise X1 from `level`, with a step on consent due two days later."""
    coverage = {"competence": "X1", "verdict": Verdict.TO_ACQUIRE.value, "to_test": False, "level": level, "required": -1.0, **changes}
    plan = Plan.objects.create(
        learner=learner, number=Plan.objects.filter(learner=learner).count() + 1, state=PlanState.GREEDY, current=False,
        framework=framework.code, framework_version=framework.version, inputs_hash="x", made_at=at,
        summary={"coverage": [coverage], "weekly": 120},
    )  # fmt: skip
    step = {"plan": plan, "position": 1, "kind": StepKind.SELF_PACED, "minutes": 12, "starts_at": at + DAY, "ends_at": at + 2 * DAY}
    Step.objects.create(learner=learner, module=CONSENT, **step)
    return plan


def answered(learner: Learner, framework: Framework, at: datetime, *, level: float, count: int = 8, source: str = "response") -> None:
    """So many answers on X1 from `at` on: right where the question is easier than `level`."""
    rows = []
    for place in range(count):
        b = -3.0 + 4.0 * place / max(1, count - 1)
        rows.append(
            Observation(
                learner=learner, occurred_at=at + place * timedelta(minutes=1), framework=framework.code,
                framework_version=framework.version, loads={"X1": 1.0}, source=source, source_id=uuid4(), item=f"i{place}", item_hash="h",
                language="fr", score=float(b < level), edition="experts", a=1.0, b=b,
            )
        )  # fmt: skip
    Observation.objects.bulk_create(rows)


def done(learner: Learner, at: datetime, uid: str = CONSENT) -> None:
    Completion.objects.create(learner=learner, module=uid, module_hash="h", completed_at=at)


@pytest.fixture
def learner(small_pack: object, now: datetime) -> Learner:
    return someone(now)


def someone(now: datetime, *, simulated: bool = False) -> Learner:
    learner = create_learner(now=now - 90 * DAY, simulated=simulated)
    Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes")
    learner.refresh_from_db()
    return learner


def gathered(framework: Framework, *, simulated: bool = False) -> Gathered:
    return gather(framework, {uid: one for uid, (_hash, one) in resources_of(framework.code).items()}, simulated=simulated)


def on_consent(framework: Framework) -> list[Case]:
    return gathered(framework).observational.get((CONSENT, "X1"), [])


# --- whom it counts --------------------------------------------------------------------------------------------------------------------


def test_who_finished_and_came_back_is_a_case(learner: Learner, framework: Framework, now: datetime) -> None:
    planned(learner, framework, now - 60 * DAY)
    done(learner, now - 50 * DAY)
    answered(learner, framework, now - 20 * DAY, level=0.0)

    (case,) = on_consent(framework)

    assert (case.before, case.taken, case.required, case.hours, case.profession) == (-1.5, True, -1.0, 2.0, "juriste")
    assert -0.8 < case.after < 0.8


def test_who_did_not_take_it_counts_from_when_it_was_due(learner: Learner, framework: Framework, now: datetime) -> None:
    planned(learner, framework, now - 60 * DAY)
    answered(learner, framework, now - 58 * DAY + WAIT, level=-2.0)

    (case,) = on_consent(framework)

    assert not case.taken


@pytest.mark.parametrize(
    ("days", "count", "source"),
    [(44, LEAST_ANSWERS - 1, "response"), (44, 8, "attempt"), (46, 8, "response")],
    ids=["too few answers", "answers inside a resource", "too soon after it"],
)
def test_what_says_nothing_of_after_is_no_case(
    learner: Learner, framework: Framework, now: datetime, days: int, count: int, source: str
) -> None:
    planned(learner, framework, now - 60 * DAY)
    done(learner, now - 52 * DAY)
    answered(learner, framework, now - days * DAY, level=0.0, count=count, source=source)

    assert on_consent(framework) == []


@pytest.mark.parametrize(
    "changes",
    [{"level": None}, {"required": None}, {"to_test": True}, {"verdict": Verdict.ACQUIRED.value}, {"verdict": Verdict.TO_SETTLE.value}],
    ids=str,
)
def test_a_state_that_was_not_known_before_is_no_case(
    learner: Learner, framework: Framework, now: datetime, changes: dict[str, object]
) -> None:
    planned(learner, framework, now - 60 * DAY, **changes)  # type: ignore[arg-type]
    done(learner, now - 50 * DAY)
    answered(learner, framework, now - 20 * DAY, level=0.0)

    assert on_consent(framework) == []


def test_a_plan_of_an_older_form_says_nothing(learner: Learner, framework: Framework, now: datetime) -> None:
    plan = planned(learner, framework, now - 60 * DAY)
    Plan.objects.filter(pk=plan.pk).update(summary={})
    answered(learner, framework, now - 20 * DAY, level=0.0)

    assert gathered(framework).people == 0


def test_who_stopped_half_way_neither_took_it_nor_did_not(learner: Learner, framework: Framework, now: datetime) -> None:
    planned(learner, framework, now - 60 * DAY)
    answered(learner, framework, now - 20 * DAY, level=0.0)
    visit = {"learner": learner, "resource": CONSENT, "content_hash": "h", "started_at": now - 50 * DAY, "last_at": now - 50 * DAY}

    Visit.objects.create(seconds=30, **visit)
    untouched = on_consent(framework)
    Visit.objects.create(seconds=120, **visit)
    begun = on_consent(framework)
    Visit.objects.create(seconds=600, **visit)
    read = on_consent(framework)

    assert [case.taken for case in untouched] == [False]
    assert begun == []
    assert [case.taken for case in read] == [True]


def test_what_was_taken_before_it_was_needed_or_by_an_equal_is_no_comparison(learner: Learner, framework: Framework, now: datetime) -> None:
    twin(CONSENT, "essai.res.consentement-autrement")
    planned(learner, framework, now - 60 * DAY)
    answered(learner, framework, now - 20 * DAY, level=0.0)
    done(learner, now - 50 * DAY, "essai.res.consentement-autrement")
    by_equal = on_consent(framework)
    Completion.objects.all().delete()
    done(learner, now - 70 * DAY)

    assert by_equal == []
    assert on_consent(framework) == []


def twin(uid: str, other: str) -> None:
    row = ResourceVersion.objects.get(uid=uid, current=True)
    row.pk, row.uid, row.content_hash, row.body = None, other, "2" * 64, {**row.body, "uid": other}
    row.save()


def test_a_corrected_answer_counts_once_and_an_annulled_one_not(learner: Learner, framework: Framework, now: datetime) -> None:
    planned(learner, framework, now - 60 * DAY)
    done(learner, now - 50 * DAY)
    answered(learner, framework, now - 20 * DAY, level=-9.0)
    (before,) = on_consent(framework)
    for row in Observation.objects.all():
        row.supersedes, row.pk, row.score, row.source_id = row.pk, uuid4(), 1.0, row.source_id
        row.save(force_insert=True)
    (after,) = on_consent(framework)
    Observation.objects.exclude(supersedes=None).update(weight=0.0)

    assert before.after < -2 < 0 < after.after
    assert on_consent(framework) == []


def test_a_resource_for_other_professions_or_above_the_requirement_is_not_compared(
    learner: Learner, framework: Framework, now: datetime
) -> None:
    row = ResourceVersion.objects.get(uid=CONSENT, current=True)
    planned(learner, framework, now - 60 * DAY)
    answered(learner, framework, now - 20 * DAY, level=0.0)
    resources = {uid: one for uid, (_hash, one) in resources_of(framework.code).items()}
    foreign = resources | {CONSENT: resources[CONSENT].model_copy(update={"professions": ("notaire",)})}

    assert row.uid in resources
    assert not gather(framework, foreign, simulated=False).observational.get((CONSENT, "X1"))
    # The workshop aims above what is required of a student.
    assert not any(uid.endswith("atelier") for uid, _ in gathered(framework).observational)


def test_lots_are_compared_by_the_draw_whatever_became_of_it(learner: Learner, framework: Framework, now: datetime) -> None:
    twin(CONSENT, "essai.res.consentement-autrement")
    planned(learner, framework, now - 60 * DAY)
    among = sorted([CONSENT, "essai.res.consentement-autrement"])
    Step.objects.filter(learner=learner).update(why={"drawn": {"among": among, "chance": 0.5}})
    done(learner, now - 50 * DAY, "essai.res.consentement-autrement")
    answered(learner, framework, now - 20 * DAY, level=0.0)

    found = gathered(framework)

    named, other = (found.randomised[uid, "X1"] for uid in (CONSENT, "essai.res.consentement-autrement"))
    assert [(case.taken, case.chance) for case in named + other] == [(True, 0.5), (False, 0.5)]
    assert found.against[CONSENT, "X1"] == ("essai.res.consentement-autrement",)


def test_the_number_of_queries_does_not_grow_with_people(framework: Framework, now: datetime, django_assert_num_queries: object) -> None:
    for count in (1, 3):
        while Learner.objects.count() < count:
            learner = someone(now)
            planned(learner, framework, now - 60 * DAY)
            answered(learner, framework, now - 20 * DAY, level=0.0)
        with django_assert_num_queries(6):  # type: ignore[operator]
            assert gathered(framework).people == count


# --- what follows from it --------------------------------------------------------------------------------------------------------------


def cases(*, taken: int, without: int, effect: float = 0.8, chance: float | None = None, seed: int = 1) -> list[Case]:
    random = Random(seed)
    found = []
    for number in range(taken + without):
        before = random.gauss(-1, 0.5)
        after = before + effect * (number < taken) + random.gauss(0, 0.6)
        stage = random.choice(("c1", "c2"))
        found.append(Case(before, after, number < taken, -0.5, random.choice((1.0, 2.0)), "infirmier", stage, chance))
    return found


def test_an_effect_is_said_in_levels() -> None:
    by_half_levels, by_levels = (estimated(cases(taken=80, without=80), width=width) for width in (0.5, 1.0))

    assert by_levels.low is not None
    assert by_levels.high is not None
    assert by_levels.low < 0.8 < by_levels.high
    assert by_half_levels.value == pytest.approx(2 * by_levels.value)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("taken", "without"), [(0, 0), (0, 100), (100, 0), (LEAST - 1, 200), (200, LEAST - 1)], ids=lambda count: str(count)
)
def test_too_few_on_either_side_is_an_answer_without_a_number(taken: int, without: int) -> None:
    found = estimated(cases(taken=taken, without=without), width=1.0)

    assert (found.value, found.low, found.high) == (None, None, None)
    assert (found.taken, found.not_taken) == (taken, without)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_probability_of_nothing_or_all_leaves_nobody_to_compare(chance: float) -> None:
    found = estimated(cases(taken=80, without=80, chance=chance), width=1.0)

    assert (found.value, found.taken, found.not_taken, found.left_out) == (None, 0, 0, 160)


def test_people_the_plan_always_sends_there_are_left_out() -> None:
    # Far below, everybody takes it; far above, nobody does.
    random = Random(2)
    sure = [Case(-9 + 18 * (n % 2) + random.gauss(0, 0.1), 0.0, n % 2 == 0, -0.5, 2.0, "infirmier", "c1") for n in range(200)]

    found = estimated(sure, width=1.0)

    assert found.value is None
    assert found.left_out == 200


@pytest.mark.parametrize(
    ("value", "low", "high", "measurable"),
    [(0.5, 0.2, 0.8, True), (0.5, 0.0, 1.0, False), (0.5, -0.1, 1.1, False), (-0.3, -0.6, -0.1, False), (None, None, None, False)],
)
def test_hours_to_a_level_are_never_negative_nor_without_end(
    value: float | None, low: float | None, high: float | None, measurable: bool
) -> None:
    effect = ResourceEffect(comparison=Comparison.OBSERVATIONAL, minutes=30, value=value, low=low, high=high, taken=50, not_taken=50)

    found = hours_to_a_level(effect)

    assert (found is not None) == measurable
    with override("en"):
        said = hours_in_words(found)
    assert said == ("1.0 h (38 min to 2.5 h)" if measurable else "cannot be measured")


def test_a_difference_between_resources_says_nothing_of_hours() -> None:
    assert hours_to_a_level(ResourceEffect(comparison=Comparison.RANDOMISED, minutes=30, value=0.5, low=0.2, high=0.8)) is None


def test_the_hash_names_the_data_and_not_their_order() -> None:
    some = cases(taken=3, without=3)

    assert hash_of({"a": some}) == hash_of({"a": some[::-1]}) != hash_of({"a": some[1:]})


@pytest.fixture
def crowd(framework: Framework, now: datetime) -> list[Learner]:
    """Seventy learners measured before and after, every other one of whom took the text on consent and gained by it."""
    return make_crowd(framework, now)


def make_crowd(framework: Framework, now: datetime, *, people: int = 70, simulated: bool = False) -> list[Learner]:
    random = Random(7)
    learners = []
    for number in range(people):
        learner = someone(now, simulated=simulated)
        planned(learner, framework, now - 60 * DAY, level=-1.6 + random.gauss(0, 0.2))
        if number % 2:
            done(learner, now - 50 * DAY)
        answered(learner, framework, now - 20 * DAY, level=-1.6 + 0.9 * (number % 2) + random.gauss(0, 0.3))
        learners.append(learner)
    return learners


def test_an_edition_is_written_once_for_the_same_data(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    first = estimate_effects(framework=framework, simulated=False, now=now)
    again = estimate_effects(framework=framework, simulated=False, now=now + DAY)

    assert first is not None
    assert first == again
    assert first.people == 70
    (effect,) = first.effects.filter(value__isnull=False)
    assert (effect.resource, effect.taken, effect.not_taken) == (CONSENT, 35, 35)
    assert effect.low is not None
    assert effect.low > 0
    others = set(first.effects.filter(value=None).values_list("resource", flat=True))
    assert {INCIDENT, SECRET} <= others


def test_two_estimations_at_once_write_one_edition(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    others: list[EffectEdition | None] = []

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        """A second worker does the same from one end to the other, just before this one begins to write."""
        if sql.startswith("SAVEPOINT") and not others:
            others.append(None)
            others[0] = estimate_effects(framework=framework, simulated=False, now=now)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        edition = estimate_effects(framework=framework, simulated=False, now=now + DAY)

    assert others == [edition]
    assert EffectEdition.objects.count() == 1


def test_real_and_simulated_learners_are_never_mixed(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    make_crowd(framework, now, people=10, simulated=True)

    real, simulated = (estimate_effects(framework=framework, simulated=flag, now=now) for flag in (False, True))

    assert real is not None
    assert simulated is not None
    assert (real.people, simulated.people) == (70, 10)
    assert not simulated.effects.filter(value__isnull=False).exists()
    shown = effect_of_resource(CONSENT)
    assert shown is not None
    assert not shown.edition.simulated


def test_erased_learners_are_not_in_the_next_edition(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    before = estimate_effects(framework=framework, simulated=False, now=now)
    for learner in crowd[:15]:
        erase(learner=learner, person=None, now=now)

    after = estimate_effects(framework=framework, simulated=False, now=now + DAY)

    assert before is not None
    assert after is not None
    assert before.data_hash != after.data_hash
    assert after.people == 55
    assert effect_of_resource(CONSENT) is None
    kept = json.dumps([list(EffectEdition.objects.values()), list(ResourceEffect.objects.values())], default=str)
    assert not any(str(learner.pk) in kept for learner in crowd)


def test_a_withdrawn_resource_is_no_longer_estimated(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    estimate_effects(framework=framework, simulated=False, now=now)
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    edition = estimate_effects(framework=framework, simulated=False, now=now + DAY)

    assert edition is not None
    assert not edition.effects.filter(resource=CONSENT).exists()
    assert effect_of_resource(CONSENT) is None
    assert Client().get(reverse(PAGE)).status_code == 200


def test_nobody_measured_makes_no_edition(framework: Framework, now: datetime) -> None:
    assert estimate_effects(framework=framework, simulated=False, now=now) is None
    assert not EffectEdition.objects.exists()


# --- the page --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_anybody_reads_the_page(
    crowd: list[Learner], amina: Person, farid: Person, framework: Framework, now: datetime, language: str
) -> None:
    estimate_effects(framework=framework, simulated=False, now=now)

    for client in (Client(), logged_in(amina), logged_in(farid)):
        client.cookies["django_language"] = language
        page = client.get(reverse(PAGE))
        text = page.content.decode()

        assert page.status_code == 200
        assert text.count("<h1") == 1
        assert reverse("study:resource", args=[CONSENT]) in text
        assert "θ" not in text
        assert not re.search(r"\bnan\b", text.partition("<main")[2].partition("</main>")[0].lower())
        assert all(figure.command in text for figure in figures().figures)


def test_without_data_the_page_says_what_is_missing(small_pack: object) -> None:
    page = Client().get(reverse(PAGE)).content.decode()

    assert "empty" in page
    assert "forest" not in page.partition("<main")[2]


def test_simulated_learners_are_called_so_loudly(framework: Framework, now: datetime) -> None:
    make_crowd(framework, now, simulated=True)
    estimate_effects(framework=framework, simulated=True, now=now)
    client = Client()
    client.cookies["django_language"] = "en"

    page = client.get(reverse(PAGE)).content.decode()
    line = client.get(reverse("study:resource", args=[CONSENT])).content.decode()

    assert "Simulated data" in page
    assert "all simulated" in page
    assert "70 people, simulation" in line


def test_the_page_of_a_resource_shows_its_effect_or_nothing(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    before = client.get(reverse("study:resource", args=[CONSENT])).content.decode()
    estimate_effects(framework=framework, simulated=False, now=now)

    after = client.get(reverse("study:resource", args=[CONSENT])).content.decode()
    other = client.get(reverse("study:resource", args=[INCIDENT])).content.decode()

    assert "Estimated effect" not in before
    assert "Estimated effect: +" in after
    assert "70 people" in after
    assert "simulation" not in after.partition("Estimated effect")[2][:80]
    assert "Estimated effect" not in other


def test_fewer_than_eleven_people_are_not_counted_out(framework: Framework, now: datetime) -> None:
    make_crowd(framework, now, people=8)
    edition = estimate_effects(framework=framework, simulated=False, now=now)
    client = Client()
    client.cookies["django_language"] = "en"

    with override("en"):
        said = missing(ResourceEffect.objects.get(resource=CONSENT))
    rows = table()
    page = client.get(reverse(PAGE)).content.decode()

    assert edition is not None
    assert edition.people == 8
    assert "8 learners" not in page
    assert "fewer than 11 people measured before and after" in page
    assert edition.data_hash not in page
    assert rows[CONSENT]["data_sha256"] == ""

    assert said == "fewer than 11 people with it and fewer than 11 people without; 30 of each are needed."
    assert rows[CONSENT]["with"] == rows[CONSENT]["without"] == "<11"


def test_two_editions_beside_each_other_tell_of_nobody(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    client = Client()
    client.cookies["django_language"] = "en"

    def published() -> tuple[list[str], str]:
        row = table()[CONSENT]
        text = re.sub(r"<[^>]+>", " ", client.get(reverse(PAGE)).content.decode())
        counted = [text[found.start() : found.start() + 30] for found in re.finditer(r"at least \d+|\d+ with it", text)]
        return [row[name] for name in ("with", "without", "left_out")], "|".join(counted)

    estimate_effects(framework=framework, simulated=False, now=now)
    before = published()
    one = crowd[1]
    erase(learner=one, person=None, now=now)
    estimate_effects(framework=framework, simulated=False, now=now + DAY)
    less = EffectEdition.objects.order_by("-made_at")[0].people
    after = published()

    assert less == 69
    # 70 became 69: what is shown went from one ten to another, and says of neither how many they were.
    assert before[0] == after[0] == ["30", "30", "0"]
    assert "30 with it, 30 without" in before[1]
    assert "at least 70 people" in before[1]
    assert "at least 60 people" in after[1]
    assert all(int(number) % 10 == 0 for number in re.findall(r"at least (\d+) people", before[1] + after[1]))


def table() -> dict[str, dict[str, str]]:
    text = Client().get(reverse(TABLE)).content.decode().lstrip("\ufeff")
    return {row["resource"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_the_table_is_rounded_as_the_page(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    edition = estimate_effects(framework=framework, simulated=False, now=now)

    row = table()[CONSENT]

    assert edition is not None
    assert row["data"] == "real"
    assert row["data_sha256"] == edition.data_hash
    # One decimal: one person more or less does not show.
    assert all(len(row[name].partition(".")[2]) == 1 for name in ("effect_levels", "low_90", "high_90", "hours_to_a_level"))
    assert table()[INCIDENT]["effect_levels"] == ""


def test_numbers_that_are_published_alike_are_drawn_alike(small_pack: object, framework: Framework, now: datetime) -> None:
    """One person more or less moves an effect by a few hundredths: neither the drawing nor the hours tell them."""
    edition = EffectEdition.objects.create(framework=framework.code, simulated=False, made_at=now, method="m", people=80, data_hash="h")
    effect = ResourceEffect.objects.create(
        edition=edition, resource=CONSENT, competence="X1", comparison=Comparison.OBSERVATIONAL, minutes=30, taken=40, not_taken=40,
        value=0.523, low=0.061, high=0.931,
    )  # fmt: skip

    def published() -> tuple[list[str], dict[str, dict[str, str]]]:
        page = Client().get(reverse(PAGE)).content.decode()
        return re.findall(r"<figure.*?</figure>|<tbody>.*?</tbody>", page, re.DOTALL), table()

    before = published()
    ResourceEffect.objects.filter(pk=effect.pk).update(value=0.478, low=0.139, high=0.874)
    after = published()

    assert before == after
    assert before[1][CONSENT]["hours_to_a_level"] == "1.0"


def test_the_day_of_the_table_is_that_of_the_page(crowd: list[Learner], framework: Framework, now: datetime) -> None:
    late = now.replace(hour=23, minute=30)
    estimate_effects(framework=framework, simulated=False, now=late)
    client = Client()
    client.cookies["django_language"] = "en"

    # Half past midnight in Paris.
    assert table()[CONSENT]["estimated_on"] == (late + DAY).date().isoformat()
    assert f"estimated on {(late + DAY).day} November" in client.get(reverse(PAGE)).content.decode()


def test_the_calibration_in_force_is_named_with_its_hash(small_pack: object, framework: Framework, now: datetime) -> None:
    CalibrationEdition.objects.create(
        framework=framework.code, framework_version=framework.version, name="2026-11-20", made_at=now, method="map", people=321,
        answers=4567, data_hash="c0ffee" * 10, in_force=True, simulated=True,
    )  # fmt: skip
    client = Client()
    client.cookies["django_language"] = "en"

    page = client.get(reverse(PAGE)).content.decode()
    CalibrationEdition.objects.update(people=8)
    of_few = client.get(reverse(PAGE)).content.decode()

    assert "2026-11-20" in page
    assert "c0ffeec0ffee…" in page
    assert "c0ffee" not in of_few
    assert "at least 4500 answers of at least 320 people" in page.replace(",", "").replace("\u202f", "")
    assert "simulated answers" in page


def test_the_page_asks_as_many_queries_for_many_effects_as_for_one(
    crowd: list[Learner], framework: Framework, now: datetime, django_assert_max_num_queries: object
) -> None:
    estimate_effects(framework=framework, simulated=False, now=now)
    client = Client()
    client.get(reverse(PAGE))
    for others in (3, 0):
        ResourceEffect.objects.exclude(resource=CONSENT).filter(pk__in=ResourceEffect.objects.values("pk")[others:]).delete()
        with django_assert_max_num_queries(7):  # type: ignore[operator]
            client.get(reverse(PAGE))


def test_the_figures_are_those_of_the_benchmarks() -> None:
    page = (Path(django_settings.ROOT) / "docs/reference/benchmarks.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]

    for figure in figures().figures:
        command = figure.command.removeprefix("python -m benchmarks.")
        assert any(f"`{command}`" in row and figure.measured in row for row in rows), figure.command


# --- the demonstration -----------------------------------------------------------------------------------------------------------------


def wrong(effects: Iterable[tuple[ResourceEffect, float]]) -> list[str]:
    return [f"{one}: {one.low} to {one.high}, planted {truth}" for one, truth in effects if not one.low <= truth <= one.high]  # type: ignore[operator]


def test_planted_effects_are_found_again(socle: object, now: datetime) -> None:
    elise = person("elise@example.org", "Élise Garnier")
    university = Institution.objects.create(name="Université (essai)", code="essai", created_at=now)
    Role.objects.create(person=elise, kind=RoleKind.MANAGER, institution=university)
    framework = framework_for(profession="infirmier")
    beside = Cohort.objects.create(
        institution=university, name="Autre", code="AUTRE", framework=framework.code, framework_version=framework.version, created_at=now
    )

    learners = list(seed_trials(beside=beside, now=now))

    edition = EffectEdition.objects.get()
    known = edition.effects.filter(value__isnull=False)
    taken = {one.resource: one for one in known.filter(comparison=Comparison.OBSERVATIONAL)}
    assert edition.simulated
    assert all(learner.simulated for learner in learners)
    assert set(taken) <= set(PLANTED)
    assert len([one for one in taken.values() if one.low is not None and one.low > 0]) >= 3
    none = taken["socle.res.premiers-gestes-face-a-un-incident"]
    assert none.low is not None
    assert none.high is not None
    assert none.low < 0 < none.high
    # Nine intervals in ten hold the truth: one may miss.
    assert len(wrong((one, PLANTED[uid]) for uid, one in taken.items())) <= 1
    # By lot, whoever did not finish what was drawn counts all the same: the difference is that much smaller.
    lots = list(known.filter(comparison=Comparison.RANDOMISED))
    assert len(lots) == 2
    assert wrong((one, FINISHES * (PLANTED[one.resource] - PLANTED[one.against[0]])) for one in lots) == []
    assert edition.effects.filter(value=None).count() > 50
