"""What the room of reading asks of the evidence (see `study.effect`)."""

from sextant.insight.evidence.queries import effect_of_resource
from sextant.insight.evidence.words import line


def effect_line(uid: str) -> str:
    """Return the effect of a resource in one line; empty where there are not enough data. One query."""
    effect = effect_of_resource(uid)
    return line(effect) if effect else ""
