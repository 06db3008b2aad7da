"""What was acquired and has become uncertain with time gets a short test, and a course only if it is lost."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.assessment.models import Sitting
from sextant.frameworks.queries import framework_of
from sextant.mastery.actions import observe
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Estimate
from sextant.mastery.queries import fades_on, results_of, state_of
from sextant.mastery.state import day_of, thresholds
from sextant.pathways.actions import make_plan
from sextant.pathways.choices import StepKind
from sextant.pathways.models import Plan, Step
from sextant.pathways.problem import course_of
from sextant.pathways.queries import has_faded
from tests.conftest import logged_in
from tests.mastery.test_replay import evidence
from tests.pathways.learners import constrained, place_at

DAY = timedelta(days=1)
AGES = 900
"""Days after which nothing is sure any more of what was held by little."""


def held(learner: Learner, now: datetime, *, ago: int, above: float = 0.5, sd: float = 0.3) -> None:
    """Let `learner` have been seen to hold everything `ago` days ago."""
    framework = framework_of(learner)
    wanted = thresholds(framework, learner)
    place_at(learner, theta={code: wanted[axis] + above for axis, code in enumerate(framework.codes)}, now=now, sd=sd)
    seen = {code: [day_of(now - ago * DAY), wanted[axis] + above, sd] for axis, code in enumerate(framework.codes)}
    Estimate.objects.filter(learner=learner).update(seen_at=now - ago * DAY, carried={"seen": seen})
    constrained(learner, now=now)


@pytest.fixture
def learner(enrolled: Learner) -> Learner:
    """Amina, in a cohort."""
    return enrolled


def verdicts(learner: Learner, now: datetime) -> set[str]:
    return {one.verdict for one in results_of(learner, framework_of(learner), now=now)}


def test_what_is_fresh_needs_nothing(learner: Learner, now: datetime) -> None:
    held(learner, now, ago=1)

    make_plan(learner=learner, now=now, improve=False)

    assert verdicts(learner, now) == {Verdict.ACQUIRED}
    assert not Step.objects.exists()


def test_what_has_faded_gets_a_short_test_and_never_a_module(learner: Learner, amina: Person) -> None:
    now = timezone.now()
    held(learner, now, ago=AGES)

    make_plan(learner=learner, now=now, improve=False)

    steps = list(Step.objects.order_by("position"))
    framework = framework_of(learner)
    assert verdicts(learner, now) == {Verdict.TO_SETTLE}
    assert {step.module for step in steps} == {f"test:{code}" for code in framework.codes}
    assert {step.kind for step in steps} == {StepKind.TEST}
    assert {step.why["faded"] for step in steps} == {timezone.localdate(now - AGES * DAY).isoformat()}
    page = logged_in(amina).get(f"/parcours/etape/{steps[0].module}/", headers={"accept-language": "en"}).content.decode()
    assert "time has made it uncertain" in page


def test_only_what_turns_out_to_be_lost_gets_its_resource(learner: Learner, now: datetime) -> None:
    held(learner, now, ago=AGES)
    framework = framework_of(learner)
    wrong = [evidence(framework, now + timedelta(minutes=place), 0.0, 0, b=-1.0) for place in range(8)]

    observe(learner=learner, framework=framework, evidence=wrong, now=now)
    make_plan(learner=learner, now=now, improve=False)

    assert results_of(learner, framework, now=now)[0].verdict == Verdict.TO_ACQUIRE
    assert f"test:{framework.codes[0]}" not in set(Step.objects.values_list("module", flat=True))
    assert Step.objects.exclude(kind=StepKind.TEST).exists()


def test_a_plan_knows_the_day_on_which_something_fades_and_is_made_anew_then(learner: Learner, now: datetime) -> None:
    held(learner, now, ago=1)
    plan = make_plan(learner=learner, now=now, improve=False)
    framework = framework_of(learner)
    found = results_of(learner, framework, now=now)
    day = fades_on(state_of(learner, framework, now=now), found, learner)

    assert day is not None
    assert plan.summary["fades_on"] == day.isoformat()
    assert not has_faded(plan, day - DAY)
    assert has_faded(plan, day)
    noon = datetime.combine(day, datetime.min.time(), now.tzinfo) + timedelta(hours=12)
    assert Verdict.TO_SETTLE in verdicts(learner, noon)
    assert verdicts(learner, noon - DAY) == {Verdict.ACQUIRED}


def test_of_time_alone_a_plan_is_the_same_problem_until_something_fades(learner: Learner, now: datetime) -> None:
    held(learner, now, ago=1)
    constrained(learner, now=now, deadline=(now + 900 * DAY).date())

    today, later, much_later = (course_of(learner, now=now + days * DAY).fingerprint for days in (0, 5, 890))

    assert today == later != much_later


def test_the_test_of_what_faded_may_ask_what_was_explained_long_ago(learner: Learner, amina: Person) -> None:
    held(learner, timezone.now(), ago=AGES)
    code = framework_of(learner).codes[0]
    client = logged_in(amina)
    client.get("/parcours/")

    client.post(f"/parcours/etape/test:{code}/test/")
    client.post("/resultat/preciser/", {"competence": code})

    sitting = Sitting.objects.get(competence=code)
    assert sitting.least_questions > 0


def test_a_plan_of_before_says_nothing_of_time(learner: Learner, now: datetime) -> None:
    assert not has_faded(Plan(summary={}), now.date())
