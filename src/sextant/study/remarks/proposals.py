"""A question proposed by a reader, as the item of a pack that it may become."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from sextant.assessment.item_types import parse_item

PROPOSITIONS = 4
SHARE = 0.6
"""Until somebody judges it: the share of learners who just hold the level that is expected to answer right."""


class NotAnItem(ValueError):
    """The proposal cannot stand in a pack as it is; the message says why."""


def item_of(key: UUID, proposal: dict[str, Any], *, reviewed: date) -> dict[str, Any]:
    """
    Return the item as a pack writes it, `proposed` like everything in a pack. One right proposition makes a QRU, more a QRM.

    Raises `NotAnItem` when a pack would refuse it.
    """
    body = {
        "uid": f"propose.{proposal['competence'].lower().replace('_', '-')}.{key.hex[-12:]}",
        "competence": proposal["competence"],
        "type": "qru" if sum(one["correct"] for one in proposal["propositions"]) == 1 else "qrm",
        "difficulty": {"level": proposal["level"], "share": SHARE},
        "professions": "all",
        "stem": {"fr": proposal["stem"]},
        "propositions": [
            {"key": letter, "correct": one["correct"], "text": {"fr": one["text"]}, "why": {"fr": one["why"]}}
            for letter, one in zip("ABCD", proposal["propositions"], strict=True)
        ],
        "explanation": {"fr": proposal["explanation"]},
        "references": [_reference(proposal)],
        "reviewed": reviewed,
        "review_by": _a_year_after(reviewed),
    }
    try:
        parse_item(body)
    except ValidationError as error:
        raise NotAnItem("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())) from None
    return body


def pack_file(items: list[dict[str, Any]]) -> str:
    """Return a file for the folder `pilots/` of a pack (or `items/`, once somebody admits them)."""
    # Reading and writing YAML costs a web process much that one page in a thousand needs.
    from sextant.ground.packs.writing import as_yaml

    return as_yaml({"items": items})


def _reference(proposal: dict[str, Any]) -> dict[str, Any]:
    reference = {"issuer": proposal["issuer"], "title": proposal["source"], "seen": bool(proposal.get("seen"))}
    return reference | ({"url": proposal["url"]} if proposal.get("url") else {})


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year + 1, day=28)
