"""What a form says of the question it shows, signed: nobody can choose when they were shown it, nor answer in somebody else's name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

from django.core import signing

from sextant.accounts.models import Learner
from sextant.assessment.bank import document_of
from sextant.assessment.document import language_shown
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion

SALT = "sextant.assessment.practice"
FIELD = "ticket"
"""The field of the form that holds it."""


class ForgedTicket(ValueError):
    """The form was changed on its way, or it is not one of ours."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A question as it was shown: which version, to whom (empty: to nobody known), under which key, when, in which language and order.

    `beside` says that the text which answers it stood beside it.
    """

    item: int
    who: str
    key: UUID
    shown_at: datetime
    language: str
    order: tuple[str, ...]
    beside: bool = False

    def signed(self) -> str:
        """Return the ticket as a form carries it: the same ticket always in the same words."""
        moment = self.shown_at.timestamp()
        said = [self.item, self.who, self.key.hex, moment, self.language, self.order, self.beside]
        return signing.Signer(salt=SALT).sign_object(said, compress=True)

    def is_for(self, learner: Learner | None) -> bool:
        """Say whether the question was shown to `learner` (to nobody known, where there is none)."""
        return self.who == (str(learner.pk) if learner else "")


def new_ticket(
    item: ItemVersion, *, learner: Learner | None, language: str, now: datetime, beside: bool = False, shown_at: datetime | None = None
) -> Ticket:
    """Return a ticket for a question about to be shown: a key of its own, the propositions in an order of their own."""
    document, key = document_of(item), uuid4()
    return Ticket(
        item=item.pk,
        who=str(learner.pk) if learner else "",
        key=key,
        shown_at=shown_at or now,
        language=language_shown(document, language),
        order=tuple(type_of(document).order(document, Random(key.int))),  # noqa: S311  an order, not a secret
        beside=beside,
    )


def read_ticket(token: str) -> Ticket:
    """Return the ticket of a form. Raises `ForgedTicket`."""
    try:
        item, who, key, moment, language, order, beside = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise ForgedTicket from None
    return Ticket(item, who, UUID(key), datetime.fromtimestamp(moment, UTC), language, tuple(order), beside)
