from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise


class Basis(Enum):
    """The legal basis of a processing (GDPR art. 6)."""

    NONE = "none"
    PUBLIC_MISSION = "public-mission"
    LEGAL_DUTY = "legal-duty"
    CONSENT = "consent"


class Erasure(Enum):
    """What becomes of a row when the learner or person it speaks of is erased."""

    DELETE = "delete"
    UNLINK = "unlink"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """
    One model's declaration.

    `learner` and `person` are look-ups from a row to its learner or person, or None. `hidden` names the columns an export leaves out (secrets).
    """

    model: str
    what: str | Promise
    basis: Basis = Basis.NONE
    retention: str | Promise = ""
    learner: str | None = None
    person: str | None = None
    erasure: Erasure = Erasure.DELETE
    hidden: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Say whether rows of this model speak of somebody."""
        return bool(self.learner or self.person)


def _rows(holding: Holding, *, learner: UUID | None, person: UUID | None) -> models.QuerySet[Any]:
    from django.apps import apps

    model = apps.get_model(holding.model)
    conditions = models.Q(pk__in=[])
    if holding.learner and learner:
        conditions |= models.Q(**{holding.learner: learner})
    if holding.person and person:
        conditions |= models.Q(**{holding.person: person})
    return model._default_manager.filter(conditions)


def export_rows(holding: Holding, *, learner: UUID | None, person: UUID | None) -> list[dict[str, Any]]:
    """Return the rows of `holding` that speak of the learner or the person, as plain values."""
    rows = []
    for row in _rows(holding, learner=learner, person=person):
        values = {}
        for field in row._meta.concrete_fields:
            if field.name in holding.hidden:
                continue
            value = getattr(row, field.attname)
            values[field.name] = value.name if isinstance(value, FieldFile) else value
        rows.append(values)
    return rows


def erase_rows(holdings: Iterable[Holding], *, learner: UUID | None, person: UUID | None) -> dict[str, int]:
    """Erase what `holdings` hold of the learner and person; return the number of rows touched per model."""
    receipt = {}
    for holding in holdings:
        if not holding.is_personal or holding.erasure is Erasure.KEEP:
            continue
        rows = _rows(holding, learner=learner, person=person)
        if holding.erasure is Erasure.UNLINK:
            for path in filter(None, (holding.learner, holding.person)):
                field = path.removesuffix("_id")
                receipt[holding.model] = receipt.get(holding.model, 0) + rows.update(**{field: None})
        else:
            receipt[holding.model] = rows.count()
            rows.delete()
    return receipt
