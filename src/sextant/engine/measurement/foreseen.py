"""How well answers were foreseen, and how sure the weights are that foresaw them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .gauss import Floats
from .tracing import Layer


def area(right: ArrayLike, chance: ArrayLike) -> float:
    """
    Return how often a right answer was held likelier than a wrong one, ties counting half (area under the ROC curve).

    Raises `ValueError` where there are no two to compare.

    >>> area([1, 0, 0], [0.9, 0.2, 0.9])
    0.75
    """
    happened = np.asarray(right, dtype=bool)
    positives = int(happened.sum())
    if not 0 < positives < len(happened):
        raise ValueError("an area takes right answers and wrong ones")
    _, rank, count = np.unique(np.asarray(chance, dtype=np.float64), return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    above = middle[rank.reshape(-1)][happened].sum() - positives * (positives + 1) / 2
    return float(above / (positives * (len(happened) - positives)))


def losses(score: ArrayLike, chance: ArrayLike) -> Floats:
    """Return the negative log-likelihood of each answer; a partial score counts as a fractional success."""
    happened, kept = np.asarray(score, dtype=np.float64), np.clip(np.asarray(chance, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.asarray(-(happened * np.log(kept) + (1 - happened) * np.log1p(-kept)))


def calibration_error(score: ArrayLike, chance: ArrayLike, bins: int = 15) -> float:
    """Return by how much the chances differ on average from what then happened, over equal bins (expected calibration error)."""
    happened, said = np.asarray(score, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    place = np.minimum((said * bins).astype(int), bins - 1)
    return float(np.abs(np.bincount(place, happened - said, minlength=bins)).sum() / len(said))


def gain(before: Floats, after: Floats, who: NDArray[np.intp]) -> tuple[float, float]:
    """Return by how much the mean of `after` lies below that of `before`, and its standard error; each of `who` is one draw."""
    off = before - after
    mean = float(off.mean())
    return mean, float(np.sqrt((np.bincount(who, off - mean) ** 2).sum()) / len(off))


def weight_errors(layer: Layer, features: ArrayLike, score: ArrayLike, who: NDArray[np.intp], *, ridge: float = 1.0) -> Floats:
    """Return the standard errors of the weights of a fitted layer, shape (11,): the answers of one of `who` hang together (sandwich)."""
    x = np.asarray(features, dtype=np.float64)
    off = np.asarray(score, dtype=np.float64) - layer.chance(x)
    x = np.column_stack([x, np.ones(len(x))])
    sharp = (layer.chance(x[:, :-1]) * (1.0 - layer.chance(x[:, :-1])))[:, None]
    bread = np.linalg.inv(x.T @ (sharp * x) + ridge * np.eye(x.shape[1]))
    pulls = np.column_stack([np.bincount(who, column * off) for column in x.T])
    return np.asarray(np.sqrt(np.diag(bread @ (pulls.T @ pulls) @ bread)))[:-1]
