"""One question a screen: what the page says, keeps and refuses."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sextant.accounts.models import Person
from sextant.assessment.actions import answer_question
from sextant.assessment.choices import Explanations
from sextant.assessment.models import ItemReport, ItemVersion, Response
from sextant.frameworks.document import Framework
from sextant.mastery.models import Observation
from tests.assessment.sittings import answer, answer_all, begin, form_for, learner, post_answer, waiting
from tests.conftest import logged_in

EN = {"accept-language": "en"}


def of_type(sitting_pk: object, code: str) -> Response:
    """Have the question that waits be of this type."""
    response = waiting(sitting_pk)  # type: ignore[arg-type]
    item = ItemVersion.objects.filter(type=code, role="bank").order_by("uid").first()
    assert item is not None
    Response.objects.filter(pk=response.pk).update(item=item, option_order=[])
    return waiting(sitting_pk)  # type: ignore[arg-type]


def test_a_question_has_one_primary_button_and_a_way_out(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)

    page = logged_in(amina).get(f"/diagnostic/{sitting.pk}/", headers=EN).content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("button-primary") == 1
    assert 'name="dont_know"' in main
    assert "Pause" in main
    assert str(waiting(sitting).pk) in main


def test_the_page_of_a_question_never_shows_its_key(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = of_type(sitting.pk, "qrm")

    page = logged_in(amina).get(f"/diagnostic/{sitting.pk}/").content.decode()

    assert response.item.body["explanation"]["fr"] not in page
    assert all(proposition["why"]["fr"] not in page for proposition in response.item.body["propositions"])


def test_explanation_shows_right_and_wrong_with_reasons_and_sources(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.EACH)
    response = of_type(sitting.pk, "qrm")
    client = logged_in(amina)

    where = post_answer(client, sitting.pk, right=False)

    assert where == f"/diagnostic/{sitting.pk}/explication/1/"
    page = client.get(where, headers=EN).content.decode()
    assert "That is not right" in page
    assert page.count("answer-discordant") == len(response.item.body["propositions"])
    assert "citations" in page
    assert "Initiated" in page or "Practitioner" in page or "Expert" in page
    assert client.get(f"/diagnostic/{sitting.pk}/").headers["Location"] == where  # nothing waits: the explanation is where we are


def test_explanations_at_the_end_are_not_shown_before_it(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    client = logged_in(amina)
    assert post_answer(client, sitting.pk) == f"/diagnostic/{sitting.pk}/"

    assert client.get(f"/diagnostic/{sitting.pk}/explication/1/").status_code == 404
    assert client.get(f"/diagnostic/{sitting.pk}/explications/").status_code == 302

    sitting.refresh_from_db()
    answer_all(sitting, framework, now)
    assert client.get(f"/diagnostic/{sitting.pk}/explication/1/").status_code == 200
    page = client.get(f"/diagnostic/{sitting.pk}/explications/").content.decode()
    assert page.count("explained-line") == Response.objects.filter(sitting=sitting).count()


@pytest.mark.parametrize("code", ["qru", "qrm", "qroc"])
def test_an_empty_answer_comes_back_with_a_sentence(amina: Person, framework: Framework, now: datetime, code: str) -> None:
    sitting = begin(learner(amina), framework, now)
    response = of_type(sitting.pk, code)

    page = logged_in(amina).post(f"/diagnostic/{sitting.pk}/", {"question": str(response.pk)}, headers=EN)

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Observation.objects.exists()


def test_words_that_are_too_many_are_not_lost(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = of_type(sitting.pk, "qroc")
    words = "un mot « de » plus & " * 20

    page = logged_in(amina).post(f"/diagnostic/{sitting.pk}/", {"question": str(response.pk), "answer": words}).content.decode()

    assert "un mot « de » plus &amp; " * 20 in page


def test_ticks_that_cannot_be_read_stay_ticked(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = of_type(sitting.pk, "qru")

    page = logged_in(amina).post(f"/diagnostic/{sitting.pk}/", {"question": str(response.pk), "answer": ["A", "B"]}).content.decode()

    assert page.count(" checked>") == 2


def test_a_reload_asks_the_same_question(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    client = logged_in(amina)

    pages = [client.get(f"/diagnostic/{sitting.pk}/").content.decode() for _ in range(2)]

    assert all(str(waiting(sitting).pk) in page for page in pages)
    assert Response.objects.count() == 1


def test_another_device_resumes_on_the_same_question(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    answer(sitting, framework, now)
    phone = logged_in(amina)

    paused = phone.get("/diagnostic/", headers=EN).content.decode()
    resumed = phone.post("/diagnostic/", {"explanations": "each"})

    assert "paused" in paused
    assert resumed["Location"] == f"/diagnostic/{sitting.pk}/"
    assert str(waiting(sitting).pk) in phone.get(resumed["Location"]).content.decode()


def test_a_stale_tab_is_told_calmly_and_changes_nothing(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    stale = waiting(sitting)
    client = logged_in(amina)
    post_answer(client, sitting.pk, right=True)

    answered = client.post(
        f"/diagnostic/{sitting.pk}/", {**form_for(stale, right=False), "question": str(stale.pk)}, follow=True, headers=EN
    )

    assert "your first answer counts" in answered.content.decode()
    assert str(waiting(sitting).pk) in answered.content.decode()
    assert Response.objects.get(pk=stale.pk).score == 1.0


def test_a_double_click_is_one_answer_and_no_reproach(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = waiting(sitting)
    form = {**form_for(response, right=True), "question": str(response.pk)}
    client = logged_in(amina)

    for _ in range(2):
        last = client.post(f"/diagnostic/{sitting.pk}/", form, follow=True, headers=EN)

    assert "your first answer counts" not in last.content.decode()
    assert Observation.objects.count() == 1


def test_a_post_after_the_end_leads_to_the_result(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    dropped = waiting(sitting)
    client = logged_in(amina)
    client.post(f"/diagnostic/{sitting.pk}/terminer/")

    late = client.post(f"/diagnostic/{sitting.pk}/", {"question": str(dropped.pk), "dont_know": "1"})

    assert late["Location"] == "/resultat/"
    assert client.get(f"/diagnostic/{sitting.pk}/")["Location"] == "/resultat/"
    assert client.post(f"/diagnostic/{sitting.pk}/suivante/")["Location"] == "/resultat/"


@pytest.mark.parametrize("form", [{}, {"question": "x"}, {"question": str(uuid4()), "dont_know": "1"}, {"question": "\x00"}])
def test_a_hostile_form_is_a_404(amina: Person, framework: Framework, now: datetime, form: dict[str, str]) -> None:
    sitting = begin(learner(amina), framework, now)

    assert logged_in(amina).post(f"/diagnostic/{sitting.pk}/", form).status_code == 404


def test_a_stranger_sees_nothing_of_a_sitting(
    amina: Person, bruno: Person, farid: Person, chloe: Person, framework: Framework, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    answer(sitting, framework, now)
    paths = ["", "suivante/", "explication/1/", "explications/", "terminer/", "signaler/1/"]

    for stranger in (bruno, farid, chloe):
        client = logged_in(stranger)
        for path in paths:
            url = f"/diagnostic/{sitting.pk}/{path}"
            assert client.get(url).status_code in {404, 405}, url
            assert client.post(url, {"question": str(waiting(sitting).pk), "dont_know": "1"}).status_code in {404, 405}, url
    assert Observation.objects.count() == 1
    sitting.refresh_from_db()
    assert sitting.finished_at is None


def test_a_lost_session_leads_back_and_keeps_the_answers(amina: Person, framework: Framework, now: datetime, client: Client) -> None:
    sitting = begin(learner(amina), framework, now)
    answer(sitting, framework, now)
    response = waiting(sitting)

    lost = client.post(f"/diagnostic/{sitting.pk}/", {**form_for(response, right=True), "question": str(response.pk)}, headers=EN)

    assert "next=%2Fdiagnostic%2F" in lost["Location"]
    assert "kept" in client.get(lost["Location"], headers=EN).content.decode()
    back = logged_in(amina).get(f"/diagnostic/{sitting.pk}/?reprise=1", headers=EN).content.decode()
    assert "You are back where you were." in back
    assert Observation.objects.count() == 1


def test_htmx_gets_whole_pages_and_leaves_for_the_log_in(amina: Person, framework: Framework, now: datetime, client: Client) -> None:
    sitting = begin(learner(amina), framework, now)
    htmx = {"HX-Request": "true"}

    page = logged_in(amina).get(f"/diagnostic/{sitting.pk}/", headers=htmx).content.decode()
    lost = client.post(f"/diagnostic/{sitting.pk}/", {}, headers=htmx)

    assert "autofocus" in page  # the new heading takes the focus after a swap
    assert "autofocus" not in logged_in(amina).get(f"/diagnostic/{sitting.pk}/").content.decode()
    assert lost["HX-Redirect"].startswith("/compte/")


def test_a_french_only_question_says_so_in_english(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = waiting(sitting)
    body = {**response.item.body, "stem": {"fr": "Que faites-vous ?"}}
    item = ItemVersion.objects.create(
        uid="essai.seul", content_hash="1", pack="essai", loaded_at=now, body=body, framework=framework.code, type=response.item.type,
        competence=response.item.competence, b=0.0, current=False,
    )  # fmt: skip
    Response.objects.filter(pk=response.pk).update(item=item)
    client = logged_in(amina)

    english = client.get(f"/diagnostic/{sitting.pk}/", headers=EN).content.decode()
    french = client.get(f"/diagnostic/{sitting.pk}/", headers={"accept-language": "fr"}).content.decode()

    assert "exists in French only" in english
    assert '<div lang="fr"><p>Que faites-vous\u202f?</p>' in english
    assert "only-in" not in french
    assert '<div lang="fr"><p>' not in french


def test_a_faulty_question_is_reported_once_and_thanked_for(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    client = logged_in(amina)
    url = f"/diagnostic/{sitting.pk}/signaler/1/"

    assert client.get(url).status_code == 200
    empty = client.post(url, {"message": " "}, headers=EN).content.decode()
    thanked = client.post(url, {"message": "Deux réponses <b>justes</b>."}, follow=True, headers=EN).content.decode()
    swapped = client.post(url, {"message": "Encore."}, headers={"HX-Request": "true", **EN}).content.decode()

    assert "error" in empty
    assert "Thank you" in thanked
    assert "Thank you" in swapped
    assert "<html" not in swapped
    assert [report.message for report in ItemReport.objects.order_by("reported_at")] == ["Deux réponses <b>justes</b>.", "Encore."]
    assert client.get(f"/diagnostic/{sitting.pk}/signaler/9/").status_code == 404


def test_an_answer_costs_the_same_after_one_answer_as_after_six(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.END)
    client = logged_in(amina)
    post_answer(client, sitting.pk)
    costs = []
    for _ in range(6):
        response = waiting(sitting)
        form = {**form_for(response, right=True), "question": str(response.pk)}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(f"/diagnostic/{sitting.pk}/", form).status_code == 302
        # The precision is written where it has grown.
        costs.append(
            sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE")) and '"percent" =' not in query["sql"] for query in queries)
        )

    assert len(set(costs)) == 1
    assert costs[0] <= 17


def test_pages_of_a_sitting_ask_the_database_little(
    amina: Person, framework: Framework, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.EACH)
    client = logged_in(amina)
    client.get(f"/diagnostic/{sitting.pk}/")
    where = post_answer(client, sitting.pk)
    for turn in range(2):  # with one answer, then with three
        with django_assert_max_num_queries(12):
            assert client.get(where).status_code == 200
        following = client.post(f"/diagnostic/{sitting.pk}/suivante/")["Location"]
        with django_assert_max_num_queries(7):
            assert client.get(following).status_code == 200
        for _ in range(1 + turn):
            where = post_answer(client, sitting.pk)
            client.post(f"/diagnostic/{sitting.pk}/suivante/")


def test_an_answer_is_kept_whatever_answered_it_first(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    response = waiting(sitting)

    for right in (True, False):
        answer_question(
            learner=learner(amina),
            sitting=sitting,
            framework=framework,
            response_id=response.pk,
            form=form_for(response, right=right),
            now=now,
        )

    assert Response.objects.get(pk=response.pk).score == 1.0
