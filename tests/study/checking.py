"""What the tests of checks share: reading the forms of a page, and answering them."""

import re
from html import unescape
from typing import Any

from django.test import Client

from sextant.assessment.bank import document_of
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion

CONSENT = "essai.res.consentement"
HTMX = {"HX-Request": "true"}

_FORM = re.compile(r'<form class="form question-form".*?action="(?P<action>[^"]+)".*?</form>', re.DOTALL)
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def forms_on(page: str) -> dict[str, str]:
    """Return the ticket of each question on a page, by the address its form posts to."""
    found = {}
    for form in _FORM.finditer(page):
        ticket = _TICKET.search(form[0])
        assert ticket
        found[unescape(form["action"])] = unescape(ticket[1])
    return found


def check_items(resource: str = CONSENT) -> list[ItemVersion]:
    """Return the checks of a resource in their order."""
    return list(ItemVersion.objects.filter(resource=resource, current=True).order_by("uid"))


def answer_of(item: ItemVersion, *, right: bool = True) -> dict[str, Any]:
    """Return the fields that answer an item."""
    made = type_of(document_of(item)).fabricate(document_of(item))
    return {name: list(values) for name, values in (made.right if right else made.wrong).items()}


def open_check(client: Client, item: ItemVersion) -> str:
    """Open a question alone on its page; return its ticket."""
    page = client.get(f"/etude/controles/{item.uid}/")
    assert page.status_code == 200, page.status_code
    return forms_on(page.content.decode())[f"/etude/controles/{item.uid}/"]


def send(client: Client, item: ItemVersion, ticket: str, *, right: bool = True, **more: Any) -> Any:
    """Answer a question in a browser."""
    return client.post(f"/etude/controles/{item.uid}/", {**answer_of(item, right=right), "ticket": ticket}, **more)
