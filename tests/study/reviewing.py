"""Words and cards for the tests of the daily review."""

from datetime import datetime, timedelta
from typing import Any

from sextant.accounts.models import Learner
from sextant.catalogue.models import TermVersion
from sextant.ground.packs.versions import content_hash
from sextant.study.choices import CardKind, CardOrigin, CardState
from sextant.study.models import Card


def lexicon(count: int) -> list[str]:
    """Return `count` current words, made from the first of the small pack where it has too few."""
    uids = list(TermVersion.objects.filter(current=True).order_by("uid").values_list("uid", flat=True))
    like = TermVersion.objects.get(uid=uids[0], current=True)
    for number in range(len(uids), count):
        uid = f"essai.lex.mot{number:03}"
        body = {**like.body, "uid": uid, "term": {"fr": f"Mot {number}", "en": f"Word {number}"}}
        TermVersion.objects.create(
            uid=uid,
            content_hash=content_hash(body),
            pack=like.pack,
            loaded_at=like.loaded_at,
            body=body,
            framework=like.framework,
            competence=like.competence,
        )
        uids.append(uid)
    return uids[:count]


def new_card(learner: Learner, uid: str, now: datetime, **fields: Any) -> Card:
    """A card that was never asked."""
    given = {"origin": CardOrigin.ADDED, "added_at": now, "due_at": now, "kind": CardKind.TERM}
    return Card.objects.create(learner=learner, uid=uid, **(given | fields))


def known_card(learner: Learner, uid: str, due: datetime, *, days: int = 3, **fields: Any) -> Card:
    """A card that was asked once, `days` before it is due."""
    before = due - timedelta(days=days)
    given = {
        "state": CardState.REVIEW,
        "step": None,
        "stability": float(days),
        "difficulty": 5.0,
        "begun_at": before,
        "reviewed_at": before,
        "due_at": due,
    }
    return new_card(learner, uid, before, **(given | fields))


def answers_of(uid: str, which: str) -> dict[str, list[str]]:
    """Return what to post for a `right` or a `wrong` answer to an item."""
    from sextant.assessment.bank import document_of
    from sextant.assessment.item_types import type_of
    from sextant.assessment.models import ItemVersion

    document = document_of(ItemVersion.objects.get(uid=uid, current=True))
    return {name: list(values) for name, values in getattr(type_of(document).fabricate(document), which).items()}
