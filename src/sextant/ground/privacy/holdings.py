from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy.mentions import mentioning, redacted


class Basis(Enum):
    """The legal basis of a processing (GDPR art. 6)."""

    NONE = "none"
    PUBLIC_MISSION = "public-mission"
    LEGAL_DUTY = "legal-duty"
    CONSENT = "consent"

    @property
    def label(self) -> str | Promise:
        """Say the basis in words."""
        return {
            Basis.NONE: _("no personal data"),
            Basis.PUBLIC_MISSION: _("mission of public interest (GDPR, art. 6.1.e)"),
            Basis.LEGAL_DUTY: _("legal duty (GDPR, art. 6.1.c)"),
            Basis.CONSENT: _("your consent (GDPR, art. 6.1.a)"),
        }[self]


class Category(Enum):
    """The heading under which people read about their data."""

    ACCOUNT = "account"
    LEARNING = "learning"
    COURSE = "course"
    INSTITUTIONS = "institutions"
    SERVICE = "service"

    @property
    def label(self) -> str | Promise:
        """Name the category."""
        return {
            Category.ACCOUNT: _("Your account"),
            Category.LEARNING: _("What you know and answer"),
            Category.COURSE: _("Your course"),
            Category.INSTITUTIONS: _("Your institutions"),
            Category.SERVICE: _("Keeping the service running"),
        }[self]


class Erasure(Enum):
    """What becomes of a row when the learner or person it speaks of is erased."""

    DELETE = "delete"
    UNLINK = "unlink"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """
    One model's declaration.

    `learner`, `person` and `address` are look-ups from a row to its learner, its person or their e-mail address, or None. `mentions` names
    text and JSON columns in which an identifier or an address may be written. At erasure, rows found by any of these are deleted; where
    it is `UNLINK`, links become empty and mentions are cut out. `hidden` names the columns an export leaves out (secrets, other people's
    data).
    """

    model: str
    what: str | Promise
    category: Category = Category.SERVICE
    basis: Basis = Basis.NONE
    retention: str | Promise = ""
    seen_by: str | Promise = ""
    learner: str | None = None
    person: str | None = None
    address: str | None = None
    mentions: tuple[str, ...] = ()
    erasure: Erasure = Erasure.DELETE
    hidden: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Say whether rows of this model speak of somebody."""
        return bool(self.learner or self.person or self.address or self.mentions)

    @property
    def table(self) -> type[models.Model]:
        """Return the model itself."""
        from django.apps import apps

        return apps.get_model(self.model)


def _linked(holding: Holding, *, learner: UUID | None, person: UUID | None, addresses: tuple[str, ...]) -> models.QuerySet[Any]:
    """Return the rows of `holding` that belong to the learner, the person or one of the addresses."""
    conditions = models.Q(pk__in=[])
    if holding.learner and learner:
        conditions |= models.Q(**{holding.learner: learner})
    if holding.person and person:
        conditions |= models.Q(**{holding.person: person})
    if holding.address:
        for address in addresses:
            conditions |= models.Q(**{f"{holding.address}__iexact": address})
    return holding.table._default_manager.filter(conditions)


def export_rows(holding: Holding, *, learner: UUID | None, person: UUID | None, addresses: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the rows of `holding` that belong to the learner or the person, as plain values."""
    rows = []
    for row in _linked(holding, learner=learner, person=person, addresses=addresses):
        values = {}
        for field in row._meta.concrete_fields:
            if field.name in holding.hidden:
                continue
            value = getattr(row, field.attname)
            values[field.name] = value.name if isinstance(value, FieldFile) else value
        rows.append(values)
    return rows


def erase_rows(
    holdings: Iterable[Holding],
    *,
    learner: UUID | None,
    person: UUID | None,
    addresses: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
) -> dict[str, int]:
    """
    Erase what `holdings` hold of the learner and person; return the number of rows touched per model. Call it in a transaction.

    `aliases` are further identifiers under which texts may mention them.
    """
    receipt = {}
    words = tuple(str(word) for word in (learner, person, *addresses, *aliases) if word)
    for holding in holdings:
        if not holding.is_personal or holding.erasure is Erasure.KEEP:
            continue
        linked = _linked(holding, learner=learner, person=person, addresses=addresses)
        mentioned = mentioning(holding.table, columns=holding.mentions, words=words)
        if holding.erasure is Erasure.UNLINK:
            receipt[holding.model] = _unlink(holding, learner=learner, person=person) + _cut_out(
                mentioned, columns=holding.mentions, words=words
            )
        else:
            keys = {*linked.values_list("pk", flat=True), *mentioned.values_list("pk", flat=True)}
            holding.table._default_manager.filter(pk__in=keys).delete()
            receipt[holding.model] = len(keys)
    return receipt


def _unlink(holding: Holding, *, learner: UUID | None, person: UUID | None) -> int:
    touched = 0
    for path, value in ((holding.learner, learner), (holding.person, person)):
        if path and value:
            field = path.removesuffix("_id")
            touched += holding.table._default_manager.filter(**{path: value}).update(**{field: None})
    return touched


def _cut_out(rows: models.QuerySet[Any], *, columns: tuple[str, ...], words: tuple[str, ...]) -> int:
    touched = 0
    for row in rows:
        for column in columns:
            setattr(row, column, redacted(getattr(row, column), words))
        row.save(update_fields=columns)
        touched += 1
    return touched
