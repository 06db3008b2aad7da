"""
The codes on paper: 80 random bits in sixteen letters and figures that cannot be mistaken for one another (Crockford's base 32).

Nobody guesses one: at a thousand tries a second, the first of a million transcripts would be hit after some thirty million years. So wrong
codes need no limit by address, which would lock a whole faculty out behind its one; and a look-up by the hash of the code takes the same
time whatever was typed.
"""

import hashlib
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a new code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """
    Return a code in groups of four.

    >>> shown("7K2M9QXD0AZP4TRW")
    '7K2M-9QXD-0AZP-4TRW'
    """
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read(typed: str) -> str:
    """
    Return the code somebody typed, whatever the case, the spaces and the letters taken for figures; empty when it cannot be one.

    >>> read(" 7k2m 9qxd-oazp_4trw"), read("7K2M"), read("7K2M-9QXD-0AZP-4TRU")
    ('7K2M9QXD0AZP4TRW', '', '')
    """
    code = re.sub(r"[\s_–—-]", "", typed[:60]).upper().translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def code_hash(code: str) -> str:
    """Return what the look-up table keeps of a code."""
    return hashlib.sha256(f"sextant transcript {code}".encode()).hexdigest()
