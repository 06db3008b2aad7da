"""What the page of a dialogue needs to show where the conversation stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template import Library

register = Library()


@register.filter
def talk_so_far(shown: Mapping[str, Any], posted: Sequence[str]) -> dict[str, Any]:
    """Return what was said by the replies `posted`, then the turn that waits; a reply that does not follow ends the reading."""
    past, here = [], shown["turns"][shown["start"]]
    for value in posted:
        reply = next((reply for reply in here["replies"] if reply["value"] == value), None)
        if reply is None or reply["to"] not in shown["turns"]:
            break
        past.append({"says": here["says"], "text": reply["text"], "value": value})
        here = shown["turns"][reply["to"]]
    return {"past": past, **here}
