"""Who answered what, when and how: drawn at once for everybody, the same for the same seed. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sextant.accounts.choices import Status, Structure
from sextant.accounts.models import Learner
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import ItemBank
from sextant.assessment.document import ChoiceDocument, ItemDocument, language_shown
from sextant.assessment.imports.past import PastAnswer
from sextant.assessment.models import ItemVersion
from sextant.assessment.practice.weighing import seconds_to_read
from sextant.config.past.planted import DISCRIMINATION, Planted
from sextant.engine.measurement.irt import probability
from sextant.engine.simulation import defects
from sextant.engine.simulation.defects import DrawnItem, draw_answers
from sextant.engine.simulation.learners import draw_abilities, slip_for
from sextant.frameworks.document import Framework
from sextant.mastery.state import prior_for

SITTINGS = 4
QUESTIONS = 21
"""Each learner answers `SITTINGS` times `QUESTIONS` questions, all different."""

MONTHS = 18
ENGLISH = 0.35
"""The share of learners who read in English where a question exists in it."""

FIRST_INSTITUTION = 0.6
"""The share of learners of the first institution."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A profession, and the stages its learners are drawn from evenly."""

    profession: str
    stages: tuple[str, ...]
    status: Status
    structure: Structure


AUDIENCES = (
    Audience("infirmier", ("c1y1", "c1y2", "c1y3", "practice"), Status.STUDENT, Structure.HOSPITAL),
    Audience("medecin", ("c2", "c3", "practice"), Status.STUDENT, Structure.UNIVERSITY),
    Audience("pharmacien", ("c1y3", "c2", "practice"), Status.STUDENT, Structure.UNIVERSITY),
    Audience("ingenieur-e-sante", ("c2", "practice"), Status.SALARIED, Structure.HOSPITAL),
    Audience("juriste-sante", ("c2", "practice"), Status.SALARIED, Structure.OTHER),
)


@dataclass(frozen=True, slots=True)
class PastLearner:
    """A simulated learner (not saved), the place of their institution among two, their language, and the answers of each sitting."""

    learner: Learner
    institution: int
    language: str
    sittings: list[list[PastAnswer]]


def draw_past(
    framework: Framework,
    bank: ItemBank,
    versions: Mapping[int, ItemVersion],
    planted: Mapping[str, Planted],
    *,
    now: datetime,
    seed: int,
    each: int,
    audiences: Sequence[Audience] = AUDIENCES,
) -> list[PastLearner]:
    """Return `each` learners of each audience with their past; `versions` are those of `bank.keys`."""
    random = np.random.default_rng(seed)
    learners, theta, asked = [], [], []
    for audience in audiences:
        people = [_learner(audience, place, now=now) for place in range(each)]
        learners += people
        theta.append(_abilities(framework, people, seed=int(random.integers(2**31))))
        asked.append(_assigned(random, bank.eligible(audience.profession), _common(bank, audiences, planted), people=each))
    past = _Past(framework, bank, versions, np.concatenate(theta), np.concatenate(asked), learners, random)
    for position in range(len(bank.keys)):
        past.answer(position, planted.get(bank.uids[position], Planted()))
    return past.told(now)


def _learner(audience: Audience, place: int, *, now: datetime) -> Learner:
    began = now - timedelta(days=MONTHS * 365 // 12 + 1)
    return Learner(
        created_at=began,
        profession=audience.profession,
        stage=audience.stages[place % len(audience.stages)],
        entry_year=began.year,
        status=audience.status,
        structure=audience.structure,
        simulated=True,
    )


def _abilities(framework: Framework, learners: Sequence[Learner], *, seed: int) -> NDArray[np.float64]:
    """Return the true levels, drawn from what is expected of each stage."""
    found = np.zeros((len(learners), len(framework.codes)))
    for number, stage in enumerate(dict.fromkeys(learner.stage for learner in learners)):
        rows = [place for place, learner in enumerate(learners) if learner.stage == stage]
        found[rows] = draw_abilities(prior_for(framework, learners[rows[0]], {}), learners=len(rows), seed=seed + number)
    return found


def _common(bank: ItemBank, audiences: Sequence[Audience], planted: Mapping[str, Planted]) -> NDArray[np.bool_]:
    """
    Return the mask of the questions asked of everybody they fit.

    Those that fit some of the audiences only, so that they too have answers enough; and those in which something is planted: with fifty
    people of a profession, a difference between professions seldom outlives the correction for many comparisons.
    """
    fits = np.array([bank.eligible(audience.profession) for audience in audiences])
    return np.asarray((fits.any(axis=0) & ~fits.all(axis=0)) | np.array([uid in planted for uid in bank.uids]))


def _assigned(random: np.random.Generator, fits: NDArray[np.bool_], common: NDArray[np.bool_], *, people: int) -> NDArray[np.intp]:
    """Return the positions each person is asked, in order: those that were asked least so far, so that all get as many answers."""
    count = min(SITTINGS * QUESTIONS, int(fits.sum()))
    asked = np.zeros((people, count), dtype=np.intp)
    times = np.zeros(len(fits))
    for row in asked:
        wish = np.where(fits, times + random.random(len(fits)), np.inf)
        wish[common & fits] = -1.0
        row[:] = random.permutation(np.argpartition(wish, count - 1)[:count])
        times[row] += 1
    return asked


class _Past:
    """The answers to be, one question after the other."""

    def __init__(
        self,
        framework: Framework,
        bank: ItemBank,
        versions: Mapping[int, ItemVersion],
        theta: NDArray[np.float64],
        asked: NDArray[np.intp],
        learners: Sequence[Learner],
        random: np.random.Generator,
    ) -> None:
        self.bank, self.learners, self.random, self.asked = bank, learners, random, asked
        self.items = [versions[key] for key in bank.keys]
        self.along = theta @ bank.arrays.patterns.T[:, bank.arrays.pattern]
        people, count = asked.shape
        self.english: NDArray[np.bool_] = np.asarray(random.random(people) < ENGLISH)
        self.institution = np.where(random.random(people) < FIRST_INSTITUTION, 0, 1)
        self.sitting = np.minimum(np.arange(count) // max(count // SITTINGS, 1), SITTINGS - 1)
        # Days before now: each person's sittings are spread over the whole time.
        self.days = -np.sort(-np.argsort(random.random((people, MONTHS * 365 // 12)), axis=1)[:, :SITTINGS] - 2, axis=1)
        self.given: list[list[Any]] = [[None] * count for _ in range(people)]
        self.seconds = np.zeros((people, count))
        # What the experts said is not quite so: their judgement comes with its uncertainty, and says nothing of discrimination.
        self.a = bank.arrays.a * random.lognormal(0.0, 0.25, len(bank.keys))
        self.b = bank.arrays.b + bank.arrays.b_sd * random.normal(size=len(bank.keys))

    def answer(self, position: int, planted: Planted) -> None:
        """Draw the answers of all who are asked one question."""
        rows, places = np.nonzero(self.asked == position)
        document = self.bank.documents[position]
        harder = planted.harder * self._concerned(rows, document, planted)
        moment = -self.days[rows, self.sitting[places]].astype(float)
        if document.type == "qru":
            assert isinstance(document, ChoiceDocument)
            said, seconds = self._single(position, document, planted, self.along[rows, position], moment, harder)
        else:
            chance = probability(
                self.along[rows, position] - harder, a=self.a[position], b=self.b[position], c=self.bank.arrays.c[position]
            )
            said = self._multiple(document, chance) if isinstance(document, ChoiceDocument) else self._words(document, chance)
            seconds = _readable(document) * self.random.lognormal(np.log(3.2), 0.45, len(rows))
        for row, place, one in zip(rows, places, said, strict=True):
            self.given[row][place] = one
        self.seconds[rows, places] = seconds

    def _concerned(self, rows: NDArray[np.intp], document: ItemDocument, planted: Planted) -> NDArray[np.bool_]:
        english = self.english[rows] & ("en" in document.languages)
        return np.array(
            [
                bool(planted.harder)
                and planted.profession in ("", self.learners[row].profession)
                and planted.language in ("", "en" if in_english else "fr")
                for row, in_english in zip(rows, english, strict=True)
            ],
            dtype=bool,
        )

    def _single(
        self, position: int, document: ChoiceDocument, planted: Planted, along: Any, moment: Any, harder: Any
    ) -> tuple[list[Any], NDArray[np.float64]]:
        keys = [proposition.key for proposition in document.propositions]
        key = keys.index(next(iter(document.key)))
        wrong = len(keys) - 1
        shares = 0.12 + (1.0 - 0.12 * wrong) * self.random.dirichlet(np.full(wrong, 3.0))
        item = DrawnItem(
            a=DISCRIMINATION if planted != Planted() else float(self.a[position]),
            b=float(self.b[position]) if planted.b is None else planted.b,
            propositions=len(keys),
            key=key,
            other=keys.index(planted.other) if planted.other else (key + 1) % len(keys),
            attraction=tuple(shares.tolist()),
            readable_in=_readable(document),
            defect=planted.defect,
            strength=planted.strength,
        )
        drawn = draw_answers(item, along, random=self.random, moment=moment, harder=harder)
        return [DONT_KNOW if place == defects.DONT_KNOW else keys[place] for place in drawn.chosen], drawn.seconds

    def _multiple(self, document: ChoiceDocument, chance: NDArray[np.float64]) -> list[Any]:
        """Tick each proposition as it should be, but for the slips that make the expected credit follow the curve."""
        keys = np.array([proposition.key for proposition in document.propositions])
        correct = np.array([proposition.correct for proposition in document.propositions])
        slips = self.random.random((len(chance), len(keys))) < slip_for(chance, propositions=len(keys))[:, None]
        return [[str(key) for key in keys[ticked]] or DONT_KNOW for ticked in slips ^ correct]

    def _words(self, document: ItemDocument, chance: NDArray[np.float64]) -> list[Any]:
        accepted = document.accepted["fr"][0]  # type: ignore[attr-defined]
        right, silent = self.random.random(len(chance)) < chance, self.random.random(len(chance)) < 0.4
        return [accepted if well else DONT_KNOW if mute else "autre chose" for well, mute in zip(right, silent, strict=True)]

    def told(self, now: datetime) -> list[PastLearner]:
        """Return everybody with their sittings: questions follow each other, with a look at the explanation between two."""
        hours = self.random.uniform(-6, 6, self.days.shape)
        pauses = self.random.uniform(4, 25, self.seconds.shape)
        found = []
        for row, learner in enumerate(self.learners):
            language = "en" if self.english[row] else "fr"
            sittings: list[list[PastAnswer]] = [[] for _ in range(SITTINGS)]
            clocks = [now - timedelta(days=int(day), hours=float(hour)) for day, hour in zip(self.days[row], hours[row], strict=True)]
            for place, position in enumerate(self.asked[row]):
                number = self.sitting[place]
                asked_at = clocks[number] + timedelta(seconds=float(pauses[row, place]))
                clocks[number] = asked_at + timedelta(seconds=round(float(self.seconds[row, place]), 1))
                shown = language_shown(self.bank.documents[position], language)
                past = PastAnswer(self.items[position], self.given[row][place], asked_at, clocks[number], shown)
                sittings[number].append(past)
            learner.last_active_at = max(clocks)
            found.append(PastLearner(learner, int(self.institution[row]), language, sittings))
        return found


def _readable(document: ItemDocument) -> float:
    return seconds_to_read(document.words("fr"))
