"""What every scoring rule returns, and the refusals they share."""

from dataclasses import dataclass


class UnknownProposition(ValueError):
    """A tick, a key or a mark names a proposition the question does not have."""


class NotAKey(ValueError):
    """The key contradicts itself: nothing right, or an essential proposition that is wrong, or an unacceptable one that is right."""


@dataclass(frozen=True, slots=True)
class Score:
    """
    What an answer earns, `value` in [0, 1].

    `discordances` counts the propositions whose tick differs from the key (QRM only). `near_miss` says that a person should look before
    the 0 is final (QROC only).
    """

    value: float
    discordances: int | None = None
    near_miss: bool = False

    def __post_init__(self) -> None:
        """Refuse a value no rule can give."""
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"a score lies in [0, 1], got {self.value}")
