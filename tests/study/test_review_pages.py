"""The pages of the daily review."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import AttemptKind, Weighing
from sextant.assessment.models import Attempt, ItemVersion
from sextant.catalogue.models import ResourceVersion, TermVersion
from sextant.mastery.models import Observation
from sextant.study.choices import CardKind, CardOrigin, CardState
from sextant.study.models import Card, CardReview, ReviewPace, Visit
from sextant.study.review.actions import add_term
from tests.conftest import logged_in
from tests.study.reviewing import answers_of, known_card, lexicon, new_card

HOME = "/etude/revision/"
ITEM = "essai.x1.cas-1"


@pytest.fixture
def browser(amina: Person, enrolled: Learner) -> Client:
    return logged_in(amina)


@pytest.fixture
def today() -> datetime:
    """The pages read the clock: their cards are of today."""
    return timezone.now()


def asked_in(page: str) -> str:
    found = re.search(r'name="asked" value="([^"]+)"', page)
    assert found
    return found[1]


def card_page(browser: Client, card: Card) -> str:
    answer = browser.get(f"{HOME}carte/{card.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def rate(browser: Client, card: Card, rating: int, asked: str = "") -> Any:
    return browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked or asked_in(card_page(browser, card)), "rating": rating})


def begin(browser: Client) -> str:
    answer = browser.post(HOME)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_home_without_cards_says_where_they_come_from(browser: Client, language: str) -> None:
    browser.cookies["django_language"] = language

    page = browser.get(HOME).content.decode()

    assert "empty" in page
    assert "/lexique/" in page


def test_home_counts_the_cards_that_the_list_shows_and_says_what_comes_in_next(browser: Client, enrolled: Learner, today: datetime) -> None:
    known_card(enrolled, lexicon(1)[0], today + timedelta(days=3))
    Attempt.objects.create(
        learner=enrolled, key=uuid4(), kind=AttemptKind.CHECK, item=ItemVersion.objects.get(uid=ITEM, current=True), language="fr",
        answer=[], score=0.0, weight=0.0, weighing=Weighing.FULL, answered_at=today, explained_at=today,
    )  # fmt: skip
    browser.cookies["django_language"] = "en"

    page, deck = (" ".join(browser.get(address).content.decode().split()) for address in (HOME, f"{HOME}cartes/"))

    assert "1 card in your review. 1 more, from what you have read or missed since, comes in with the next round." in page
    assert "1 card." in deck


def test_round_goes_through_the_cards_and_ends(browser: Client, enrolled: Learner, today: datetime) -> None:
    cards = [new_card(enrolled, uid, today - timedelta(minutes=1)) for uid in lexicon(3)]
    seen, address = [], begin(browser)

    while "/carte/" in address:
        card = Card.objects.get(pk=UUID(address.split("/")[-2]))
        seen.append(card.pk)
        address = str(rate(browser, card, 3)["Location"])

    assert sorted(seen) == sorted(card.pk for card in cards)
    assert address == f"{HOME}fin/"
    page = browser.get(address).content.decode()
    assert page.count("<tr>") == 1 + len(cards)
    assert CardReview.objects.filter(learner=enrolled, rating=3).count() == 3


def test_round_asks_ten_at_most_the_latest_for_their_interval_first(browser: Client, enrolled: Learner, today: datetime) -> None:
    late = [known_card(enrolled, uid, today - timedelta(days=number + 1)) for number, uid in enumerate(lexicon(14))]

    begin(browser)

    chosen = {UUID(key) for key in browser.session["review"]["cards"]}
    assert chosen == {card.pk for card in late[4:]}


def test_new_cards_keep_to_the_pace(browser: Client, enrolled: Learner, today: datetime) -> None:
    for uid in lexicon(8):
        new_card(enrolled, uid, today - timedelta(minutes=1))

    begin(browser)
    assert len(browser.session["review"]["cards"]) == 5

    browser.post(f"{HOME}rythme/", {"new_a_day": "2"})
    begin(browser)
    assert len(browser.session["review"]["cards"]) == 2


def test_term_is_asked_one_way_and_the_other_by_turns(browser: Client, enrolled: Learner, today: datetime) -> None:
    TermVersion.objects.filter(uid="essai.lex.secret").delete()
    word = TermVersion.objects.get(uid="essai.lex.donnee")
    TermVersion.objects.filter(pk=word.pk).update(
        body={**word.body, "definition": {"fr": "Une donnée personnelle dit qui l’on est.", "en": "Personal data say who one is."}}
    )
    card = new_card(enrolled, word.uid, today - timedelta(minutes=1))

    first = card_page(browser, card)
    rate(browser, card, 4)
    Card.objects.filter(pk=card.pk).update(due_at=today)
    second = card_page(browser, card)

    assert re.search(r'<h1 class="review-question" id="heading">\s*Donnée personnelle', first)
    assert re.search(r"<h1[^>]*>\s*Une \[…\] dit qui", second)


def test_same_post_twice_is_one_review(browser: Client, enrolled: Learner, today: datetime) -> None:
    """A doubled click, the back button, two tabs: the key follows from the review before."""
    card = new_card(enrolled, lexicon(1)[0], today - timedelta(minutes=1))
    begin(browser)
    in_one_tab, in_another = asked_in(card_page(browser, card)), asked_in(card_page(browser, card))

    rate(browser, card, 3, in_one_tab)
    after = Card.objects.values().get(pk=card.pk)
    again = rate(browser, card, 1, in_one_tab)
    late = rate(browser, card, 1, in_another)

    assert (again.status_code, late.status_code) == (302, 302)
    assert CardReview.objects.filter(card=card).count() == 1
    assert Card.objects.values().get(pk=card.pk) == after


def test_form_of_another_card_is_refused_and_the_card_asked_again(browser: Client, enrolled: Learner, today: datetime) -> None:
    one, other = (new_card(enrolled, uid, today - timedelta(minutes=1)) for uid in lexicon(2))
    stolen = asked_in(card_page(browser, other))

    for asked in (stolen, "forged", ""):
        answer = browser.post(f"{HOME}carte/{one.pk}/", {"asked": asked, "rating": 4})
        assert answer["Location"] == f"{HOME}carte/{one.pk}/"

    assert not CardReview.objects.exists()


@pytest.mark.parametrize("rating", ["0", "5", "x", ""])
def test_rating_that_is_none_keeps_nothing(browser: Client, enrolled: Learner, today: datetime, rating: str) -> None:
    card = new_card(enrolled, lexicon(1)[0], today - timedelta(minutes=1))

    browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(card_page(browser, card)), "rating": rating})

    assert not CardReview.objects.exists()


def test_words_never_move_a_level(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, lexicon(1)[0], today - timedelta(minutes=1))

    rate(browser, card, 4)

    assert CardReview.objects.count() == 1
    assert not Observation.objects.filter(learner=enrolled).exists()


@pytest.mark.parametrize(("which", "expected"), [("right", 3), ("wrong", 1)])
def test_question_is_answered_explained_then_rated_by_its_score(
    browser: Client, enrolled: Learner, today: datetime, which: str, expected: int
) -> None:
    card = new_card(enrolled, ITEM, today - timedelta(minutes=1), kind=CardKind.ITEM, origin=CardOrigin.MISSED)
    form = {"asked": asked_in(card_page(browser, card)), **answers_of(ITEM, which)}

    answer = browser.post(f"{HOME}carte/{card.pk}/", form)
    browser.post(f"{HOME}carte/{card.pk}/", form)
    explained = card_page(browser, card)

    assert answer["Location"] == f"{HOME}carte/{card.pk}/"
    assert Attempt.objects.filter(learner=enrolled).count() == 1
    assert not CardReview.objects.exists()
    assert "outcome-" in explained
    # What is posted cannot be had from this answer: the score decides.
    rate(browser, card, 4 if which == "wrong" else 1, asked_in(explained))
    assert CardReview.objects.get().rating == expected


def test_right_answer_may_have_been_easy(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, ITEM, today - timedelta(minutes=1), kind=CardKind.ITEM)
    browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(card_page(browser, card)), **answers_of(ITEM, "right")})

    rate(browser, card, 4)

    assert CardReview.objects.get().rating == 4


def test_answer_left_before_its_rating_is_rated_at_the_next_round(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, ITEM, today - timedelta(minutes=1), kind=CardKind.ITEM)
    browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(card_page(browser, card)), **answers_of(ITEM, "wrong")})

    browser.post(HOME)

    assert CardReview.objects.get().rating == 1
    assert Card.objects.get(pk=card.pk).reviewed_at == Attempt.objects.get().answered_at


def test_empty_answer_is_refused_with_the_question(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, ITEM, today - timedelta(minutes=1), kind=CardKind.ITEM)

    answer = browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(card_page(browser, card))})

    assert answer.status_code == 422
    assert 'id="refusal"' in answer.content.decode()
    assert not Attempt.objects.exists()


def test_answer_without_a_session_asks_to_log_in_and_keeps_the_way_back(enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, lexicon(1)[0], today - timedelta(minutes=1))

    answer = Client().post(f"{HOME}carte/{card.pk}/", {"rating": 3})

    assert f"next={HOME}carte/{card.pk}/" in answer["Location"]


def test_nothing_is_there_for_somebody_else(enrolled: Learner, farid: Person, bruno: Person, today: datetime) -> None:
    card = new_card(enrolled, lexicon(1)[0], today - timedelta(minutes=1))

    for stranger in (farid, bruno):
        other = logged_in(stranger)
        assert other.get(f"{HOME}carte/{card.pk}/").status_code == 404
        assert other.post(f"{HOME}carte/{card.pk}/", {"rating": 3}).status_code == 404
        for do in ("suspend", "remove", "restore"):
            assert other.post(f"{HOME}cartes/{card.pk}/", {"do": do}).status_code == 404
    assert Card.objects.get(pk=card.pk).suspended is False
    assert logged_in(farid).get(f"{HOME}paquet.csv").status_code == 404


def test_word_is_added_once_and_a_removed_one_comes_back(browser: Client, enrolled: Learner) -> None:
    uid = lexicon(1)[0]

    for _time in range(2):
        answer = browser.post(f"{HOME}ajouter/", {"term": uid})
        assert answer["Location"] == f"/lexique/#{uid}"
    card = Card.objects.get(learner=enrolled)
    browser.post(f"{HOME}cartes/{card.pk}/", {"do": "remove"})
    assert Card.objects.get(pk=card.pk).removed
    browser.post(f"{HOME}ajouter/", {"term": uid})

    assert Card.objects.get(pk=card.pk).removed is False


def test_word_that_is_not_in_the_lexicon_is_404(browser: Client, enrolled: Learner) -> None:
    assert browser.post(f"{HOME}ajouter/", {"term": "essai.lex.rien"}).status_code == 404
    assert browser.post(f"{HOME}ajouter/").status_code == 404
    assert browser.post(f"{HOME}ajouter/", {"term": "\0"}).status_code == 404


def test_added_word_leads_back_only_within_the_campus(browser: Client) -> None:
    uid = lexicon(1)[0]

    inside = browser.post(f"{HOME}ajouter/", {"term": uid, "next": "/etude/x/"})
    outside = browser.post(f"{HOME}ajouter/", {"term": uid, "next": "https://example.org/"})

    assert (inside["Location"], outside["Location"]) == (f"/etude/x/#{uid}", f"/lexique/#{uid}")


def test_lexicon_offers_to_add_each_word_to_those_who_are_logged_in(browser: Client, enrolled: Learner) -> None:
    uids = lexicon(2)

    mine, anybodys = browser.get("/lexique/").content.decode(), Client().get("/lexique/").content.decode()

    assert all(f'form="add-term" name="term" value="{uid}"' in mine for uid in uids)
    assert mine.count('<form id="add-term"') == 1
    assert "add-term" not in anybodys
    swapped = browser.post(f"{HOME}ajouter/", {"term": uids[0]}, headers={"HX-Request": "true"})
    assert 'role="status"' in swapped.content.decode()


def test_suspended_card_is_left_out_and_taken_up_again(browser: Client, enrolled: Learner, today: datetime) -> None:
    first, second = (new_card(enrolled, uid, today - timedelta(minutes=1)) for uid in lexicon(2))
    begin(browser)

    answer = browser.post(f"{HOME}cartes/{first.pk}/", {"do": "suspend", "next": f"{HOME}carte/{first.pk}/"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"{HOME}carte/{second.pk}/"
    browser.post(f"{HOME}cartes/{first.pk}/", {"do": "resume"})
    assert Card.objects.get(pk=first.pk).suspended is False


def test_withdrawn_word_is_skipped_and_said_in_the_list(browser: Client, enrolled: Learner, today: datetime) -> None:
    first, second = (new_card(enrolled, uid, today - timedelta(minutes=1)) for uid in lexicon(2))
    begin(browser)
    TermVersion.objects.filter(uid=first.uid).update(current=False)

    answer = browser.get(f"{HOME}carte/{first.pk}/", follow=True)

    assert answer.redirect_chain[-1][0] == f"{HOME}carte/{second.pk}/"
    assert "badge-care" in browser.get(f"{HOME}cartes/?state=withdrawn").content.decode()


LISTS = {"": 3, "q=SECRÉT": 1, "q=zzz": 0, "kind=item": 1, "state=new": 2, "state=known": 1, "state=x&kind=y": 3}


@pytest.mark.parametrize(("query", "count"), LISTS.items())
def test_list_is_searched_and_filtered(browser: Client, enrolled: Learner, today: datetime, query: str, count: int) -> None:
    first, second = lexicon(2)
    new_card(enrolled, first, today)
    known_card(enrolled, second, today + timedelta(days=3))
    new_card(enrolled, ITEM, today, kind=CardKind.ITEM)

    page = browser.get(f"{HOME}cartes/?{query}").content.decode()

    assert page.count('class="deck-row"') == count


def test_pace_that_makes_no_sense_is_refused_with_what_was_typed(browser: Client, enrolled: Learner) -> None:
    answer = browser.post(f"{HOME}rythme/", {"new_a_day": "500"})

    assert answer.status_code == 422
    assert 'value="500"' in answer.content.decode()
    assert not ReviewPace.objects.exists()


@pytest.mark.parametrize("path", ["", "cartes/"])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_few_queries_whatever_the_number_of_cards(
    browser: Client, enrolled: Learner, today: datetime, path: str, count: int, django_assert_num_queries: Any
) -> None:
    for uid in lexicon(count):
        new_card(enrolled, uid, today - timedelta(minutes=1))
    new_card(enrolled, ITEM, today, kind=CardKind.ITEM)
    browser.get(f"{HOME}{path}")

    with django_assert_num_queries({"": 9, "cartes/": 7}[path]):
        assert browser.get(f"{HOME}{path}").status_code == 200


def test_home_of_somebody_who_has_read_counts_what_is_new_in_few_queries(
    browser: Client, enrolled: Learner, today: datetime, django_assert_max_num_queries: Any
) -> None:
    version = ResourceVersion.objects.get(uid="essai.res.consentement", current=True)
    read = {"resource": version.uid, "content_hash": version.content_hash, "started_at": today, "last_at": today, "seconds": 300}
    Visit.objects.create(learner=enrolled, **read)
    browser.get(HOME)  # a process reads each version of a text and of a word once

    with django_assert_max_num_queries(12):
        page = browser.get(HOME).content.decode()

    assert 'class="empty"' not in page
    assert Card.objects.count() == 0
    begin(browser)
    assert set(Card.objects.values_list("origin", flat=True)) == {CardOrigin.READ}


@pytest.mark.parametrize("kind", [CardKind.TERM, CardKind.ITEM])
def test_card_and_end_take_few_queries(
    browser: Client, enrolled: Learner, today: datetime, kind: CardKind, django_assert_max_num_queries: Any
) -> None:
    uid = ITEM if kind == CardKind.ITEM else lexicon(1)[0]
    card = new_card(enrolled, uid, today - timedelta(minutes=1), kind=kind)
    begin(browser)
    with django_assert_max_num_queries(12):
        page = card_page(browser, card)
    if kind == CardKind.ITEM:
        browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(page), "dont_know": "1"})
        with django_assert_max_num_queries(12):
            card_page(browser, card)
    rate(browser, card, 1)

    with django_assert_max_num_queries(12):
        assert browser.get(f"{HOME}fin/").status_code == 200


def test_home_counts_what_comes(browser: Client, enrolled: Learner, today: datetime) -> None:
    first, second, third = lexicon(3)
    known_card(enrolled, first, today - timedelta(days=40))
    known_card(enrolled, second, today + timedelta(days=2))
    new_card(enrolled, third, today, suspended=True)

    page = browser.get(HOME).content.decode()

    assert page.count('<rect class="bar-plain"') == 2 + 1
    assert "<table" in page


def test_card_that_is_not_due_is_not_asked_before_its_day(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = known_card(enrolled, lexicon(1)[0], today + timedelta(days=2), state=CardState.REVIEW)

    assert browser.get(f"{HOME}carte/{card.pk}/")["Location"] == HOME


def test_page_of_a_version_shown_is_answered_though_the_question_was_rewritten(browser: Client, enrolled: Learner, today: datetime) -> None:
    card = new_card(enrolled, ITEM, today - timedelta(minutes=1), kind=CardKind.ITEM)
    page, shown = card_page(browser, card), ItemVersion.objects.get(uid=ITEM, current=True)
    right = answers_of(ITEM, "right")
    ItemVersion.objects.filter(pk=shown.pk).update(current=False)

    browser.post(f"{HOME}carte/{card.pk}/", {"asked": asked_in(page), **right})

    assert Attempt.objects.get().item == shown


def test_action_adds_what_is_asked_for_first(enrolled: Learner, now: datetime) -> None:
    card = add_term(learner=enrolled, uid=lexicon(1)[0], now=now)

    assert card.origin == CardOrigin.ADDED
