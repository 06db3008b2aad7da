"""Simulated learners who sit real diagnostics: abilities are drawn, answers follow the model, everything is kept through actions."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from sextant.accounts.models import Learner
from sextant.assessment import actions as assessment
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import ItemBank, bank_for, document_of
from sextant.assessment.choices import SittingKind
from sextant.assessment.imports.past import PastAnswer, score_of
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.engine.measurement.adaptive import BankExhausted, next_item
from sextant.engine.measurement.irt import Item, probability
from sextant.engine.measurement.posterior import update
from sextant.engine.measurement.verdicts import only, stop, stop_settling
from sextant.engine.simulation.learners import draw_abilities
from sextant.frameworks.document import Framework
from sextant.mastery import actions as mastery
from sextant.mastery.queries import state_of
from sextant.mastery.state import prior_for, thresholds


@dataclass
class Examinee:
    """A learner with abilities (drawn from what is expected of their profession and stage), who answers at `clock` and later."""

    learner: Learner
    framework: Framework
    random: Random
    clock: datetime
    met: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        expected = prior_for(self.framework, self.learner, {})
        self.truth: NDArray[np.float64] = draw_abilities(expected, learners=1, seed=self.random.randrange(2**31))[0]

    def answer(self, version: ItemVersion, item: Item) -> PastAnswer:
        """Return what this examinee answers to an item, right with the probability of the model, and let the time pass."""
        document = document_of(version)
        kind = type_of(document)
        along = sum(weight * self.truth[axis] for axis, weight in item.loads.items())
        right = self.random.random() < float(probability(along, a=item.a, b=item.b, c=item.c))
        made_up = kind.fabricate(document)
        says = right or self.random.random() < 0.85
        given = kind.parse(document, made_up.right if right else made_up.wrong) if says else DONT_KNOW
        asked_at, self.clock = self.clock, self.clock + timedelta(seconds=self.random.randint(15, 70))
        return PastAnswer(version, given, asked_at, self.clock)


def take_diagnostic(examinee: Examinee, *, questions: int) -> None:
    """Answer an adaptive diagnostic of at most `questions` questions."""
    _sit(examinee, kind=SittingKind.DIAGNOSTIC, questions=questions, competence="")


def settle(examinee: Examinee, competences: Collection[str]) -> None:
    """Take the short test of each of `competences`."""
    for competence in competences:
        _sit(examinee, kind=SittingKind.SETTLE, questions=assessment.QUESTIONS[SittingKind.SETTLE], competence=competence)


def rate_oneself(examinee: Examinee) -> None:
    """Declare a level per competence, loosely tied to the truth and a little too high, as people do."""
    levels = list(examinee.framework.levels)
    said = {}
    for axis, code in enumerate(examinee.framework.codes):
        held = sum(examinee.truth[axis] + examinee.random.gauss(0.5, 0.9) >= cut for cut in examinee.framework.cuts)
        said[code] = levels[held - 1] if held else ""
    mastery.declare_levels(learner=examinee.learner, framework=examinee.framework, levels=said, now=examinee.clock)


def _sit(examinee: Examinee, *, kind: SittingKind, questions: int, competence: str) -> None:
    framework, learner = examinee.framework, examinee.learner
    bank = bank_for(framework)
    wanted = np.array(thresholds(framework, learner))
    eligible = bank.eligible(learner.profession)
    axis = framework.axis[competence] if competence else None
    if axis is not None:
        eligible = eligible & (bank.arrays.primary == axis)
    aim = wanted if axis is None else only(axis, wanted, competences=len(framework.codes))
    state = state_of(learner, framework, now=examinee.clock).now
    asked: list[int] = []
    answers: list[PastAnswer] = []
    while len(asked) < questions:
        done = (
            stop(state, wanted, asked=len(asked), least_questions=8)
            if axis is None
            else stop_settling(state, wanted, axis, asked=len(asked))
        )
        if done is not None:
            break
        try:
            position = next_item(state, bank.arrays, aim, administered=asked, seen=examinee.met, eligible=eligible, length=questions)
        except BankExhausted:
            break
        asked.append(position)
        item = bank.arrays.item(position)
        answers.append(examinee.answer(_versions(bank)[bank.keys[position]], item))
        state = update(state, item, score_of(answers[-1]).value)
    examinee.met.update(asked)
    if answers:
        assessment.record_sitting(
            learner=learner,
            framework=framework,
            kind=kind,
            competence=competence,
            answers=answers,
            language="fr",
            edition=bank.edition,
            now=examinee.clock,
        )


_by_key: dict[int, ItemVersion] = {}


def _versions(bank: ItemBank) -> dict[int, ItemVersion]:
    if not set(bank.keys) <= _by_key.keys():
        _by_key.update(ItemVersion.objects.in_bulk(list(bank.keys)))
    return _by_key
