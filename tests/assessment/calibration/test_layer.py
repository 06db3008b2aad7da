"""The layer of an edition: what comes out of planted answers, what is kept, and when nothing is."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.utils import translation

from sextant.accounts.models import Learner, Person
from sextant.assessment.calibration.gathering import gather
from sextant.assessment.calibration.layer import LEAST_ANSWERS, LEAST_PEOPLE, beats, fitted_layer, layer_of
from sextant.assessment.calibration.layer_page import SAYINGS, layer_page
from sextant.assessment.calibration.running import calibrate
from sextant.assessment.choices import Weighing
from sextant.assessment.foresight import Given, answers_in_order, foreseen, foresight_in_force
from sextant.assessment.models import CalibrationEdition, Response
from sextant.assessment.parameters import edition_in_force
from sextant.engine.measurement.tracing import FEATURES
from sextant.frameworks.document import Framework
from tests.assessment.calibration.answering import attempt, bank, people_answer
from tests.assessment.calibration.test_pages import LIST, english, text

SKILLS = {f"q{number:02}": (f"X{number % 4}",) for number in range(40)}
START = datetime(2026, 1, 5, 9)


def answers(*, people: int = 250, learning: float = 0.0, again: bool = False, constant: float | None = None, seed: int = 3) -> list[Given]:
    """
    Answers of people spread as the state assumes, who get better by `learning` logits at each answer on a skill.

    With `again`, all questions are met twice.
    """
    rng = np.random.default_rng(seed)
    b = dict(zip(SKILLS, rng.normal(0, 0.8, len(SKILLS)), strict=True))
    given = []
    for number in range(people):
        practised = dict.fromkeys(("X0", "X1", "X2", "X3"), 0)
        theta = dict(zip(practised, rng.normal() + rng.normal(0, 0.8, 4), strict=True))
        asked = [str(uid) for uid in rng.permutation(list(SKILLS))] * (2 if again else 1)
        for place, uid in enumerate(asked):
            (skill,) = SKILLS[uid]
            chance = 1 / (1 + np.exp(-(theta[skill] + learning * practised[skill] - b[uid])))
            practised[skill] += 1
            score = float(rng.random() < chance) if constant is None else constant
            given.append(Given(UUID(int=number), START + timedelta(minutes=place), 0, uid, score))
    return sorted(given)


def test_planted_learning_has_the_right_sign_and_is_used() -> None:
    found = fitted_layer(answers(learning=0.35), SKILLS)

    practice = {code: found["weights"][code] for code in ("right-here", "wrong-here", "answered")}
    assert sum(practice.values()) > 0
    assert practice["wrong-here"] > 1.645 * found["errors"]["wrong-here"]
    assert found["in_use"] is True
    assert found["held_out"]["layer"]["log_loss"] < found["held_out"]["state"]["log_loss"]
    assert found["held_out"]["people"] == 50


def test_without_anything_to_learn_it_is_kept_and_not_used() -> None:
    found = fitted_layer(answers(seed=5), SKILLS)

    assert found["in_use"] is False
    assert abs(found["held_out"]["gain"]) < 0.002
    assert found["weights"]["expected"] > 0.5


@pytest.mark.parametrize(
    ("gained", "area_with", "area_alone", "used"),
    [(0.02, 0.8, 0.7, True), (0.016, 0.8, 0.7, False), (0.02, 0.69, 0.7, False), (0.02, None, None, False), (-0.02, 0.8, 0.7, False)],
)
def test_used_only_where_it_is_surely_better_and_nowhere_worse(
    gained: float, area_with: float | None, area_alone: float | None, used: bool
) -> None:
    assert beats(gained, 0.01, area_with, area_alone) is used


def test_same_answers_give_the_same_layer() -> None:
    assert fitted_layer(answers(learning=0.2), SKILLS) == fitted_layer(answers(learning=0.2), SKILLS)


def test_people_kept_aside_have_no_part_in_what_is_kept() -> None:
    given = answers()
    aside = set(np.flatnonzero(np.random.default_rng(20261122).permutation(250) % 5 == 0).tolist())
    upside_down = [one._replace(score=1 - one.score) if one.learner.int in aside else one for one in given]

    before, after = fitted_layer(given, SKILLS), fitted_layer(upside_down, SKILLS)

    assert before["weights"] == after["weights"]
    assert before["questions"] == after["questions"]
    assert before["held_out"] != after["held_out"]
    assert after["in_use"] is False or after["held_out"]["gain"] > 0


@pytest.mark.parametrize("given", [answers(people=LEAST_PEOPLE - 1), answers(people=LEAST_PEOPLE)[: LEAST_ANSWERS - 1], []])
def test_too_few_answers_give_counts_alone(given: list[Given]) -> None:
    assert fitted_layer(given, SKILLS) == {"people": len({one.learner for one in given}), "answers": len(given)}


@pytest.mark.parametrize("constant", [0.0, 0.5, 1.0])
def test_constant_answers_give_no_number_that_is_none(constant: float) -> None:
    found = fitted_layer(answers(constant=constant), SKILLS)

    json.dumps(found, allow_nan=False)
    assert found["held_out"]["layer"]["auc"] is None


def test_questions_met_again_are_a_feature_only_where_there_are_enough() -> None:
    never, often = fitted_layer(answers(), SKILLS), fitted_layer(answers(people=120, again=True), SKILLS)

    assert (never["again"], never["weights"]["same-question"], never["spreads"]["same-question"]) == (0, 0.0, 0.0)
    assert often["again"] == 120 * len(SKILLS)
    assert often["spreads"]["same-question"] > 0.1


def test_what_is_read_is_in_order_and_without_what_cannot_have_been_read(framework: Framework, now: datetime) -> None:
    first, second = people_answer(framework, now, people=2, items=bank()[:3])
    attempt(first, bank()[3], now - timedelta(days=1), score=1.0, weighing=Weighing.EXPLAINED)
    attempt(first, bank()[4], now - timedelta(days=1), score=1.0, weighing=Weighing.TOO_FAST)

    rows = answers_in_order(framework.code, learner__simulated=False)

    assert [one.uid for one in rows if one.learner == first.pk] == [bank()[place].uid for place in (3, 0, 1, 2)]
    assert len(rows) == 7
    assert [one.learner for one in answers_in_order(framework.code, learner=second)] == [second.pk] * 3
    assert answers_in_order(framework.code, learner=second, before=now) == []


def test_layer_of_a_campus_takes_one_query_and_knows_its_questions(
    framework: Framework, now: datetime, django_assert_num_queries: Any
) -> None:
    people_answer(framework, now, people=220)
    gathered = gather(framework, simulated=False)

    with django_assert_num_queries(1):
        found = layer_of(gathered)

    assert set(found["questions"]) == {item.uid for item in bank()}
    assert all(set(skills) <= set(framework.codes) and skills for _b, skills in found["questions"].values())


def test_edition_holds_its_layer_and_foresees_with_it(framework: Framework, now: datetime, django_assert_num_queries: Any) -> None:
    learner, *_rest = people_answer(framework, now, people=220)
    edition = calibrate(framework, simulated=False, now=now).edition
    uids = [item.uid for item in bank()]

    layer = CalibrationEdition.objects.get(pk=edition.pk).settings["layer"]
    found = foresight_in_force(framework.code)
    assert found is not None
    assert found.in_use == layer["in_use"]
    with django_assert_num_queries(2):
        told = foreseen(learner, framework.code, [*uids, "never-met"])
    assert set(told) == set(uids)
    hardest, easiest = (end(uids, key=lambda uid: layer["questions"][uid][0]) for end in (max, min))
    assert 0 < told[hardest].chance < told[easiest].chance < 1
    assert not told[hardest].simulated


def test_nothing_is_foreseen_without_an_edition_or_its_layer(framework: Framework, now: datetime, django_assert_num_queries: Any) -> None:
    learner, *_rest = people_answer(framework, now, people=60)
    uid = bank()[0].uid
    with django_assert_num_queries(1):
        assert foreseen(learner, framework.code, [uid]) == {}

    edition = calibrate(framework, simulated=False, now=now).edition

    assert edition_in_force(framework.code) == edition.name
    assert edition.settings["layer"] == {"people": 60, "answers": Response.objects.count()}
    assert foreseen(learner, framework.code, [bank()[0].uid]) == {}


def test_sentence_follows_the_sign_and_is_withheld_when_unsure() -> None:
    held = fitted_layer(answers(learning=0.35), SKILLS)
    held["weights"]["answered"], held["errors"]["answered"] = -0.5, 0.1
    held["weights"]["general"], held["errors"]["general"] = 0.2, 0.2
    held["held_out"]["layer"]["auc"], held["held_out"]["layer"]["log_loss"] = 0.7656, 0.5667
    with translation.override("en"):
        told = layer_page(CalibrationEdition(settings={"layer": held}))

    says = {line.name: line.says for line in told.lines}
    assert len(says) == len(FEATURES) == len(SAYINGS)
    assert says["Wrong answers so far on the competence"].endswith("practice counts, right or wrong.")
    assert says["Questions answered so far"].startswith("After many questions each further one goes right slightly less often")
    assert says["Level over all competences"] == "These answers do not tell whether it helps: what shows may be chance."
    assert len(told.bars) == len(FEATURES) - 1
    assert told.in_use
    figures = dict(told.facts)
    assert any("76.6 times in 100" in words for words in figures.values())
    assert any("0.567" in words for words in figures.values())


def test_page_tells_each_feature(framework: Framework, chloe: Person, now: datetime) -> None:
    people_answer(framework, now, people=220)
    edition = calibrate(framework, simulated=False, now=now).edition

    said = text(english(chloe).get(f"{LIST}{edition.name}/"))

    assert "What helps to foresee the next answer" in said
    assert all(name in said for name in ("Level over all competences", "Last answer on the competence right"))
    assert "Too seldom seen in these answers to say anything." in said
    assert "44 people who had no part in the weights" in said
    assert "the daily review" in said
    assert "nan" not in said.lower().split()


def test_page_of_an_edition_without_a_layer_says_why(framework: Framework, chloe: Person, now: datetime) -> None:
    people_answer(framework, now, people=60)
    edition = calibrate(framework, simulated=False, now=now).edition
    few = text(english(chloe).get(f"{LIST}{edition.name}/"))
    CalibrationEdition.objects.filter(pk=edition.pk).update(settings={})
    older = text(english(chloe).get(f"{LIST}{edition.name}/"))

    assert "Not enough answers yet" in few
    assert "2,000 of 100" in few
    assert "made before this was looked into" in older


@pytest.mark.parametrize("constant", [0.0, 1.0])
def test_page_of_constant_answers_has_no_number_that_is_none(framework: Framework, chloe: Person, now: datetime, constant: float) -> None:
    people_answer(framework, now, people=220)
    edition = calibrate(framework, simulated=False, now=now).edition
    settings = {**edition.settings, "layer": fitted_layer(answers(constant=constant), SKILLS)}
    CalibrationEdition.objects.filter(pk=edition.pk).update(settings=settings)

    said = text(english(chloe).get(f"{LIST}{edition.name}/"))

    assert "all right, or all wrong" in said
    assert "nan" not in said.lower().split()


def test_no_learner_means_no_chance(framework: Framework, now: datetime) -> None:
    people_answer(framework, now, people=220)
    calibrate(framework, simulated=False, now=now)
    newcomer = Learner.objects.create(profession="juriste", stage="etudes", created_at=now)

    told = foreseen(newcomer, framework.code, [bank()[0].uid])

    assert 0 < told[bank()[0].uid].chance < 1
