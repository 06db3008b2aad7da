"""The coin between equivalent resources: for whom it falls, that it costs nothing, what is kept of it, and that a choice prevails."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from sextant.accounts.actions import create_learner
from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.engine.planning import greedy
from sextant.engine.planning.check import violations
from sextant.engine.planning.draws import SIMILAR, draw, exchangeable, levelled
from sextant.engine.planning.model import Gain, Kind, Module, Problem, SessionOption, Slot
from sextant.frameworks.queries import framework_of
from sextant.pathways import actions, sentences
from sextant.pathways.choices import ChoiceKind
from sextant.pathways.models import Constraints, Plan
from sextant.pathways.problem import course_of
from sextant.pathways.queries import current_plan, steps_of
from sextant.pathways.tasks import improve_plan
from tests.conftest import logged_in

from .learners import constrained, learner_of, place_at

SECRET, TWIN = "essai.res.secret", "essai.res.secret-autrement"
DAY = 24 * 60


def module(key: str, *, minutes: int = 20, level: int = 1, needs: tuple[str, ...] = (), competence: str = "A") -> Module:
    return Module(key=key, minutes=minutes, gains={competence: Gain(level)}, prerequisites=needs)


def problem(*modules: Module, **fields: object) -> Problem:
    base = Problem(
        mean={"A": -1.0, "B": 2.0}, sd={"A": 0.2, "B": 0.2}, required={"A": 1}, cuts=(-1.5, -0.5, 0.5), modules=modules,
        slots=(Slot(DAY, 240),), weeks=(0, 7 * DAY), minutes_per_week=120, start=0, deadline=7 * DAY,
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def test_exchangeable_means_that_nothing_the_plan_knows_tells_them_apart() -> None:
    twins = (module("one"), module("two", minutes=20 + SIMILAR))
    others = (module("long", minutes=30), module("higher", level=2), module("elsewhere", competence="B"))

    found = exchangeable(problem(*twins, *others))

    assert found == (("one", "two"),)


@pytest.mark.parametrize(
    "fields",
    [{"pinned": {"one": None}}, {"refused": frozenset({"two"})}, {"postponed": {"one": DAY}}, {"done": frozenset({"two"})}],
)
def test_what_a_learner_chose_or_did_is_never_drawn(fields: dict[str, object]) -> None:
    assert exchangeable(problem(module("one"), module("two"), **fields)) == ()


def test_sessions_and_unmet_prerequisites_are_not_exchangeable() -> None:
    session = SessionOption("monday", DAY, DAY + 20)
    live = [Module(key=key, minutes=20, gains={"A": Gain(1)}, kind=Kind.LIVE, sessions=(session,)) for key in ("one", "two")]
    needy = problem(module("one"), module("two", needs=("base",)), module("base", competence="B"), mean={"A": -1.0, "B": -2.0})

    assert exchangeable(problem(*live)) == ()
    assert exchangeable(needy) == ()
    # Once what it builds on is held, nothing tells them apart.
    assert exchangeable(replace(needy, done=frozenset({"base"}))) == (("one", "two"),)
    assert exchangeable(replace(needy, mean={"A": -1.0, "B": 2.0})) == (("one", "two"),)


def test_the_coin_is_fair_and_falls_the_same_way_again() -> None:
    asked = levelled(problem(module("one"), module("two", minutes=21)))
    found = greedy.plan(asked)

    named = [draw(asked, found, seed=f"learner {n}")[1][0] for n in range(2000)]

    assert {one.chance for one in named} == {0.5}
    assert 0.46 < sum(one.key == "one" for one in named) / 2000 < 0.54
    again = draw(asked, draw(asked, found, seed="learner 7")[0], seed="learner 7")
    assert again[1] == (named[7],)


def test_a_third_resource_changes_a_draw_only_by_winning() -> None:
    two, three = problem(module("one"), module("two")), problem(module("one"), module("two"), module("zero"))

    for n in range(200):
        (before,), (after,) = (draw(asked, greedy.plan(asked), seed=str(n))[1] for asked in (two, three))
        assert after.key in (before.key, "zero")
        assert after.chance == pytest.approx(1 / 3)


def test_the_draw_costs_the_learner_nothing() -> None:
    # Ninety minutes a week: no room to spare for a longer one.
    modules = (module("one", minutes=20), module("two", minutes=22), module("other", competence="B", level=2, minutes=68))
    asked = levelled(problem(*modules, required={"A": 1, "B": 2}, mean={"A": -1.0, "B": -0.1}, minutes_per_week=90))
    plan = greedy.plan(asked)

    for n in range(20):
        drawn, _ = draw(asked, plan, seed=str(n))

        assert violations(asked, drawn) == ()
        assert (drawn.minutes, drawn.coverage, drawn.unmet) == (plan.minutes, plan.coverage, plan.unmet)
        assert [step.chunks for step in drawn.steps] == [step.chunks for step in plan.steps]


def test_nothing_is_drawn_where_a_later_step_builds_on_one_of_them() -> None:
    asked = problem(module("one"), module("two"), module("next", level=2, needs=("one",)), required={"A": 2})
    plan = greedy.plan(asked)

    assert "next" in {step.key for step in plan.steps}
    assert draw(asked, plan, seed="x") == (plan, ())


def test_a_course_in_force_is_not_turned_round() -> None:
    asked = problem(module("one"), module("two"))
    plan = greedy.plan(asked)

    assert draw(asked, plan, seed="x", settled={"one"}) == (plan, ())


def twin(now: datetime) -> None:
    """A second resource on what `essai.res.secret` teaches, a minute longer."""
    row = ResourceVersion.objects.get(uid=SECRET, current=True)
    minutes = row.minutes + 1
    row.pk, row.uid, row.content_hash, row.minutes = None, TWIN, "1" * 64, minutes
    row.body = {**row.body, "uid": TWIN, "minutes": minutes, "title": {"fr": "Le secret autrement", "en": "Secrecy another way"}}
    row.save()


@pytest.fixture
def learner(amina: Person, now: datetime) -> Learner:
    """Amina, below what is required, on a campus with two resources on secrecy."""
    learner = learner_of(amina)
    twin(now)
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    return learner


def on_secrecy(plan: Plan) -> dict[str, dict[str, object]]:
    return {step.module: step.why for step in steps_of(plan) if step.module in (SECRET, TWIN)}


def test_the_step_keeps_the_probability_and_says_so_in_words(learner: Learner, now: datetime) -> None:
    plan = actions.make_plan(learner=learner, now=now)

    ((module, why),) = on_secrecy(plan).items()
    assert why["drawn"] == {"among": sorted([SECRET, TWIN]), "chance": 0.5}
    with override("en"):
        said = sentences.why(why, sentences.Names(framework_of(learner), {}, {}))
    assert any("Drawn by lot between 2 equivalent resources" in sentence for sentence in said)
    page = logged_in(learner.person).get(f"/parcours/etape/{module}/")  # type: ignore[arg-type]
    assert "tirée au sort" in page.content.decode().lower() or "Drawn by lot" in page.content.decode()


def test_the_draw_is_stable_over_plans_made_anew_and_improved(learner: Learner, now: datetime) -> None:
    first = on_secrecy(actions.make_plan(learner=learner, now=now))
    plan = current_plan(learner)
    assert plan is not None

    improve_plan.func(learner=str(learner.pk), plan=str(plan.pk))
    actions.change_constraints(learner=learner, now=now, minutes_per_week=90)
    later = on_secrecy(actions.make_plan(learner=learner, now=now + timedelta(days=3)))

    assert list(later) == list(first)
    assert all("drawn" in why for why in later.values())


def test_both_are_drawn_over_learners(learner: Learner, now: datetime) -> None:
    named = set()
    for _ in range(12):
        other = create_learner(now=now)
        Learner.objects.filter(pk=other.pk).update(profession="juriste", stage="etudes")
        other.refresh_from_db()
        place_at(other, theta=-1.6, now=now)
        named |= set(on_secrecy(actions.make_plan(learner=other, now=now, improve=False, alternatives_for=0)))

    assert named == {SECRET, TWIN}


def test_the_learner_takes_the_other_and_keeps_it(learner: Learner, now: datetime) -> None:
    (drawn,) = on_secrecy(actions.make_plan(learner=learner, now=now, alternatives_for=3.0))
    other = TWIN if drawn == SECRET else SECRET
    offered = [one["module"] for one in current_plan(learner).steps.get(module=drawn).why["otherwise"]]  # type: ignore[union-attr]

    actions.swap(learner=learner, out=drawn, into=other, now=now)
    after = on_secrecy(actions.make_plan(learner=learner, now=now))

    assert other in offered
    assert list(after) == [other]
    assert "drawn" not in after[other]


def test_the_switch_turns_the_coin_off(learner: Learner, now: datetime, settings: object) -> None:
    settings.DRAWS = False  # type: ignore[attr-defined]

    plan = actions.make_plan(learner=learner, now=now)

    assert list(on_secrecy(plan)) == [SECRET]
    assert "drawn" not in on_secrecy(plan)[SECRET]
    assert course_of(learner, now=now).problem.module(TWIN).minutes != course_of(learner, now=now).problem.module(SECRET).minutes


def test_a_learner_keeps_the_coin_out_of_their_course(learner: Learner, now: datetime) -> None:
    client = logged_in(learner.person)
    actions.make_plan(learner=learner, now=now)
    page = client.get("/parcours/").content.decode()
    form = {"hours": "2", "deadline": "", "places": []}

    client.post("/parcours/contraintes/", {**form, "no_lots": "on"})
    without = on_secrecy(current_plan(learner))
    ticked = client.get("/parcours/").content.decode()
    client.post("/parcours/contraintes/", form)

    assert 'name="no_lots"' in page
    assert list(without) == [SECRET]
    assert "drawn" not in without[SECRET]
    assert re.search(r'name="no_lots"[^>]*checked', ticked)
    assert not Constraints.objects.get(learner=learner).no_lots


def test_where_the_campus_draws_nothing_nobody_is_asked(learner: Learner, now: datetime, settings: object) -> None:
    settings.DRAWS = False  # type: ignore[attr-defined]
    actions.make_plan(learner=learner, now=now)

    page = logged_in(learner.person).get("/parcours/").content.decode()

    assert 'name="no_lots"' not in page


def test_what_was_planned_before_a_twin_came_stays(amina: Person, now: datetime) -> None:
    learner = learner_of(amina)
    place_at(learner, theta=-1.6, now=now)
    constrained(learner, now=now)
    actions.make_plan(learner=learner, now=now)
    twin(now)

    after = on_secrecy(actions.make_plan(learner=learner, now=now))

    assert list(after) == [SECRET]
    assert "drawn" not in after[SECRET]


def test_withdrawing_a_choice_brings_the_same_draw_back(learner: Learner, now: datetime) -> None:
    (drawn,) = on_secrecy(actions.make_plan(learner=learner, now=now))
    actions.choose(learner=learner, module=drawn, kind=ChoiceKind.REFUSED, now=now)
    actions.make_plan(learner=learner, now=now)

    actions.choose(learner=learner, module=drawn, kind=None, now=now)
    Plan.objects.filter(learner=learner).delete()

    assert list(on_secrecy(actions.make_plan(learner=learner, now=now))) == [drawn]
