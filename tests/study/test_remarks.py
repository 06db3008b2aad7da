"""What readers say of resources."""

import re
from datetime import datetime
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from sextant.accounts.models import Person
from sextant.accounts.sessions import SessionStore
from sextant.assessment.choices import ItemRole
from sextant.catalogue.models import ResourceVersion
from sextant.config.packs import read_pack
from sextant.frameworks.document import Framework
from sextant.ground.packs.reading import PackReading
from sextant.study.choices import RemarkKind, RemarkState
from sextant.study.models import Remark
from sextant.study.reading.queries import reading_of
from sextant.study.remarks.actions import MOST_WAITING, report_error, review_remark
from sextant.study.remarks.proposals import NotAnItem, item_of
from tests.assessment.sittings import learner
from tests.conftest import SMALL_PACK, logged_in
from tests.study.checking import CONSENT

AT = f"/etude/remarques/sur/{CONSENT}"
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def question(**changed: Any) -> dict[str, Any]:
    """Return the form of a good question."""
    form: dict[str, Any] = {
        "competence": "X1",
        "stem": "Un confrère demande le dossier. Que faites-vous ?",
        "explanation": "On vérifie d’abord qui demande.",
        "issuer": "CNIL",
        "source": "Guide pratique",
        "url": "https://www.cnil.fr/guide",
    }
    for number in range(1, 5):
        form |= {f"text_{number}": f"Proposition {number}", f"why_{number}": f"Raison {number}"}
    return form | {"correct_2": "on"} | changed


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def error_by(someone: Person, now: datetime, **said: str) -> Remark:
    given = {"passage": "Le texte dit cela.", "message": "C’est faux depuis 2025.", "language": "fr", "content_hash": "x"} | said
    return report_error(learner=learner(someone), resource=CONSENT, now=now, **given)


# --- rating ---------------------------------------------------------------------------------------------------------------------------


def test_rating_is_one_a_learner_and_can_be_changed(amina: Person, bruno: Person) -> None:
    for someone, rating in ((amina, 4), (amina, 2), (amina, 2), (bruno, 5)):
        answer = logged_in(someone).post(f"{AT}/note/", {"rating": rating})
        assert answer["Location"] == f"/etude/{CONSENT}/#remarks"

    assert sorted(Remark.objects.values_list("rating", flat=True)) == [2, 5]
    assert set(Remark.objects.values_list("kind", "state")) == {(RemarkKind.RATING, RemarkState.ACCEPTED)}


@pytest.mark.parametrize("rating", ["", "0", "6", "x", "4.5"])
def test_rating_outside_one_to_five_is_not_kept(amina: Person, rating: str) -> None:
    logged_in(amina).post(f"{AT}/note/", {"rating": rating})

    assert not Remark.objects.exists()


def foot(someone: Person | AnonymousUser, now: datetime) -> str:
    """Return what stands at the foot of a resource, alone."""
    request = RequestFactory().get(f"/etude/{CONSENT}/")
    request.user = someone
    request.session = SessionStore()
    return render_to_string("study/remarks/ask.html", {"reading": reading_of(CONSENT, language="fr", today=now.date())}, request=request)


def test_foot_of_a_resource_asks_alone_with_what_was_rated_before(amina: Person, now: datetime) -> None:
    before = foot(amina, now)
    logged_in(amina).post(f"{AT}/note/", {"rating": 4})

    with CaptureQueriesContext(connection) as captured:
        page = foot(amina, now)

    assert "checked" not in before
    assert re.search(r'checked[^>]* value="4"', page)
    assert f"{AT}/erreur/" in page
    assert len([query for query in captured if "study_remark" in query["sql"]]) == 1


def test_foot_of_a_resource_invites_a_visitor_to_log_in(small_pack: object, now: datetime) -> None:
    page = foot(AnonymousUser(), now)

    assert f"/compte/connexion/?next=%2Fetude%2F{CONSENT}%2F" in page
    assert "<form" not in page


# --- errors ---------------------------------------------------------------------------------------------------------------------------


def test_error_is_reported_once_with_its_passage(amina: Person) -> None:
    client = logged_in(amina)
    form = client.get(f"{AT}/erreur/?passage=Savoir%20comment.")

    for _twice in range(2):
        answer = client.post(f"{AT}/erreur/", {"passage": "Savoir comment.", "message": "Manque un mot."})

    assert ">\nSavoir comment.</textarea>" in form.content.decode()
    assert answer["Location"] == "/etude/remarques/"
    remark = Remark.objects.get()
    assert (remark.passage, remark.message, remark.state) == ("Savoir comment.", "Manque un mot.", RemarkState.WAITING)
    assert remark.content_hash == ResourceVersion.objects.get(uid=CONSENT, current=True).content_hash


def test_empty_error_comes_back_with_what_was_typed(amina: Person) -> None:
    answer = logged_in(amina).post(f"{AT}/erreur/", {"passage": "Savoir comment.", "message": " "})

    assert answer.status_code == 422
    assert "Savoir comment." in text_of(answer)
    assert not Remark.objects.exists()


def test_resource_withdrawn_while_somebody_writes_about_it_can_still_be_mended(amina: Person) -> None:
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    answer = logged_in(amina).post(f"{AT}/erreur/", {"message": "Manque un mot."})

    assert answer.status_code == 302
    assert Remark.objects.count() == 1
    assert logged_in(amina).get("/etude/remarques/").status_code == 200


def test_what_waits_has_a_limit_and_nothing_typed_is_lost(amina: Person, now: datetime) -> None:
    for number in range(MOST_WAITING):
        error_by(amina, now, message=f"Faute {number}")

    answer = logged_in(amina).post(f"{AT}/erreur/", {"message": "La faute de trop."})

    assert answer.status_code == 422
    assert "La faute de trop." in text_of(answer)
    assert Remark.objects.count() == MOST_WAITING


# --- questions ------------------------------------------------------------------------------------------------------------------------


def test_question_is_proposed_once_at_the_level_of_the_resource(amina: Person) -> None:
    client = logged_in(amina)

    for _twice in range(2):
        answer = client.post(f"{AT}/question/", question())

    proposal = Remark.objects.get().proposal
    assert answer.status_code == 302
    assert (proposal["competence"], proposal["framework"], proposal["seen"]) == ("X1", "droit-essai", False)
    assert [one["correct"] for one in proposal["propositions"]] == [False, True, False, False]


@pytest.mark.parametrize(
    "changed",
    [
        {"correct_2": ""},
        {"correct_1": "on", "correct_3": "on", "correct_4": "on"},
        {"stem": ""},
        {"why_3": " "},
        {"source": ""},
        {"url": "javascript:alert(1)"},
        {"competence": "Z9"},
    ],
)
def test_question_that_is_not_one_comes_back_filled(amina: Person, changed: dict[str, str]) -> None:
    answer = logged_in(amina).post(f"{AT}/question/", question(**changed))

    assert answer.status_code == 422
    assert "Raison 4" in text_of(answer)
    assert not Remark.objects.exists()


@pytest.mark.parametrize(("right", "kind"), [({}, "qru"), ({"correct_3": "on"}, "qrm")])
def test_accepted_question_stands_in_a_pack(
    amina: Person, chloe: Person, now: datetime, tmp_path: Path, small_pack: PackReading, right: dict[str, str], kind: str
) -> None:
    logged_in(amina).post(f"{AT}/question/", question(**right))
    review_remark(key=Remark.objects.get().pk, by=chloe, state=RemarkState.ACCEPTED, reply="", now=now)
    client = logged_in(chloe)

    file = client.get("/etude/remarques/file/questions.yaml")

    pack = copytree(SMALL_PACK, tmp_path / "pack")
    (pack / "pilots").mkdir()
    (pack / "pilots" / "proposals.yaml").write_bytes(file.content)
    reading = read_pack(pack)
    (taken,) = [item for item in reading.parts["assessment"].items if item.file == "pilots/proposals.yaml"]
    assert reading.faults == []
    assert taken.role == ItemRole.PILOT
    assert (taken.document.type, taken.document.status, taken.document.competence) == (kind, "proposed", "X1")
    assert "attachment" in file["Content-Disposition"]
    assert b"alert" not in client.get("/etude/remarques/file/questions.yaml?framework=other").content


def test_what_is_wrong_with_a_question_is_listed_by_proposition(amina: Person) -> None:
    answer = logged_in(amina).post(f"{AT}/question/", question(why_2=" ", why_3=" "), headers={"accept-language": "en"})

    listed = answer.content.decode().partition('id="errors"')[2].partition("</ul>")[0]
    assert "Why (proposition 2)" in listed
    assert "Why (proposition 3)" in listed


def test_question_with_html_is_not_taken_as_it_is(amina: Person, chloe: Person, now: datetime, framework: Framework) -> None:
    logged_in(amina).post(f"{AT}/question/", question(stem=HOSTILE))
    remark = Remark.objects.get()

    with pytest.raises(NotAnItem, match="HTML"):
        item_of(remark.pk, remark.proposal, reviewed=now.date())
    answer = logged_in(chloe).post(f"/etude/remarques/file/remarque/{remark.pk}/", {"state": "accepted"})

    remark.refresh_from_db()
    assert (answer.status_code, remark.state) == (422, RemarkState.WAITING)


def test_item_of_the_twenty_ninth_of_february_is_reviewed_again_a_year_later() -> None:
    proposal = {
        "competence": "X_1", "level": "initie", "stem": "a", "explanation": "b", "issuer": "c", "source": "d",
        "propositions": [{"text": "t", "why": "w", "correct": number == 0} for number in range(4)],
    }  # fmt: skip

    item = item_of(UUID(int=7), proposal, reviewed=datetime(2028, 2, 29).date())

    assert item["review_by"].isoformat() == "2029-02-28"
    assert item["uid"] == "propose.x-1.000000000007"


# --- mine -----------------------------------------------------------------------------------------------------------------------------


def test_reader_reads_the_answer_and_nobody_elses_remarks(amina: Person, bruno: Person, chloe: Person, now: datetime) -> None:
    remark = error_by(amina, now)
    review_remark(key=remark.pk, by=chloe, state=RemarkState.DECLINED, reply="L’article a été maintenu.", now=now)

    mine, his = (text_of(logged_in(someone).get("/etude/remarques/")) for someone in (amina, bruno))

    assert "L’article a été maintenu." in mine
    assert "Chloé" not in mine
    assert "C’est faux depuis 2025." not in his
    assert 'class="empty"' in his


def test_pasted_html_is_shown_as_text_everywhere(amina: Person, chloe: Person, now: datetime) -> None:
    remark = error_by(amina, now, passage=HOSTILE, message=HOSTILE)
    logged_in(amina).post(f"{AT}/question/", question(stem=HOSTILE, why_1=HOSTILE, source=HOSTILE))
    proposed = Remark.objects.get(kind=RemarkKind.ITEM)
    pages = [
        logged_in(amina).get("/etude/remarques/"),
        logged_in(chloe).get("/etude/remarques/file/"),
        logged_in(chloe).get(f"/etude/remarques/file/remarque/{remark.pk}/"),
        logged_in(chloe).get(f"/etude/remarques/file/remarque/{proposed.pk}/"),
        logged_in(amina).get(f"{AT}/erreur/", {"passage": HOSTILE}),
    ]

    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert "&lt;script&gt;alert(1)" in page.content.decode()


@pytest.mark.parametrize("path", ["/etude/remarques/", f"{AT}/erreur/", f"{AT}/question/"])
def test_pages_of_readers_are_for_learners(farid: Person, amina: Person, path: str) -> None:
    assert logged_in(amina).get(path).status_code == 200
    assert logged_in(farid).get(path).status_code == 404
    assert Client().get(path)["Location"].startswith("/compte/connexion/")
    assert logged_in(amina).get("/etude/remarques/sur/nope/erreur/").status_code == 404


def test_my_remarks_take_the_same_queries_for_one_and_for_three(amina: Person, now: datetime) -> None:
    counts, client = [], logged_in(amina)
    for rows in (1, 2):
        for number in range(rows):
            error_by(amina, now, message=f"{rows}.{number}")
        client.get("/etude/remarques/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/etude/remarques/")
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 12
