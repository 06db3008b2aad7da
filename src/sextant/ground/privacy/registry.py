"""The declarations of the whole house, given from above at start-up."""

from collections.abc import Callable, Sequence

from sextant.ground.privacy.holdings import Holding

_find: Callable[[], Sequence[Holding]] | None = None


def declare_with(find: Callable[[], Sequence[Holding]]) -> None:
    """Give the function that finds every declaration, in the order in which rows can be erased."""
    global _find
    _find = find


def declared() -> Sequence[Holding]:
    """Return every declaration, in the order in which rows can be erased."""
    if _find is None:
        raise RuntimeError("Nobody said where the declarations of personal data are: config.apps does at start-up.")
    return _find()
