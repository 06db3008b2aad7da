"""Finding what each context declares, from the lowest room up: nobody imports upwards, yet everything is reached."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from sextant.ground.packs.part import PackPart
from sextant.ground.privacy import Holding
from sextant.ground.search import Searchable


def _declared(module: str, name: str) -> Iterator[Any]:
    for context in reversed(settings.CONTEXTS):
        if find_spec(f"{context}.{module}"):
            found = import_module(f"{context}.{module}")
            if hasattr(found, name):
                yield getattr(found, name)


def pack_parts() -> list[PackPart]:
    """Return each context's share of a pack, lowest context first."""
    return list(_declared("pack", "PART"))


def holdings() -> list[Holding]:
    """Return every declaration of personal data, highest context first (the order in which rows can be erased)."""
    from sextant.ground.privacy.declared import HOLDINGS

    declared = [holding for group in _declared("privacy", "HOLDINGS") for holding in group]
    return [*reversed(declared), *HOLDINGS]


def searchables() -> list[Searchable]:
    """Return every kind of document that can be found."""
    return [kind for group in _declared("search", "SEARCH") for kind in group]
