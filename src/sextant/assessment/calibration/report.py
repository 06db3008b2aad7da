"""
What the answers say of the quality of each item: a report a page can show as it is.

Every number is finite or None. Abilities are those by the other answers of each person. A group of fewer than `LEAST_SHOWN` people is not
described.
"""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.calibration.differences import differences
from sextant.assessment.calibration.gathering import Gathered
from sextant.assessment.calibration.queries import LEAST_DOUBT
from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ChoiceDocument, ItemDocument, language_shown
from sextant.assessment.practice.weighing import seconds_to_read
from sextant.engine.measurement import quality
from sextant.engine.measurement.calibration import JointCalibration
from sextant.engine.measurement.quality import Flag, ItemAnswers, Judged, flags_of, weighed
from sextant.ground.privacy import LEAST_SHOWN

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MOST_GROUPS = 8
LEVEL = 0.90


def reports(gathered: Gathered, found: JointCalibration) -> list[dict[str, Any]]:
    """Return one report an item, in the order of `gathered.items`."""
    unlike = differences(gathered, found)
    items = gathered.items
    judged = weighed([item.b for item in items], [max(item.b_sd, LEAST_DOUBT) for item in items], found.b, found.b_se)
    return [_report(_Answers(gathered, found, judged, place), unlike[place]) for place in range(len(items))]


class _Answers:
    """The answers to one item."""

    def __init__(self, gathered: Gathered, found: JointCalibration, judged: Judged, item: int) -> None:
        rows = np.flatnonzero(gathered.events.item == item)
        self.item, self.document = gathered.items[item], gathered.documents[item]
        self.given = [gathered.given[row] for row in rows]
        self.languages = Counter(gathered.language[row] for row in rows)
        readable = {language: readable_in(self.document, language) for language in self.languages}
        self.readable_in = np.array([readable[gathered.language[row]] for row in rows])
        single = isinstance(self.document, ChoiceDocument) and self.document.type == "qru"
        keys = self.keys()
        self.engine = ItemAnswers(
            scores=gathered.events.score[rows],
            place=found.place[rows],
            place_sd=found.place_sd[rows],
            seconds=gathered.seconds[rows],
            moment=gathered.moment[rows],
            a=float(found.a[item]),
            b=float(found.b[item]),
            c=float(found.c[item]),
            said=float(judged.b[item]),
            said_sd=float(judged.sd[item]),
            readable_in=self.readable_in,
            chosen=self._positions(keys) if single else None,
            key=keys.index(next(iter(self.document.key))) if single and isinstance(self.document, ChoiceDocument) else 0,
            propositions=len(keys),
        )

    def keys(self) -> list[str]:
        """Return the keys of the propositions, in the order of the document; none where the type has none."""
        return [one.key for one in self.document.propositions] if isinstance(self.document, ChoiceDocument) else []

    def _positions(self, keys: list[str]) -> Ints:
        place = {key: number for number, key in enumerate(keys)}
        return np.array([place[one] if isinstance(one, str) and one in place else quality.DONT_KNOW for one in self.given], dtype=np.intp)

    @property
    def ability_order(self) -> Ints:
        """Return the answers from the least to the most able."""
        return np.argsort(self.engine.place, kind="stable")


def readable_in(document: ItemDocument, language: str) -> float:
    """Return the least number of seconds in which `document` can be read as it is asked in `language`."""
    return seconds_to_read(document.words(language_shown(document, language)))


def _report(answers: _Answers, unlike: list[dict[str, Any]]) -> dict[str, Any]:
    scores = answers.engine.scores
    return {
        "share": _number(scores.mean()),
        "dont_know": _number(np.mean([one == DONT_KNOW for one in answers.given])),
        "rest": _correlation(scores, answers.engine.place),
        "pilot": answers.item.role == ItemRole.PILOT,
        "curve": _curve(answers),
        "choices": _choices(answers),
        "seconds": _seconds(answers),
        "flags": [_told(flag, answers.keys()) for flag in flags_of(answers.engine)],
        "differences": unlike,
    }


def _curve(answers: _Answers) -> list[dict[str, Any]]:
    """Return the mean score by group of ability, with its 90 % interval (Jeffreys'), and what the model expects of the same people."""
    from scipy.special import betaincinv

    engine, expected = answers.engine, answers.engine.expected()
    points = []
    for rows in _parts(answers.ability_order, min(MOST_GROUPS, len(answers.given) // LEAST_SHOWN)):
        n, right = len(rows), float(engine.scores[rows].sum())
        low, high = betaincinv(right + 0.5, n - right + 0.5, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        points.append(
            {
                "theta": _number(engine.place[rows].mean()),
                "n": n,
                "score": _number(right / n),
                "low": _number(min(low, right / n)),
                "high": _number(max(high, right / n)),
                "expected": _number(expected[rows].mean()),
            }
        )
    return points


def _choices(answers: _Answers) -> dict[str, Any] | None:
    """Return who chose each proposition, by thirds of ability; None where the item has none, or a third is too small."""
    if not isinstance(answers.document, ChoiceDocument) or len(answers.given) < 3 * LEAST_SHOWN:
        return None
    thirds = _parts(answers.ability_order, 3)
    rows = []
    for proposition in answers.document.propositions:
        chose = np.array([_ticks(one, proposition.key) for one in answers.given])
        rows.append(
            {
                "key": proposition.key,
                "correct": proposition.correct,
                "count": int(chose.sum()),
                "shares": [_number(chose[third].mean()) for third in thirds],
            }
        )
    return {"groups": [len(third) for third in thirds], "rows": rows}


def _ticks(given: Any, key: str) -> bool:
    """Say whether an answer holds a proposition: a QRU keeps its key, a QRM the list of them, "I do not know" something else."""
    return given == key if isinstance(given, str) else isinstance(given, list) and key in given


def _seconds(answers: _Answers) -> dict[str, Any] | None:
    times = answers.engine.seconds
    known = np.isfinite(times)
    if known.sum() < LEAST_SHOWN:
        return None
    low, middle, high = np.quantile(times[known], [0.1, 0.5, 0.9])
    # In several languages, the one most people read.
    ((language, _),) = answers.languages.most_common(1)
    return {
        "n": int(known.sum()),
        "q10": _number(low, 1),
        "median": _number(middle, 1),
        "q90": _number(high, 1),
        "fast": _number((times[known] < answers.readable_in[known]).mean()),
        "readable_in": _number(readable_in(answers.document, language), 1),
    }


def _told(flag: Flag, keys: list[str]) -> dict[str, Any]:
    return {
        "code": flag.code,
        "chance": _number(flag.chance),
        "n": flag.n,
        "other": None if flag.other is None else keys[flag.other],
        "value": _number(flag.value),
    }


def _parts(order: Ints, count: int) -> list[Ints]:
    """Return the answers in `count` groups as even as can be."""
    return list(np.array_split(order, count)) if count else []


def _correlation(one: Floats, other: Floats) -> float | None:
    if len(one) < LEAST_SHOWN or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return _number(np.corrcoef(one, other)[0, 1])


def _number(value: Any, digits: int = 4) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None
