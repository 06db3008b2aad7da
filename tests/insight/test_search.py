"""The search page: what one may see, one's own gaps first, complete without JavaScript, live with it."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import record_sitting
from sextant.assessment.bank import document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Attempt, ItemVersion, Response
from sextant.config.discovery import searchables
from sextant.frameworks.document import Framework
from sextant.ground.search import rebuild
from sextant.insight.search.queries import missing_of
from tests.conftest import logged_in

SEARCH = reverse("insight:search")


@pytest.fixture
def indexed(small_pack: object) -> None:
    rebuild(searchables())


def answer(person: Person, framework: Framework, now: datetime, *, right: bool, competences: tuple[str, ...] = ("X1", "X2", "Y1")) -> None:
    answers = []
    for item in ItemVersion.objects.filter(current=True, role="bank", competence__in=competences):
        document = document_of(item)
        kind = type_of(document)
        forms = kind.fabricate(document)
        answers.append(PastAnswer(item, kind.parse(document, forms.right if right else forms.wrong), now, now))
    record_sitting(
        learner=Learner.objects.get(person=person),
        framework=framework,
        kind=SittingKind.DIAGNOSTIC,
        answers=answers,
        language="fr",
        edition="experts",
        now=now,
    )


def kinds(page: object) -> list[str]:
    return [group.kind for group in page.context["groups"]]  # type: ignore[attr-defined]


def test_anybody_finds_what_is_published(client: Client, indexed: None) -> None:
    page = client.get(SEARCH, {"q": "secret"})

    assert page.status_code == 200
    assert {"resource", "term"} <= set(kinds(page))
    assert "question" not in kinds(page)
    assert "<mark>" in page.content.decode()


def test_results_lead_where_they_say(client: Client, indexed: None) -> None:
    groups = {group.kind: group for group in client.get(SEARCH, {"q": "secret"}).context["groups"]}

    assert groups["term"].found[0].url == f"{reverse('catalogue:lexicon')}#essai.lex.secret"
    assert client.get(groups["resource"].found[0].url).status_code == 200


def test_a_word_is_found_by_its_name_in_the_other_language(client: Client, indexed: None) -> None:
    groups = client.get(SEARCH, {"q": "secrecy"}).context["groups"]

    assert [group.kind for group in groups] == ["term"]


def test_questions_are_found_once_answered_and_explained(
    amina: Person, farid: Person, framework: Framework, indexed: None, now: datetime
) -> None:
    stem = str(document_of(ItemVersion.objects.filter(current=True, role="bank", competence="X1").first()).stem["fr"])  # type: ignore[arg-type]
    word = max(stem.split(), key=len).strip("?,.:;")
    before = kinds(logged_in(amina).get(SEARCH, {"q": word}))
    answer(amina, framework, now, right=False)

    page = logged_in(amina).get(SEARCH, {"q": word})

    assert "question" not in before
    assert "question" in kinds(page)
    question = next(group for group in page.context["groups"] if group.kind == "question").found[0]
    assert logged_in(amina).get(question.url).status_code == 200
    assert "question" not in kinds(logged_in(farid).get(SEARCH, {"q": word}))
    assert logged_in(farid).get(question.url).status_code == 404


def test_what_waits_for_its_explanation_is_not_found(amina: Person, framework: Framework, indexed: None, now: datetime) -> None:
    """The key of a question answered in a series that explains at the end is not given before that end."""
    answer(amina, framework, now, right=False)
    stem = str(document_of(Response.objects.first().item).stem["fr"])  # type: ignore[union-attr]
    Response.objects.update(explained_at=None)

    assert "question" not in kinds(logged_in(amina).get(SEARCH, {"q": stem[:60]}))


def test_teachers_find_no_question_of_the_bank(chloe: Person, amina: Person, framework: Framework, indexed: None, now: datetime) -> None:
    answer(amina, framework, now, right=True)
    client = logged_in(chloe)
    for item in ItemVersion.objects.filter(current=True):
        stem = str(document_of(item).stem["fr"])

        assert "question" not in kinds(client.get(SEARCH, {"q": stem[:80]}))


def test_what_one_misses_comes_first(amina: Person, framework: Framework, indexed: None, now: datetime) -> None:
    answer(amina, framework, now, right=False, competences=("Y1",))
    answer(amina, framework, now, right=True, competences=("X1", "X2"))
    missing = missing_of(Learner.objects.get(person=amina), framework, now=now)
    assert missing
    page = logged_in(amina).get(SEARCH, {"q": "le"})

    for group in page.context["groups"]:
        flags = [one.missing for one in group.found]
        assert flags == sorted(flags, reverse=True)


def test_nothing_is_missing_before_the_first_answer(amina: Person, framework: Framework, now: datetime) -> None:
    assert missing_of(Learner.objects.get(person=amina), framework, now=now) == frozenset()
    assert missing_of(None, framework, now=now) == frozenset()


def test_one_kind_can_be_seen_alone(client: Client, indexed: None) -> None:
    page = client.get(SEARCH, {"q": "secret", "dans": "term"})

    assert kinds(page) == ["term"]
    assert kinds(client.get(SEARCH, {"q": "secret", "dans": "nonsense"})) == kinds(client.get(SEARCH, {"q": "secret"}))


def test_nothing_found_offers_words_that_begin_alike(client: Client, indexed: None) -> None:
    page = client.get(SEARCH, {"q": "secouriste"})

    assert page.context["groups"] == []
    assert page.context["near"] == ["Secret"]
    assert f"{SEARCH}?q=Secret" in page.content.decode()


def test_an_empty_query_offers_words_to_begin_with(client: Client, indexed: None) -> None:
    page = client.get(SEARCH)

    assert page.context["offered"]
    assert page.context["said"] == ""


@pytest.mark.parametrize("query", ['"', "*", "NEAR(", ":", "-", "\0", "😀", "a" * 10_000, "%", "' OR 1=1 --", "<script>alert(1)</script>"])
def test_whatever_is_typed_gets_a_clear_answer(client: Client, indexed: None, query: str) -> None:
    page = client.get(SEARCH, {"q": query})

    assert page.status_code == 200
    assert page.context["groups"] == []
    assert "<script>alert" not in page.content.decode()


def test_live_answers_hold_the_results_alone(client: Client, indexed: None) -> None:
    part = client.get(SEARCH, {"q": "secret"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert 'hx-swap-oob="innerHTML"' in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]


def test_going_back_to_a_page_that_was_live_gives_the_whole_page(client: Client, indexed: None) -> None:
    page = client.get(SEARCH, {"q": "secret"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert "<html" in page.content.decode()


def test_the_page_speaks_english(client: Client, indexed: None) -> None:
    client.cookies["django_language"] = "en"

    page = client.get(SEARCH, {"q": "confidentiality"}).content.decode()

    assert '<html lang="en">' in page


def test_an_empty_campus_has_nothing_to_search(client: Client, db: None) -> None:
    assert client.get(SEARCH, {"q": "secret"}).status_code == 200


def test_every_page_has_the_field_but_the_search_page_has_one(client: Client, indexed: None) -> None:
    field = f'action="{SEARCH}"'

    assert client.get(reverse("catalogue:lexicon")).content.decode().count(field) == 1
    assert client.get(SEARCH).content.decode().count(field) == 1


@pytest.mark.parametrize("query", ["", "secret", "zzzz"])
def test_a_search_takes_few_queries_whatever_is_known(
    amina: Person, framework: Framework, indexed: None, now: datetime, query: str
) -> None:
    client = logged_in(amina)
    answer(amina, framework, now, right=False, competences=("X1",))
    client.get(SEARCH, {"q": query})
    with CaptureQueriesContext(connection) as few:
        client.get(SEARCH, {"q": query})
    answer(amina, framework, now, right=False, competences=("X2", "Y1"))

    with CaptureQueriesContext(connection) as more:
        client.get(SEARCH, {"q": query})

    assert len(few) <= 12
    assert len(few) == len(more)


def test_a_check_beside_a_text_leads_back_to_the_text_once_explained(amina: Person, indexed: None, now: datetime) -> None:
    item = ItemVersion.objects.filter(current=True, role="check").first()
    assert item is not None
    stem = str(document_of(item).stem["fr"])
    mine = {"learner": Learner.objects.get(person=amina), "item": item, "answered_at": now, "answer": [], "score": 0.0}
    about = {"kind": "check", "resource": item.resource, "language": "fr", "weighing": "full"}
    attempt = Attempt.objects.create(**mine, **about, key=uuid4())
    client = logged_in(amina)
    before = kinds(client.get(SEARCH, {"q": stem[:80]}))
    Attempt.objects.filter(pk=attempt.pk).update(explained_at=now)

    page = client.get(SEARCH, {"q": stem[:80]})

    assert "question" not in before
    found = next(group for group in page.context["groups"] if group.kind == "question").found
    assert found[0].url == reverse("study:resource", args=[item.resource])
