"""The page of one competence: how it moved, by which answers, why; and asking again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import AttemptKind, SittingKind, Weighing
from sextant.assessment.models import Attempt, ItemVersion, Sitting
from sextant.frameworks.document import Framework
from sextant.insight.history.queries import competence_history
from sextant.insight.history.words import beliefs, finding
from sextant.mastery.actions import declare_levels, observe
from tests.assessment.sittings import answer_all, begin
from tests.conftest import logged_in
from tests.mastery.test_replay import evidence

DAY = timedelta(days=1)


def page_of(framework: Framework, axis: int = 0) -> str:
    return reverse("insight:history", args=[framework.codes[axis]])


def attempted(learner: Learner, framework: Framework, at: datetime, *, weight: float, weighing: Weighing, resource: str = "") -> Attempt:
    item = ItemVersion.objects.filter(competence=framework.codes[0])[0]
    attempt = Attempt.objects.create(
        learner=learner, key=uuid4(), kind=AttemptKind.CHECK, item=item, resource=resource, language="fr", answer=["a"], score=1.0,
        weight=weight, weighing=weighing, answered_at=at, explained_at=at,
    )  # fmt: skip
    if weight:
        seen = evidence(framework, at, 1.0, 0, source="attempt", source_id=attempt.pk, weight=weight)
        observe(learner=learner, framework=framework, evidence=[seen], now=at)
    return attempt


@pytest.fixture
def diagnosed(enrolled: Learner, framework: Framework, now: datetime) -> Learner:
    """Amina after a diagnostic."""
    answer_all(begin(enrolled, framework, now), framework, now)
    return enrolled


def history(learner: Learner, framework: Framework, axis: int = 0, *, now: datetime):  # type: ignore[no-untyped-def]
    return competence_history(learner, framework, framework.codes[axis], now=now)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_how_it_moved_and_why(amina: Person, diagnosed: Learner, framework: Framework, language: str) -> None:
    client = logged_in(amina)
    client.cookies["django_language"] = language

    page = client.get(page_of(framework))

    text = page.content.decode()
    assert page.status_code == 200
    assert 'class="trail"' in text
    assert text.count("<h1") == 1
    title = framework.title_of(framework.codes[0]).in_language(language).text
    assert title in text.partition("<title>")[2].partition("</title>")[0]
    main = text.partition("<main")[2].partition("</main>")[0]
    assert main.count("button-primary") == 1
    assert "θ" not in text
    assert len(page.context["rows"]) == min(12, len(history(diagnosed, framework, now=timezone.now()).given)) > 0


def test_before_any_answer_the_page_leads_to_the_diagnostic(amina: Person, enrolled: Learner, framework: Framework) -> None:
    page = logged_in(amina).get(page_of(framework))

    assert page.status_code == 200
    assert reverse("assessment:diagnostic") in page.content.decode()
    assert 'class="trail"' not in page.content.decode()


def test_nobody_else_sees_it(diagnosed: Learner, framework: Framework, farid: Person, chloe: Person, elise: Person, client: Client) -> None:
    for someone in (farid, chloe, elise):
        assert logged_in(someone).get(page_of(framework)).status_code == 404
        assert logged_in(someone).post(reverse("insight:doubt", args=[framework.codes[0]])).status_code == 404
    assert client.get(page_of(framework)).status_code == 302
    assert client.post(reverse("insight:doubt", args=[framework.codes[0]])).status_code == 302


def test_a_competence_of_no_framework_does_not_exist(amina: Person, diagnosed: Learner) -> None:
    assert logged_in(amina).get(reverse("insight:history", args=["Z9"])).status_code == 404
    assert logged_in(amina).post(reverse("insight:doubt", args=["Z9"])).status_code == 404


def test_answers_that_do_not_count_are_listed_with_the_reason(enrolled: Learner, framework: Framework, now: datetime) -> None:
    attempted(enrolled, framework, now, weight=0.5, weighing=Weighing.AFTER_READING, resource="essai.res.consentement")
    attempted(enrolled, framework, now + DAY, weight=0.0, weighing=Weighing.EXPLAINED)
    attempted(enrolled, framework, now + 2 * DAY, weight=0.0, weighing=Weighing.TOO_FAST)

    newest, middle, oldest = history(enrolled, framework, now=now).given

    assert [newest.weighing, middle.weighing, oldest.weighing] == [Weighing.TOO_FAST, Weighing.EXPLAINED, Weighing.AFTER_READING]
    assert [newest.counts, middle.counts, oldest.counts] == [False, False, True]
    assert (newest.assurance, newest.up) == (None, None)
    assert oldest.title["fr"]
    assert oldest.up is True


def test_what_was_never_counted_moves_nothing(enrolled: Learner, framework: Framework, now: datetime) -> None:
    attempted(enrolled, framework, now, weight=0.0, weighing=Weighing.TOO_FAST)

    found = history(enrolled, framework, now=now)

    assert found.history.points == ()
    assert len(found.given) == 1


def test_somebody_elses_answers_are_not_mine(enrolled: Learner, bruno: Person, framework: Framework, now: datetime) -> None:
    attempted(Learner.objects.get(person=bruno), framework, now, weight=0.0, weighing=Weighing.TOO_FAST)

    assert history(enrolled, framework, now=now).given == ()


def test_the_sentences_say_what_weighs_and_what_neighbours_add(enrolled: Learner, framework: Framework, now: datetime) -> None:
    declare_levels(learner=enrolled, framework=framework, levels={framework.codes[0]: "expert"}, now=now)
    others = [evidence(framework, now, 0.0, 1) for _ in range(8)]
    observe(learner=enrolled, framework=framework, evidence=[*others, evidence(framework, now, 1.0, 0)], now=now)
    with override("en"):
        said = " ".join(beliefs(history(enrolled, framework, now=now)))

    assert "The model places you at the level" in said
    assert "90 % sure" in said
    assert "This rests on 1 answer on this competence." in said
    assert "8 answers on other competences lower it" in said
    assert "You had declared" in said
    assert "%%" not in said


def test_the_finding_names_both_ends(enrolled: Learner, framework: Framework, now: datetime) -> None:
    for day in range(6):
        at = now + day * DAY
        observe(learner=enrolled, framework=framework, evidence=[evidence(framework, at, 1.0, 0, b=1.5) for _ in range(3)], now=at)

    with override("en"):
        said = finding(history(enrolled, framework, now=now))

    assert said.startswith(("From “", "At “"))


@pytest.mark.parametrize("answers", [1, 60])
def test_the_page_takes_twelve_queries_whatever_the_number_of_answers(
    amina: Person, enrolled: Learner, framework: Framework, now: datetime, answers: int
) -> None:
    for number in range(answers):
        at = now + number * timedelta(hours=7)
        attempted(enrolled, framework, at, weight=float(number % 2), weighing=Weighing.FULL, resource="essai.res.consentement")
    attempted(enrolled, framework, now, weight=1.0, weighing=Weighing.FULL)
    client = logged_in(amina)
    client.get(page_of(framework))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(page_of(framework))

    assert page.status_code == 200
    assert len(queries) == 12, [query["sql"][:90] for query in queries]
    assert len(page.context["rows"]) == min(answers + 1, 12)


def test_a_page_beyond_the_last_is_the_last(amina: Person, diagnosed: Learner, framework: Framework) -> None:
    assert logged_in(amina).get(page_of(framework) + "?page=99").status_code == 200
    assert logged_in(amina).get(page_of(framework) + "?page=x").status_code == 200


def test_a_doubt_asks_again_and_a_doubled_click_asks_once(amina: Person, enrolled: Learner, framework: Framework) -> None:
    client = logged_in(amina)
    ask = reverse("insight:doubt", args=[framework.codes[0]])

    first, second = client.post(ask), client.post(ask)

    sitting = Sitting.objects.get(learner=enrolled, kind=SittingKind.SETTLE)
    assert first["Location"] == second["Location"] == reverse("assessment:question", args=[sitting.pk])
    assert client.get(first["Location"]).status_code == 200


def test_where_no_question_is_fresh_the_page_says_from_when(amina: Person, enrolled: Learner, framework: Framework) -> None:
    now = timezone.now()
    for item in ItemVersion.objects.filter(competence=framework.codes[0], role="bank"):
        Attempt.objects.create(
            learner=enrolled, key=uuid4(), kind=AttemptKind.REVIEW, item=item, language="fr", answer=[], score=1.0, answered_at=now,
            explained_at=now, weighing=Weighing.EXPLAINED,
        )  # fmt: skip
    client = logged_in(amina)

    page = client.post(reverse("insight:doubt", args=[framework.codes[0]]), follow=True)

    assert page.redirect_chain == [(page_of(framework), 302)]
    assert len(list(page.context["messages"])) == 1
    assert not Sitting.objects.exists()


def test_result_and_cap_lead_to_it(amina: Person, diagnosed: Learner, framework: Framework) -> None:
    assert page_of(framework) in logged_in(amina).get(reverse("assessment:result")).content.decode()


def test_a_hostile_address_is_not_found(amina: Person, diagnosed: Learner) -> None:
    for odd in ("%00", "é" * 200, "<script>"):
        page: Any = logged_in(amina).get(f"/resultat/{odd}/historique/")
        assert page.status_code == 404
