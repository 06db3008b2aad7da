from dataclasses import dataclass
from typing import Any

from sextant.assessment.bank import document_of
from sextant.assessment.choices import ItemRole
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.kernel.text import Said, Text


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A question inside a resource, to think about without a network: `shown` is what its type gives to show before an answer."""

    stem: Said
    shown: dict[str, Any]


def open_checks(uid: str, *, language: str) -> list[OpenCheck]:
    """
    Return the questions inside a resource, without their answers (one query).

    A copy is the same for everybody: what it told could not be held against the answers given afterwards.
    """
    found = []
    for row in ItemVersion.objects.filter(resource=uid, role=ItemRole.CHECK, current=True).order_by("uid"):
        document = document_of(row)
        stem = Text(document.stem).in_language(language)
        found.append(OpenCheck(stem, type_of(document).shown(document, language=stem.language, order=[], answer=None)))
    return found
