"""The notebook of errors."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sextant.accounts.models import Person
from sextant.assessment.choices import Explanations
from sextant.assessment.models import ItemVersion
from sextant.assessment.practice.queries import MENDED_AFTER, missed
from sextant.frameworks.document import Framework
from sextant.study.checks.queries import PAGE, errors_of
from tests.assessment.sittings import answer, answer_all, begin, learner
from tests.assessment.test_practice import give, item
from tests.conftest import logged_in
from tests.study.checking import CONSENT, check_items

BANK = ["essai.x1.cas-1", "essai.x1.cas-4", "essai.x1.cas-7"]


def uids(someone: Person) -> list[str]:
    return [one.uid for one in missed(learner(someone))]


def test_wrong_answer_is_noted_with_what_was_answered_and_the_right_one(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, check_items()[0], right=False)

    (group,) = errors_of(learner(amina), framework, language="fr").groups
    (mistake,) = group.mistakes
    page = logged_in(amina).get("/etude/controles/erreurs/").content.decode()
    chosen = [one.value for one in mistake.one.shown["propositions"] if one.chosen]
    assert chosen == [attempt.answer]
    assert str(mistake.resource_title.in_language("fr")) in page.replace("&#x27;", "'")  # type: ignore[union-attr]
    assert "Il fallait retenir." in page
    assert f"/etude/controles/{attempt.item.uid}/" in page


def test_right_answer_mends_a_day_later_and_not_before(amina: Person, framework: Framework, now: datetime) -> None:
    give(learner(amina), framework, now, right=False)
    give(learner(amina), framework, now + MENDED_AFTER - timedelta(seconds=1))
    too_soon = uids(amina)

    give(learner(amina), framework, now + MENDED_AFTER)

    assert (too_soon, uids(amina)) == (["essai.x1.cas-1"], [])


def test_mistake_made_again_comes_back(amina: Person, framework: Framework, now: datetime) -> None:
    for days, right in ((0, False), (2, True), (4, False)):
        give(learner(amina), framework, now + timedelta(days=days), right=right)

    assert uids(amina) == ["essai.x1.cas-1"]


def test_mistakes_of_a_sitting_are_noted_once_explained(amina: Person, framework: Framework, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now, explanations=Explanations.END)
    answer(sitting, framework, now, right=False)
    before = uids(amina)

    answer_all(sitting, framework, now, right=False)

    assert before == []
    assert len(uids(amina)) == sitting.responses.count() > 3


def test_right_answers_are_not_noted(amina: Person, framework: Framework, now: datetime) -> None:
    give(learner(amina), framework, now)

    page = logged_in(amina).get("/etude/controles/erreurs/")

    assert uids(amina) == []
    assert 'class="empty"' in page.content.decode()


def test_page_keeps_to_one_competence_and_counts_them_all(amina: Person, framework: Framework, now: datetime) -> None:
    for uid in (*BANK, "essai.x2.cas-1"):
        give(learner(amina), framework, now, item(uid), right=False)

    errors = errors_of(learner(amina), framework, language="fr", competence="X2")
    everything = errors_of(learner(amina), framework, language="fr")

    assert [one.uid for group in errors.groups for one in group.mistakes] == ["essai.x2.cas-1"]
    assert [(code, count) for code, _title, count in errors.counts] == [("X1", 3), ("X2", 1)]
    assert [len(group.mistakes) for group in everything.groups] == [3, 1]


def test_long_notebook_has_pages(amina: Person, framework: Framework, now: datetime) -> None:
    rows = ItemVersion.objects.filter(role="bank", current=True)[: PAGE + 1]
    for row in rows:
        give(learner(amina), framework, now, row, right=False)

    shown = [
        sum(len(group.mistakes) for group in errors_of(learner(amina), framework, language="fr", page=page).groups) for page in (1, 2, 3)
    ]
    client = logged_in(amina)
    assert shown == [PAGE, 1, 0]
    for page in ("2", "99", "x", "-1", "²", "9" * 5000):
        assert client.get(f"/etude/controles/erreurs/?page={page}").status_code == 200


def test_withdrawn_item_stays_explained_and_is_not_asked(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, check_items()[0], right=False)
    ItemVersion.objects.filter(pk=attempt.item_id).update(current=False)

    page = logged_in(amina).get("/etude/controles/erreurs/").content.decode()

    assert "Il fallait retenir." in page
    assert f'href="/etude/controles/{attempt.item.uid}/"' not in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_notebook_is_the_learners_own(
    amina: Person, bruno: Person, farid: Person, framework: Framework, now: datetime, language: str
) -> None:
    give(learner(amina), framework, now, check_items()[0], right=False)
    address = "/etude/controles/erreurs/"

    def page(client: Client) -> Any:
        client.cookies["django_language"] = language
        return client.get(address)

    assert "retenu" in page(logged_in(amina)).content.decode()
    assert "retenu" not in page(logged_in(bruno)).content.decode()
    assert page(logged_in(farid)).status_code == 404
    assert page(Client())["Location"].startswith("/compte/connexion/")


def test_notebook_takes_the_same_queries_for_one_mistake_and_for_ten(amina: Person, framework: Framework, now: datetime) -> None:
    counts, client = [], logged_in(amina)
    for rows in (check_items(CONSENT), ItemVersion.objects.filter(role="bank", current=True)[:9]):
        for row in rows:
            give(learner(amina), framework, now, row, right=False)
        client.get("/etude/controles/erreurs/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/etude/controles/erreurs/")
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 12


def test_exercise_is_tried_again_on_its_own_page(amina: Person, framework: Framework, now: datetime) -> None:
    attempt = give(learner(amina), framework, now, right=False)
    ItemVersion.objects.filter(pk=attempt.item_id).update(role="exercise")

    page = logged_in(amina).get("/etude/controles/erreurs/").content.decode()

    assert 'href="/etude/exercices/essai.x1.cas-1/"' in page
    assert logged_in(amina).get("/etude/controles/essai.x1.cas-1/").status_code == 404
