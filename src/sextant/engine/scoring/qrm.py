"""QRM: several right answers, scored by discordances as in the French national exams (EDN)."""

from collections.abc import Collection

from .score import NotAKey, Score, UnknownProposition

CREDIT = (1.0, 0.5, 0.2)
"""What 0, 1 and 2 discordances earn; three or more earn nothing."""
FEWEST_PROPOSITIONS = 3


class TooFewPropositions(ValueError):
    """Fewer than three propositions remain: the jury must annul the question."""


def score(
    *,
    propositions: Collection[str],
    key: Collection[str],
    ticked: Collection[str],
    essential: Collection[str] = (),
    unacceptable: Collection[str] = (),
    annulled: Collection[str] = (),
    blank_scores_zero: bool = True,
) -> Score:
    """
    Return the credit of the propositions ticked.

    A discordance is a proposition whose tick differs from the `key`. An `essential` proposition left unticked, or an `unacceptable` one
    ticked, earns 0 whatever the rest. `annulled` propositions count for nothing, marks included. With `blank_scores_zero` (a convention,
    not a text) an answer that ticked nothing at all earns 0; it is judged on the ticks before annulment.

    Raises `UnknownProposition`; `NotAKey` when the key is empty or its marks contradict it; `TooFewPropositions` when fewer than three
    remain.

    >>> [score(propositions="ABCDE", key="AC", ticked=ticked).value for ticked in ("AC", "A", "ABC", "AB", "BD", "")]
    [1.0, 0.5, 0.5, 0.2, 0.0, 0.0]
    >>> score(propositions="ABCDE", key="AC", ticked="C", essential="A").value
    0.0
    """
    every = frozenset(propositions)
    right, answer = frozenset(key), frozenset(ticked)
    must, must_not = frozenset(essential), frozenset(unacceptable)
    unknown = (right | answer | must | must_not | frozenset(annulled)) - every
    if unknown:
        raise UnknownProposition(f"{sorted(unknown)} not among {sorted(every)}")
    if not right or not must <= right or must_not & right:
        raise NotAKey("a key holds at least one right proposition, every essential one and no unacceptable one")
    kept = every - frozenset(annulled)
    if len(kept) < FEWEST_PROPOSITIONS:
        raise TooFewPropositions(f"{len(kept)} propositions remain; below {FEWEST_PROPOSITIONS} the question is annulled")
    discordances = len((answer ^ right) & kept)
    forfeited = bool((must & kept) - answer) or bool(must_not & kept & answer) or (blank_scores_zero and not answer)
    earned = CREDIT[discordances] if discordances < len(CREDIT) and not forfeited else 0.0
    return Score(earned, discordances=discordances)
