"""What the result says of the time that went by since a competence was last asked."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from sextant.accounts.models import Person
from sextant.assessment.results import result_of, time_words
from sextant.frameworks.document import Framework
from sextant.mastery.actions import observe
from sextant.mastery.queries import results_of
from tests.assessment.sittings import learner
from tests.conftest import logged_in
from tests.mastery.test_replay import evidence


def answered(someone: Person, framework: Framework, *, days: int, score: float = 1.0, axis: int = 0) -> None:
    at = timezone.now() - timedelta(days=days)
    given = [evidence(framework, at + timedelta(minutes=place), score, axis) for place in range(8)]
    observe(learner=learner(someone), framework=framework, evidence=given, now=at)


@pytest.mark.parametrize(("language", "words"), [("en", "Last asked 5 months ago: the interval has widened, from "), ("fr", "5 mois")])
def test_the_result_says_since_when_and_how_much_wider(amina: Person, framework: Framework, language: str, words: str) -> None:
    answered(amina, framework, days=155)
    client = logged_in(amina)
    client.cookies["django_language"] = language

    page = client.get("/resultat/").content.decode().replace("\xa0", " ")

    assert page.count(words) == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((155, 155), "2 competences were last asked 5 months ago: their intervals have widened since."),
        ((155, 220), "2 competences were last asked between 5 months and 7 months ago: their intervals have widened since."),
    ],
)
def test_what_time_did_to_several_is_said_once(amina: Person, framework: Framework, days: tuple[int, int], words: str) -> None:
    for axis, ago in enumerate(days):
        answered(amina, framework, days=ago, axis=axis)

    page = logged_in(amina).get("/resultat/", headers={"accept-language": "en"}).content.decode().replace("\xa0", " ")

    assert page.count(words) == 1
    assert "Last asked" not in page


def test_nothing_is_said_of_last_week_nor_of_what_was_never_asked_itself(amina: Person, framework: Framework) -> None:
    answered(amina, framework, days=6)

    found = result_of(learner(amina), framework, now=timezone.now())

    assert {row.time for group in found.groups for row in group.rows} == {""}


def test_the_words_give_both_widths_in_levels(amina: Person, framework: Framework) -> None:
    answered(amina, framework, days=0)
    later = timezone.now() + timedelta(days=400)

    with translation.override("en"):
        said = time_words(results_of(learner(amina), framework, now=later)[0], framework)

    before, now = (float(word) for word in said.replace(",", "").split() if word[0].isdigit() and "." in word)
    assert said.startswith("Last asked 1")
    assert now > 1.1 * before > 0


def test_what_faded_is_said_to_have_been_acquired(amina: Person, framework: Framework) -> None:
    answered(amina, framework, days=0)
    held = results_of(learner(amina), framework, now=timezone.now())[0]
    later = next(
        found
        for days in range(30, 3650, 30)
        if (found := results_of(learner(amina), framework, now=timezone.now() + timedelta(days=days))[0]).verdict != held.verdict
    )

    with translation.override("en"):
        said = time_words(later, framework)

    assert (held.verdict, later.verdict, later.faded) == ("acquired", "to-settle", True)
    assert said.endswith("It was acquired; a short test will say whether it still is.")
