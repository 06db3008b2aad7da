"""French typography: the spaces that are written become the ones that do not break."""

import re

from markdown_it.rules_core import StateCore

_NARROW = re.compile(r"(?<=[^\s]) ([;!?])")
_WIDE = re.compile(r"(?<=[^\s]) ([:%€»])")
_OPENING = re.compile(r"« ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
# A number stays with its unit, and an abbreviation with its number.
_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|s|kg|g|mg|km|m|cm|Go|Mo|ans?|jours?|mois|euros?)\b)")
_HOUR = re.compile(r"(?<=\d\u00a0h) (?=\d)")
_NUMBERED = re.compile(r"(?<![\w])((?:art|p|al|chap)\.|n°|nᵒ|§) (?=[\dLR])", re.IGNORECASE)


def french(text: str) -> str:
    """
    Return `text` with the spaces French typography wants unbroken: narrow before ; ! ?, full before : % € » and after «.

    Only spaces that are there become unbroken; none is added, so that times and addresses stay what they are. Numbers keep their thousands
    and their unit, abbreviations their number.

    >>> french("Quoi ? « Oui » : 14:30").replace(chr(0x202F), "_").replace(chr(0xA0), "~")
    'Quoi_? «~Oui~»~: 14:30'
    >>> french("à 11 h 52, 12 000 dossiers, art. 9").replace(chr(0x202F), "_").replace(chr(0xA0), "~")
    'à 11~h~52, 12_000 dossiers, art.~9'
    """
    text = _OPENING.sub("«\u00a0", _WIDE.sub("\u00a0\\1", _NARROW.sub("\u202f\\1", text)))
    text = _HOUR.sub("\u00a0", _UNIT.sub("\u00a0", _THOUSANDS.sub("\u202f", text)))
    return _NUMBERED.sub("\\1\u00a0", text)


def unbroken(state: StateCore) -> None:
    """Make the spaces of every text of a French document unbroken where they must be."""
    # A punctuation mark may stand in another token than its space ("**mot** ?"): a leading space counts too.
    if not state.env.get("french"):
        return
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                text = re.sub(r"^ ([;!?])", "\u202f\\1", re.sub(r"^ ([:%€»])", "\u00a0\\1", token.content))
                token.content = french(text)
