"""What the tests of sittings share: finding the question that waits, and answering it."""

import re
from datetime import datetime
from uuid import UUID

from django.test import Client

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import answer_question, begin_sitting, next_question
from sextant.assessment.bank import document_of
from sextant.assessment.choices import Explanations, SittingKind
from sextant.assessment.item_types import type_of
from sextant.assessment.models import Response, Sitting
from sextant.frameworks.document import Framework


def learner(person: Person) -> Learner:
    """Return the learner of a person of the cast."""
    return Learner.objects.get(person=person)


def waiting(sitting: Sitting | UUID) -> Response:
    """Return the question that waits."""
    return Response.objects.select_related("item", "sitting").get(sitting=sitting, answered_at=None)


def form_for(response: Response, *, right: bool) -> dict[str, list[str]]:
    """Return a form that answers `response`, as its type fabricates it."""
    document = document_of(response.item)
    made = type_of(document).fabricate(document)
    return {name: list(values) for name, values in (made.right if right else made.wrong).items()}


def begin(
    someone: Learner,
    framework: Framework,
    now: datetime,
    *,
    kind: SittingKind = SittingKind.DIAGNOSTIC,
    explanations: Explanations = Explanations.END,
    competence: str = "",
) -> Sitting:
    """Open a sitting with its first question."""
    return begin_sitting(
        learner=someone, kind=kind, framework=framework, language="fr", now=now, explanations=explanations, competence=competence
    )


def answer(sitting: Sitting, framework: Framework, now: datetime, *, right: bool = True) -> Response:
    """Answer the question that waits and choose the next one."""
    response = waiting(sitting)
    kept = answer_question(
        learner=sitting.learner,
        sitting=sitting,
        framework=framework,
        response_id=response.pk,
        form=form_for(response, right=right),
        now=now,
    )
    sitting.refresh_from_db()
    next_question(sitting=sitting, learner=sitting.learner, framework=framework, now=now)
    sitting.refresh_from_db()
    return kept


def answer_all(sitting: Sitting, framework: Framework, now: datetime, *, right: bool = True) -> Sitting:
    """Answer until the sitting is over."""
    while sitting.finished_at is None:
        answer(sitting, framework, now, right=right)
    return sitting


def sitting_at(url: str) -> UUID:
    """Return the sitting named in an address."""
    found = re.search(r"/diagnostic/([0-9a-f-]{36})/", url)
    assert found, url
    return UUID(found[1])


def post_answer(client: Client, sitting: UUID, *, right: bool = True) -> str:
    """Answer the waiting question in a browser; return where that leads."""
    response = waiting(sitting)
    answered = client.post(f"/diagnostic/{sitting}/", {**form_for(response, right=right), "question": str(response.pk)})
    assert answered.status_code == 302, answered.content
    return str(answered["Location"])
