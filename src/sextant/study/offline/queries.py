from dataclasses import dataclass
from typing import Any

from sextant.assessment.bank import document_of
from sextant.assessment.choices import ItemRole
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.kernel.text import Said, Text


@dataclass(frozen=True, slots=True)
class ToldCheck:
    """A question inside a resource, to read without a network: `shown` is what its type gives to show, every right answer told."""

    stem: Said
    explanation: Said
    shown: dict[str, Any]


def told_checks(uid: str, *, language: str) -> list[ToldCheck]:
    """Return the questions inside a resource with their answers (one query)."""
    found = []
    for row in ItemVersion.objects.filter(resource=uid, role=ItemRole.CHECK, current=True).order_by("uid"):
        document = document_of(row)
        stem = Text(document.stem).in_language(language)
        shown = type_of(document).shown(document, language=stem.language, order=[], answer=[])
        found.append(ToldCheck(stem, Text(document.explanation).in_language(language), shown))
    return found
