"""What a form says of the question it shows."""

from datetime import datetime, timedelta

import pytest
from django.core import signing

from sextant.accounts.models import Person
from sextant.assessment.models import ItemVersion
from sextant.assessment.practice.tickets import SALT, ForgedTicket, new_ticket, read_ticket
from tests.assessment.sittings import learner

ITEM = "essai.x1.cas-1"


def test_ticket_comes_back_as_it_went(amina: Person, now: datetime) -> None:
    ticket = new_ticket(ItemVersion.objects.get(uid=ITEM), learner=learner(amina), language="en", now=now, beside=True)

    assert read_ticket(ticket.signed()) == ticket
    assert read_ticket(ticket.signed()).signed() == ticket.signed()
    assert (ticket.shown_at, ticket.language, sorted(ticket.order), ticket.beside) == (now, "en", ["A", "B", "C", "D"], True)


def test_ticket_is_for_one_learner_only(amina: Person, bruno: Person, now: datetime) -> None:
    hers = new_ticket(ItemVersion.objects.get(uid=ITEM), learner=learner(amina), language="fr", now=now)
    nobodys = new_ticket(ItemVersion.objects.get(uid=ITEM), learner=None, language="fr", now=now)

    assert [hers.is_for(learner(amina)), hers.is_for(learner(bruno)), hers.is_for(None)] == [True, False, False]
    assert [nobodys.is_for(None), nobodys.is_for(learner(amina))] == [True, False]


def test_question_that_exists_in_french_only_is_shown_in_french(amina: Person, now: datetime) -> None:
    ticket = new_ticket(ItemVersion.objects.get(uid="essai.x1.cas-2"), learner=learner(amina), language="en", now=now)

    assert ticket.language == "fr"


def test_two_showings_have_two_keys(amina: Person, now: datetime) -> None:
    item = ItemVersion.objects.get(uid=ITEM)
    keys = {new_ticket(item, learner=learner(amina), language="fr", now=now).key for _ in range(3)}

    assert len(keys) == 3


def test_changed_ticket_is_refused(amina: Person, now: datetime) -> None:
    ticket = new_ticket(ItemVersion.objects.get(uid=ITEM), learner=learner(amina), language="fr", now=now)
    body, _dot, signature = ticket.signed().rpartition(":")
    longer_ago = [ticket.item, ticket.who, ticket.key.hex, (now - timedelta(days=1)).timestamp(), "fr", [], False]
    earlier = signing.Signer(salt="other").sign_object(longer_ago)

    for forged in ("", "x", f"{body}x:{signature}", f"{body}:{signature[:-1]}", earlier, "é" * 40):
        with pytest.raises(ForgedTicket):
            read_ticket(forged)


def test_something_else_that_we_signed_is_no_ticket() -> None:
    for content in ({}, [1, 2], "text", None):
        with pytest.raises(ForgedTicket):
            read_ticket(signing.Signer(salt=SALT).sign_object(content))
