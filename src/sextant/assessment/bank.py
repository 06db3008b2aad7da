"""The bank of a framework as the engine wants it: arrays, kept in the process as long as the items do not change."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import CharField, Count, F, Max, QuerySet, Sum
from numpy.typing import NDArray

from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import parse_item
from sextant.assessment.models import ItemVersion
from sextant.assessment.parameters import edition_in_force, parameters_of
from sextant.engine.measurement.irt import Bank, bank_of
from sextant.engine.measurement.irt import Item as EngineItem
from sextant.frameworks.document import Framework
from sextant.ground.compiled import Compiled, Given


@dataclass(frozen=True, eq=False)
class ItemBank:
    """The items in bank order (`keys`, `uids`), their arrays, and who they fit."""

    edition: str
    keys: tuple[int, ...]
    uids: tuple[str, ...]
    arrays: Bank
    professions: tuple[frozenset[str] | None, ...]
    documents: tuple[ItemDocument, ...]

    @cached_property
    def position_of(self) -> dict[str, int]:
        """uid → position."""
        return {uid: position for position, uid in enumerate(self.uids)}

    def eligible(self, profession: str) -> NDArray[np.bool_]:
        """Return the mask of the items that fit `profession` (all that fit everybody while it is unknown)."""
        return np.array([fits is None or profession in fits for fits in self.professions], dtype=bool)

    def kin_of(self, others: Iterable[ItemDocument]) -> NDArray[np.bool_]:
        """Return the mask of the items of the same families as `others`, which may stand outside the bank."""
        families = {other.family for other in others if other.family}
        return np.array([document.family in families for document in self.documents] if families else np.zeros(len(self.keys)), dtype=bool)


MOST_KEPT = 6
"""Banks kept in a process: those of a framework or two, in the edition in force and in the one before it, which open sittings keep."""

_kept: dict[tuple[str, str, str], tuple[object, ItemBank]] = {}
_documents: dict[tuple[str, str], ItemDocument] = {}


def document_of(version: ItemVersion) -> ItemDocument:
    """Return the document of `version` (parsed once per process: it cannot change)."""
    name = (version.uid, version.content_hash)
    if name not in _documents:
        _documents[name] = parse_item(version.body)
    return _documents[name]


def bank_for(framework: Framework, edition: str = "") -> ItemBank:
    """
    Return the current bank of `framework` with the parameters of `edition`: one small query to see whether it changed.

    Without `edition`, the one in force (a second query). Items that are newer than the edition have the experts' parameters.
    """
    edition = edition or edition_in_force(framework.code)
    # Loading retires and adds rows, people withdraw some and bring others back: either changes one of these.
    stamp = _STAMP.rows(framework=framework.code)
    name = (framework.code, framework.version, edition)
    if name not in _kept or _kept[name][0] != stamp:
        _kept.pop(name, None)
        while len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[name] = (stamp, _bank(framework, list(_items(framework.code).order_by("uid")), edition))
    return _kept[name][1]


def _items(framework: str | Given) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.filter(framework=framework, role=ItemRole.BANK, current=True)


def _stamp() -> QuerySet[ItemVersion, Any]:
    rows = _items(Given("framework", CharField())).order_by().values("framework")
    rows = rows.annotate(newest=Max("pk"), count=Count("pk"), total=Sum("pk"), squares=Sum(F("pk") * F("pk")))
    return rows.values_list("newest", "count", "total", "squares")


_STAMP = Compiled(_stamp)


def _bank(framework: Framework, rows: list[ItemVersion], edition: str) -> ItemBank:
    kept, engine_items, families = [], [], []
    numbers: dict[str, int] = {}
    for row in rows:
        document = document_of(row)
        loads = {framework.axis[code]: weight for code, weight in document.weights.items() if code in framework.axis}
        if not loads:
            continue
        total = sum(loads.values())
        kept.append((row, document))
        held = parameters_of(row, edition)
        shares = {axis: weight / total for axis, weight in loads.items()}
        engine_items.append(EngineItem(a=held.a, b=held.b, c=held.c, b_sd=held.b_sd, loads=shares, worth=held.worth))
        families.append(numbers.setdefault(document.family, len(numbers)) if document.family else -1)
    return ItemBank(
        edition=edition,
        keys=tuple(row.pk for row, _ in kept),
        uids=tuple(row.uid for row, _ in kept),
        arrays=bank_of(engine_items, competences=len(framework.codes), family=families, graded=[doc.type == "qrm" for _, doc in kept]),
        documents=tuple(document for _, document in kept),
        professions=tuple(frozenset(document.professions) if document.professions is not None else None for _, document in kept),
    )
