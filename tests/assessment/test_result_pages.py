"""The first page of the diagnostic, and where it leads."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from sextant.accounts.models import Learner, Person
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import CalibrationEdition, Response, Sitting
from sextant.assessment.pdf import printed, result_pdf
from sextant.assessment.results import result_of
from sextant.frameworks.document import Framework
from sextant.mastery.choices import Verdict
from sextant.mastery.models import Declaration, Estimate
from sextant.mastery.queries import results_of
from sextant.mastery.state import thresholds
from tests.assessment.sittings import answer_all, begin, learner, post_answer, sitting_at
from tests.conftest import logged_in
from tests.pathways.learners import place_at

EN = {"accept-language": "en"}


def undecided(framework: Framework, someone: Person, now: datetime) -> str:
    """Return a competence that is still open."""
    return next(one.code for one in results_of(learner(someone), framework, now=now) if one.verdict == Verdict.TO_SETTLE)


@pytest.mark.parametrize("url", ["/diagnostic/", "/resultat/", "/resultat/pdf"])
def test_a_visitor_is_sent_to_log_in_and_back(client: Client, small_pack: object, url: str) -> None:
    assert client.get(url)["Location"].startswith("/compte/")


def test_self_rating_is_asked_first_and_kept(amina: Person, framework: Framework) -> None:
    client = logged_in(amina)

    page = client.get("/diagnostic/", headers=EN).content.decode()
    client.post("/diagnostic/", {"explanations": "each", "level_0": "expert", "level_1": "?", "level_2": ""})

    assert len(set(re.findall(r'name="(level_\d+)"', page))) == len(framework.codes)
    assert dict(Declaration.objects.values_list("code", "level")) == {framework.codes[0]: "expert", framework.codes[2]: ""}


def test_self_rating_can_be_skipped(amina: Person) -> None:
    where = logged_in(amina).post("/diagnostic/", {"explanations": "end"})["Location"]

    assert Sitting.objects.get(pk=sitting_at(where)).explanations == "end"
    assert not Declaration.objects.exists()


def test_a_hostile_first_form_comes_back_with_a_sentence(amina: Person) -> None:
    page = logged_in(amina).post("/diagnostic/", {"explanations": "never", "level_0": "<script>"})

    assert page.status_code == 200
    assert b'id="errors"' in page.content
    assert b"<script>never" not in page.content
    assert not Sitting.objects.exists()


def test_result_before_any_answer_invites_to_begin(amina: Person, farid: Person) -> None:
    for someone in (amina, farid):
        page = logged_in(someone).get("/resultat/", headers=EN).content.decode()
        assert "No answer yet" in page
        assert "/diagnostic/" in page


def test_result_says_what_is_solid_and_what_is_missing(amina: Person, framework: Framework, now: datetime) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)

    page = logged_in(amina).get("/resultat/", headers=EN).content.decode()

    assert "Of the 3 competences required of you: 3 acquired." in page
    assert page.count('role="listitem"') == 2 + 3
    assert all(f'role="listitem" id="{code}"' in page for code in framework.codes)
    assert page.count("sights-note") == len(framework.codes)
    assert page.count("sights-key") == 1  # how to read a sight is said once
    assert page.count("<table") == 3  # beneath each picture: the domains, then each domain's competences
    assert "never a certificate" in page
    assert f'href="{reverse("pathways:plan")}"' in page


def test_what_you_thought_stands_beside_what_is_measured(amina: Person, framework: Framework) -> None:
    client = logged_in(amina)
    where = client.post("/diagnostic/", {"explanations": "end", "level_0": "expert"})["Location"]
    post_answer(client, sitting_at(where))

    page = client.get("/resultat/", headers=EN).content.decode()

    assert "you\xa0thought:\xa0Expert · measured:\xa0" in page
    assert "sight-thought" in page


def test_one_tap_settles_a_competence(amina: Person, framework: Framework, now: datetime) -> None:
    client = logged_in(amina)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sitting = sitting_at(client.post("/diagnostic/", {"explanations": "end"})["Location"])
    post_answer(client, sitting, right=False)
    client.post(f"/diagnostic/{sitting}/terminer/")
    code = undecided(framework, amina, now)
    assert f'name="competence" value="{code}"' in client.get("/resultat/").content.decode()

    where = client.post("/resultat/preciser/", {"competence": code})["Location"]
    assert client.post("/resultat/preciser/", {"competence": code})["Location"] == where
    short = sitting_at(where)
    right = False
    while where.startswith("/diagnostic/"):
        where, right = post_answer(client, short, right=right), not right

    assert where == f"/resultat/#{code}"
    assert Response.objects.filter(sitting=short).count() <= 8
    assert results_of(learner(amina), framework, now=now)[framework.axis[code]].verdict != Verdict.TO_SETTLE
    assert "Settled" in client.get("/resultat/", headers=EN).content.decode()


@pytest.mark.parametrize("competence", ["", "Z9", "'; --"])
def test_settling_what_does_not_exist_is_a_404(amina: Person, framework: Framework, competence: str) -> None:
    assert logged_in(amina).post("/resultat/preciser/", {"competence": competence}).status_code == 404


def test_settling_what_is_decided_goes_back_to_the_result(amina: Person, framework: Framework, now: datetime) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)

    assert logged_in(amina).post("/resultat/preciser/", {"competence": framework.codes[0]})["Location"].startswith("/resultat/")
    assert not Sitting.objects.filter(kind=SittingKind.SETTLE).exists()


def test_without_a_profession_levels_are_shown_without_verdicts(amina: Person, framework: Framework, now: datetime) -> None:
    Learner.objects.filter(person=amina).update(profession="", stage="")
    answer_all(begin(learner(amina), framework, now), framework, now)

    page = logged_in(amina).get("/resultat/", headers=EN).content.decode()

    assert "What is required of you is not known yet." in page
    assert reverse("pathways:profile") in page
    main = page[page.index("<main") : page.index("</main>")]
    assert "verdict-" not in main.replace("sights-verdict", "")
    assert "Settle it" not in main


def test_a_second_diagnostic_adds_to_the_first_without_repeating_it(amina: Person, framework: Framework, now: datetime) -> None:
    first = answer_all(begin(learner(amina), framework, now), framework, now)
    client = logged_in(amina)

    page = client.get("/diagnostic/", headers=EN).content.decode()
    second = sitting_at(client.post("/diagnostic/", {"explanations": "end"})["Location"])
    post_answer(client, second)

    assert "level_0" not in page
    uids = [set(Response.objects.filter(sitting=pk).values_list("item__uid", flat=True)) for pk in (first.pk, second)]
    assert not uids[0] & uids[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_result_prints_as_a_tagged_pdf(amina: Person, framework: Framework, now: datetime, language: str) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)

    pdf = logged_in(amina).get("/resultat/pdf", headers={"accept-language": language})

    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith("attachment")
    assert b"/StructTreeRoot" in pdf.content
    assert f"/Lang({language})".encode() in pdf.content
    assert b"pdfuaid:part" in pdf.content


def test_data_on_paper_is_never_source(amina: Person, framework: Framework, now: datetime) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)
    someone = learner(amina)
    assert someone.person is not None
    someone.person.name = '#panic("x") *gras* $x^2$ "'

    page = printed(result_of(someone, framework, now=now), someone, now=now)
    pdf = result_pdf(result_of(someone, framework, now=now), someone, now=now)

    assert page["who"].startswith('#panic("x")')
    assert pdf.startswith(b"%PDF-")


def test_what_stays_at_the_line_is_named_beside_the_rest_and_explained_once(amina: Person, framework: Framework, now: datetime) -> None:
    someone = learner(amina)
    at = thresholds(framework, someone)
    place_at(someone, theta={code: at[framework.axis[code]] for code in framework.codes[:2]}, now=now)
    Estimate.objects.filter(learner=someone).update(settled=list(framework.codes[:2]))

    page = logged_in(amina).get("/resultat/", headers=EN).content.decode()

    named = page.partition("Right at what is required")[2].partition("</section>")[0]
    assert named.count("<li>") == 2
    assert page.count("the test cannot tell more".capitalize()) == 1
    assert "Final:" not in page


def test_paper_says_what_the_difficulties_rest_on(amina: Person, framework: Framework, now: datetime) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)
    found = result_of(learner(amina), framework, now=now)

    with override("en"):
        judged = printed(found, learner(amina), now=now)["how"][-1]
        measured = printed(found, learner(amina), edition=CalibrationEdition(made_at=now, simulated=True), now=now)["how"][-1]

    assert "are not calibrated yet." in judged
    assert "not calibrated" not in measured
    assert "measured with the edition of" in measured
    assert "Those answers are simulated." in measured


def test_pages_of_the_result_ask_the_database_little(
    amina: Person, framework: Framework, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    answer_all(begin(learner(amina), framework, now), framework, now)
    client = logged_in(amina)
    client.get("/resultat/")

    for url in ("/resultat/", "/diagnostic/", "/resultat/pdf", f"/diagnostic/{Sitting.objects.get().pk}/explications/"):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
