"""
Pilot items: new questions tried out inside a diagnostic, before they count for anybody.

They are asked *in addition* to the questions that count: inside their number they would cost a learner precision, and perhaps a verdict,
for the good of others. The price, a minute or two more, is announced before the start and held down: two questions at most, none to whom
answering takes long, none once everything is decided. Which ones they are is said after the answer, not before: tried out with less care,
a question would look harder than it is.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.choices import ItemRole, SittingKind
from sextant.assessment.models import ItemVersion, Response, Sitting
from sextant.assessment.practice.queries import met_uids
from sextant.assessment.queries import seconds_spent
from sextant.frameworks.document import Framework

MOST_PILOTS = 2
"""Questions tried out in one diagnostic at most, beside its 25 that count."""

PLACES = range(3, 10)
"""Where they may stand: after the first two questions, before the tenth. A diagnostic asks at least eight that count, so each has them."""

MOST_SECONDS_BEFORE = 10 * 60
"""Who has already answered for so long is spared."""

ENOUGH_ANSWERS = 300
"""Then a question waits for somebody's decision, and tries nobody's patience any more."""


def are_tried_out(framework: str) -> bool:
    """Say whether any question of a framework is being tried out (one query)."""
    return _tried(framework).exists()


def answers_of_pilots(framework: str) -> dict[int, int]:
    """Return how many answers each question being tried out has, by version: one that has enough waits for a decision (one query)."""
    return dict(_pilots(framework).values_list("pk", "answers"))


def _tried(framework: str) -> QuerySet[ItemVersion]:
    """Return what is tried out and has not answers enough, with how many it has (`answers`), fewest first."""
    return _pilots(framework).filter(answers__lt=ENOUGH_ANSWERS).order_by("answers", "uid")


def _pilots(framework: str) -> QuerySet[Any]:
    given = Response.objects.filter(item=OuterRef("pk"), pilot=True, answered_at__isnull=False).order_by().values("item")
    count = Subquery(given.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    tried = ItemVersion.objects.filter(framework=framework, role=ItemRole.PILOT, current=True, withdrawn="")
    return tried.annotate(answers=Coalesce(count, 0))


def pilots_for(learner: Learner, framework: Framework, language: str) -> list[ItemVersion]:
    """
    Return what could be tried out with `learner`, least answered first: in their language, for their profession, never met by them.

    One query where nothing fits, else two.
    """
    fitting = [row for row in _tried(framework.code) if _fits(row, learner, framework, language)]
    if not fitting:
        return []
    met = met_uids(learner)
    return [row for row in fitting if row.uid not in met]


def _fits(row: ItemVersion, learner: Learner, framework: Framework, language: str) -> bool:
    document = document_of(row)
    return (
        any(code in framework.axis for code in document.weights)
        and language.split("-")[0] in document.languages
        and (document.professions is None or learner.profession in document.professions)
    )


def pilots_to_seed(*, learner: Learner, kind: SittingKind, framework: Framework, language: str) -> int:
    """Return how many questions a sitting about to start will try out: none but in a diagnostic."""
    if kind != SittingKind.DIAGNOSTIC:
        return 0
    return min(MOST_PILOTS, len({_kin(row) for row in pilots_for(learner, framework, language)}))


def _kin(row: ItemVersion) -> str:
    """Return what two questions that never meet in a sitting share: their family, or nothing but themselves."""
    return document_of(row).family or row.uid


def places_of(sitting: Sitting) -> frozenset[int]:
    """Return where in `sitting` questions are tried out: drawn from its seed, so that a replay finds the same."""
    return frozenset(Random(f"pilots {sitting.seed}").sample(PLACES, sitting.pilots))  # noqa: S311  places, not a secret


def choose_pilot(
    *, sitting: Sitting, learner: Learner, framework: Framework, done: Sequence[Response], language: str
) -> ItemVersion | None:
    """Return what to try out as the next question of `sitting`, or None. No query where none is due."""
    place = len(done) + 1
    if not sitting.pilots or place not in places_of(sitting) or seconds_spent(list(done)) > MOST_SECONDS_BEFORE:
        return None
    asked = {_kin(response.item) for response in done}
    open_ = [row for row in pilots_for(learner, framework, language) if _kin(row) not in asked]
    if not open_:
        return None
    least = min(row.answers for row in open_)  # type: ignore[attr-defined]
    tied = [row for row in open_ if row.answers == least]  # type: ignore[attr-defined]
    return Random(f"pilot {sitting.seed} {place}").choice(tied)  # noqa: S311  a lot, not a secret
