"""What came in for a question since its calibration: a page of its own, and the part of it that the page of the question loads."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import record_sitting
from sextant.assessment.bank import document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemCalibration, ItemVersion
from sextant.assessment.parameters import EXPERTS
from sextant.frameworks.document import Framework
from tests.assessment.quality.measured import edition_of, measure
from tests.conftest import logged_in

UID = "essai.x1.cas-1"
PAGE = f"/questions/{UID}/depuis/"
LATER = timedelta(days=1)


def item() -> ItemVersion:
    return ItemVersion.objects.get(uid=UID, current=True)


def answered(framework: Framework, at: datetime, *, people: int, right: bool = False) -> None:
    """Let people answer the question, all right or all wrong."""
    document = document_of(item())
    kind = type_of(document)
    made = kind.fabricate(document)
    for _ in range(people):
        given = PastAnswer(item(), kind.parse(document, made.right if right else made.wrong), at, at + timedelta(seconds=30))
        someone = Learner.objects.create(profession="juriste", stage="etudes", created_at=at)
        record_sitting(
            learner=someone, framework=framework, kind=SittingKind.DIAGNOSTIC, answers=[given], language="fr", edition=EXPERTS, now=at
        )


def said(someone: Person, address: str = PAGE) -> str:
    return logged_in(someone).get(address, headers={"accept-language": "en"}).content.decode()


def test_page_is_there_for_reviewers_alone(
    framework: Framework, chloe: Person, elise: Person, amina: Person, farid: Person, now: datetime
) -> None:
    edition_of(framework, now)

    assert Client().get(PAGE).status_code == 302
    assert [logged_in(someone).get(PAGE).status_code for someone in (amina, farid, chloe, elise)] == [404, 404, 200, 200]
    assert logged_in(chloe).post(PAGE).status_code == 405


def test_page_of_the_question_leads_there_once_there_is_a_calibration(framework: Framework, chloe: Person, now: datetime) -> None:
    before = said(chloe, f"/questions/{UID}/")
    edition_of(framework, now)

    after = said(chloe, f"/questions/{UID}/")

    assert PAGE not in before
    assert f'hx-get="{PAGE}?version={item().pk}"' in after
    assert f'<a href="{PAGE}?version={item().pk}">' in after
    assert 'id="since"' in said(chloe)


def test_few_people_are_not_told_exactly(framework: Framework, chloe: Person, now: datetime) -> None:
    assert "only the experts’ judgement is known" in said(chloe)
    measure(edition_of(framework, now), item())
    assert "No new answer has come since the calibration" in said(chloe)

    answered(framework, now + LATER, people=10)

    page = said(chloe)
    assert "fewer than 11 learners answered it" in page
    assert "With the answers since" not in page


@pytest.mark.parametrize(("right", "moved"), [(False, "harder than"), (True, "easier than")])
def test_difficulty_moves_with_the_answers(framework: Framework, chloe: Person, now: datetime, right: bool, moved: str) -> None:
    held = measure(edition_of(framework, now), item())
    ItemCalibration.objects.filter(pk=held.pk).update(b_se=0.5)

    answered(framework, now + LATER, people=40, right=right)

    page = said(chloe)
    assert "40 learners answered it" in page
    assert "With the answers since" in page
    assert f"It looks {moved} it was thought" in page


def test_queries_do_not_grow_with_the_answers(framework: Framework, chloe: Person, now: datetime) -> None:
    measure(edition_of(framework, now), item())
    client = logged_in(chloe)
    counts = []
    for people in (12, 20):
        answered(framework, now + LATER, people=people)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12, counts


@pytest.mark.parametrize("query", ["?version=999999", "?version=99999999999999"])
def test_unknown_version_is_not_found(framework: Framework, chloe: Person, now: datetime, query: str) -> None:
    edition_of(framework, now)

    assert logged_in(chloe).get(PAGE + query).status_code == 404
    assert logged_in(chloe).get("/questions/nobody.knows/depuis/").status_code == 404
    assert logged_in(chloe).get(f"{PAGE}?version=-1&version=²").status_code == 200
