"""Dialogues: a conversation that branches with each reply. No exam sets this rule: it is ours, and stated here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .score import NotAKey, Score

MOST_PATHS = 10_000
"""More ways through than that, and nobody could have read them all again."""


class OffThePath(ValueError):
    """A reply that the turn reached does not offer, or a reply after the end."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one may say: its `credit` from 0 to 1, and the turn it leads `to` (None ends the conversation)."""

    credit: float
    to: str | None = None
    unacceptable: bool = False


Turns = Mapping[str, Mapping[str, Reply]]
"""Turn → reply → `Reply`."""


def check(turns: Turns, start: str) -> None:
    """
    Raise `NotAKey` unless the conversation can be held and judged.

    Every reply leads to a turn there is, no turn is met twice, none is out of reach, at most `MOST_PATHS` ways lead through; one of them
    earns 1 and one earns 0.
    """
    if start not in turns:
        raise NotAKey(f"there is no turn {start!r} to begin with")
    for turn, replies in turns.items():
        if len(replies) < 2:
            raise NotAKey(f"turn {turn!r} needs at least two replies")
        for name, reply in replies.items():
            if reply.to is not None and reply.to not in turns:
                raise NotAKey(f"reply {name!r} of turn {turn!r} leads to {reply.to!r}, which is no turn")
            if not 0.0 <= reply.credit <= 1.0 or (reply.unacceptable and reply.credit):
                raise NotAKey(f"reply {name!r} of turn {turn!r}: a credit lies in [0, 1], and an unacceptable reply earns none")
    reached: dict[str, int] = {}
    if _ways(turns, start, (), reached) > MOST_PATHS:
        raise NotAKey(f"more than {MOST_PATHS} ways lead through the conversation")
    if set(reached) != set(turns):
        raise NotAKey(f"no reply leads to {sorted(set(turns) - set(reached))}")
    earned = {score(turns, start, path).value for path in paths(turns, start)}
    if not {0.0, 1.0} <= earned:
        raise NotAKey("one way through must earn 1 and another 0")


def _ways(turns: Turns, turn: str, before: tuple[str, ...], counted: dict[str, int]) -> int:
    if turn in before:
        raise NotAKey(f"the conversation comes back to {turn!r}: {' → '.join((*before, turn))}")
    if turn not in counted:
        here = (*before, turn)
        counted[turn] = sum(1 if reply.to is None else _ways(turns, reply.to, here, counted) for reply in turns[turn].values())
    return counted[turn]


def paths(turns: Turns, start: str) -> Iterator[tuple[str, ...]]:
    """Yield every way through the conversation, as the names of the replies."""
    for name, reply in turns[start].items():
        if reply.to is None:
            yield (name,)
        else:
            yield from ((name, *rest) for rest in paths(turns, reply.to))


def walk(turns: Turns, start: str, path: Sequence[str]) -> tuple[list[tuple[str, Reply]], str | None]:
    """
    Return the turns met with the reply made at each, and the turn reached (None when the conversation is over).

    Raises `OffThePath`.

    >>> turns = {"hello": {"a": Reply(1, "why"), "b": Reply(0)}, "why": {"a": Reply(1), "b": Reply(0.5)}}
    >>> walk(turns, "hello", ["a"])[1]
    'why'
    """
    met: list[tuple[str, Reply]] = []
    turn: str | None = start
    for name in path:
        if turn is None or name not in turns[turn]:
            raise OffThePath(f"{name!r} cannot be said there")
        met.append((turn, turns[turn][name]))
        turn = turns[turn][name].to
    return met, turn


def score(turns: Turns, start: str, path: Sequence[str]) -> Score:
    """
    Return the mean credit of the replies made, 0 when one of them is unacceptable.

    A conversation that ends early is divided by the length of the shortest perfect one: the turns that never came earn nothing. Raises
    `OffThePath` when the path leaves the conversation or stops before its end.

    >>> turns = {"hello": {"a": Reply(1, "why"), "b": Reply(0.5)}, "why": {"a": Reply(1), "b": Reply(0.5)}}
    >>> [score(turns, "hello", path).value for path in ("aa", "ab", "b")]
    [1.0, 0.75, 0.25]
    """
    met, left = walk(turns, start, path)
    if left is not None:
        raise OffThePath(f"the conversation waits at {left!r}")
    if any(reply.unacceptable for _turn, reply in met):
        return Score(0.0)
    length = max(len(met), _shortest_perfect(turns, start))
    return Score(sum(reply.credit for _turn, reply in met) / length)


def _shortest_perfect(turns: Turns, start: str) -> int:
    lengths = [1 if reply.to is None else 1 + _shortest_perfect(turns, reply.to) for reply in turns[start].values() if reply.credit == 1.0]
    # Nothing perfect from here on: no path through here is the shortest perfect one.
    return min(lengths, default=10**6)


def floor(turns: Turns, start: str) -> float:
    """
    Return the credit expected of somebody who says anything at each turn.

    >>> turns = {"hello": {"a": Reply(1, "why"), "b": Reply(0)}, "why": {"a": Reply(1), "b": Reply(0)}}
    >>> floor(turns, "hello")
    0.375
    """
    total = 0.0
    for path in paths(turns, start):
        chance, turn = 1.0, start
        for name in path:
            chance /= len(turns[turn])
            turn = turns[turn][name].to or turn
        total += chance * score(turns, start, path).value
    return total
