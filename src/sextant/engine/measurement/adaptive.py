"""
Which question to ask next: the one expected to lower most what is still at stake, under the rules of the sitting.

Every item is ranked quickly by the variance it is expected to remove; the best hundred, spread over all directions, are then weighed
exactly by `risk.loss_expected`. Nothing here is random unless exposure is controlled, and then only through the generator passed in.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats
from .irt import Bank, Ints, NotAnItem
from .posterior import Posterior
from .risk import ENDING, loss, loss_expected, variance_drop

CANDIDATES = 100
EXPOSURE_FACTOR = 10


class BankExhausted(LookupError):
    """No item of the bank may be asked any more in this sitting."""


@dataclass(frozen=True, eq=False)
class Blueprint:
    """
    How many questions of each content group one sitting holds.

    `low` and `high`, shape (groups,), bound the count of each group over a sitting of `length` questions. Raises `NotAnItem` when no
    sitting can obey.
    """

    low: Ints
    high: Ints
    length: int

    def __post_init__(self) -> None:
        """Refuse bounds no sitting can obey."""
        low, high = np.array(self.low, dtype=np.intp), np.array(self.high, dtype=np.intp)
        if low.shape != high.shape or low.ndim != 1 or (low < 0).any() or (low > high).any() or low.sum() > self.length:
            raise NotAnItem("expected 0 <= low <= high for every group, and lows that fit into the length")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def open_groups(self, counts: Ints, asked: int) -> NDArray[np.bool_]:
        """Return which groups may give the next question, after `asked` questions of which `counts` by group; shape (groups,)."""
        owed = np.maximum(self.low - counts, 0)
        # As soon as the questions left are all owed to some groups, only these remain open.
        return np.asarray(owed > 0 if owed.sum() >= self.length - asked else counts < self.high)


@dataclass(frozen=True, eq=False)
class Exposure:
    """
    How often each item has been asked: `rates`, shape (n,), the share of sittings that held it, and the `limit` never to pass.

    An item at its limit rests. Before that it has a price: what it brings is multiplied by (1 − rate / limit) ** `price`, so that those
    who need it most get it (a plain limit spends it on whoever comes first). And with probability `lots` a sitting opens with one of the
    items asked least, the best of them, so that the whole bank is used and calibrated. These are the restricted and the random part of
    the progressive-restricted method (Revuelta & Ponsoda, 1998), the random part held to the first question, where it costs least.
    Applied only where the bank is at least ten times the sitting's length.
    """

    rates: Floats
    limit: float = 0.25
    price: float = 0.06
    lots: float = 0.3


def exposure_is_controlled(*, bank: int, length: int) -> bool:
    """Tell whether a bank of `bank` items is large enough to spare its items in sittings of `length` questions."""
    return bank >= EXPOSURE_FACTOR * length


def next_item(
    posterior: Posterior,
    bank: Bank,
    thresholds: ArrayLike,
    *,
    administered: Collection[int] = (),
    seen: Collection[int] = (),
    eligible: NDArray[np.bool_] | None = None,
    blueprint: Blueprint | None = None,
    exposure: Exposure | None = None,
    length: int = 25,
    rng: np.random.Generator | None = None,
    p: float = 0.90,
    se: float = 0.30,
) -> int:
    """
    Return the position in `bank` of the question to ask next.

    `thresholds`, shape (d,) or one for all, in units of θ, is what is required of each competence; NaN where nothing is. `administered`
    holds the positions asked in this sitting: none returns, nor any item of their families or enemy sets. `seen` holds those the person
    met in earlier sittings: none returns. `eligible`, shape (n,), masks the rest of the bank (language, profession, …). `length` is the
    most questions this sitting may hold; `exposure` needs it, and `rng`. `p` and `se` are those of `verdicts.stop`: near the end, the
    question most likely to be the last one comes first. Where the blueprint or the exposure limit would leave nothing, it yields; nothing
    else does.

    Raises `BankExhausted` when no item is left, `NotAnItem` when the bank belongs to another framework or a mask to another bank.

    >>> from .irt import bank_from
    >>> from .posterior import prior
    >>> bank = bank_from(a=[1.0, 1.0, 1.0], b=[-2.0, 0.1, 2.0], primary=[0, 0, 0], competences=1)
    >>> next_item(prior(["a"]), bank, 0.0)
    1
    """
    if bank.competences != posterior.competences:
        raise NotAnItem(f"the bank has {bank.competences} competences, the posterior {posterior.competences}")
    wanted = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (posterior.competences,))
    asked = np.array(list(administered), dtype=np.intp)
    open_ = _open(bank, asked, seen, eligible)
    if blueprint is not None:
        groups = blueprint.open_groups(np.bincount(bank.group[asked], minlength=len(blueprint.low)), len(asked))
        open_ = _kept(open_, groups[bank.group])
    worth = np.ones(len(bank))
    if exposure is not None and exposure_is_controlled(bank=len(bank), length=length):
        open_, worth = _spared(open_, exposure, first=not len(asked), rng=rng)
    positions = np.flatnonzero(open_)
    if not len(positions):
        raise BankExhausted("every item was asked, is excluded, or belongs to a case already seen")

    # Everything an answer can move depends on the direction of its item: worked out once for each of the few patterns.
    gains = bank.patterns @ posterior.cov
    pattern = bank.pattern[positions]
    var = np.einsum("pd,pd->p", gains, bank.patterns)[pattern]
    spread = var + np.square(bank.b_sd[positions])
    centre = (bank.patterns @ posterior.mean)[pattern] - bank.b[positions]
    # What the item removes of the variance along its own direction: a part of its uncertainty is about b, not about the learner.
    drop = variance_drop(centre, spread, a=bank.sharp[positions], c=bank.c[positions]) * np.square(var / spread)
    chosen = _best(drop * worth[positions], positions, bank)
    place = positions[chosen]
    variances = posterior.cov.diagonal()
    at_stake = loss_expected(
        posterior.mean,
        variances,
        wanted,
        gain=gains[pattern[chosen]],
        centre=centre[chosen],
        spread=spread[chosen],
        a=bank.sharp[place],
        c=bank.c[place],
        p=p,
        se=se,
    )
    brought = loss(posterior.mean, variances, wanted) + ENDING - at_stake
    return int(place[(brought * worth[place]).argmax()])


def _kept(open_: NDArray[np.bool_], rule: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what the rule leaves open, or everything when that is nothing."""
    kept = open_ & rule
    return kept if kept.any() else open_


def _spared(
    open_: NDArray[np.bool_], exposure: Exposure, *, first: bool, rng: np.random.Generator | None
) -> tuple[NDArray[np.bool_], Floats]:
    """Return which items exposure leaves open, and the worth of each, both of shape (n,)."""
    if exposure.rates.shape != open_.shape:
        raise NotAnItem(f"expected rates of shape {open_.shape}, got {exposure.rates.shape}")
    if rng is None:
        raise NotAnItem("exposure control draws lots: pass rng")
    open_ = _kept(open_, exposure.rates < exposure.limit)
    if first and open_.any() and rng.random() < exposure.lots:
        open_ = open_ & (exposure.rates <= exposure.rates[open_].min())
    return open_, np.maximum(1.0 - exposure.rates / exposure.limit, 1e-12) ** exposure.price


def _open(bank: Bank, asked: Ints, seen: Collection[int], eligible: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Return which items may still be asked, shape (n,)."""
    if eligible is not None and eligible.shape != (len(bank),):
        raise NotAnItem(f"expected a mask of shape ({len(bank)},), got {eligible.shape}")
    open_ = np.ones(len(bank), dtype=bool) if eligible is None else np.array(eligible, dtype=bool)
    open_[asked] = False
    open_[np.fromiter(seen, dtype=np.intp, count=len(seen))] = False
    for kin in (bank.family, bank.enemies):
        met = kin[asked]
        for relation in np.unique(met[met >= 0]):
            open_ &= kin != relation
    return open_


def _best(drop: Floats, positions: Ints, bank: Bank) -> Ints:
    """Return the indices into `positions` of about `CANDIDATES` items: the best of every direction, so that none crowds out the others."""
    if len(drop) <= CANDIDATES:
        return np.arange(len(drop))
    quota = CANDIDATES // len(bank.patterns)
    if not quota:
        return np.argpartition(drop, -CANDIDATES)[-CANDIDATES:]
    # Smaller is better from here on, and what may not be asked is infinitely bad.
    cost = np.full(len(bank), np.inf)
    cost[positions] = -drop
    first = []
    for members in bank.by_pattern:
        costs = cost[members]
        best = members[np.argpartition(costs, quota)[:quota]] if len(members) > quota else members
        first.append(best[np.isfinite(cost[best])])
    return np.searchsorted(positions, np.concatenate(first))
