"""The declarations of personal data, arranged for those they are about."""

from dataclasses import dataclass

from django.utils.functional import Promise

from sextant.accounts.models import Erased
from sextant.ground.privacy import Category, Holding
from sextant.ground.privacy.registry import declared


@dataclass(frozen=True, slots=True)
class CategoryOfData:
    """A heading, and what is declared under it."""

    label: str | Promise
    holdings: tuple[Holding, ...]


def holdings_by_category() -> list[CategoryOfData]:
    """Return everything personal that is declared, by category, in the order in which it is told."""
    personal = [holding for holding in declared() if holding.is_personal]
    groups = [(category.label, tuple(holding for holding in personal if holding.category is category)) for category in Category]
    return [CategoryOfData(label, holdings) for label, holdings in groups if holdings]


def erased_lines(erased: Erased) -> list[tuple[str | Promise, int]]:
    """Return what a receipt counts, in words."""
    words = {holding.model: holding.what for holding in declared()}
    return [(words.get(model, model), count) for model, count in erased.receipt.items()]
