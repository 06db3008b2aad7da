"""Items as their pack writes them: what every type shares."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sextant.catalogue.document import ProfessionsOrAll
from sextant.ground.packs.schema import Code, PackText, Reference, Strict, Uid
from sextant.kernel.text import Text


class Difficulty(Strict):
    """The share of just-competent learners of a level expected to answer right."""

    level: Code
    share: float = Field(ge=0.2, le=0.95)


class ItemDocument(Strict):
    """What an item has whatever its type; each type's folder extends it."""

    uid: Uid
    type: str
    competence: Code | None = None
    loads: dict[str, float] | None = None
    capability: Code | None = None
    difficulty: Difficulty
    professions: ProfessionsOrAll = None
    step: Code | None = None
    stem: PackText
    explanation: PackText
    references: Annotated[tuple[Reference, ...], Field(min_length=1)]
    reviewed: datetime.date
    review_by: datetime.date
    status: str = "proposed"
    family: str | None = None

    @field_validator("status")
    @classmethod
    def _is_proposed(cls, value: str) -> str:
        if value != "proposed":
            raise ValueError("packs ship as `proposed`: approvals are recorded in the campus, not in files")
        return value

    @model_validator(mode="after")
    def _measures_something(self) -> "ItemDocument":
        if self.competence is not None and self.loads is not None:
            raise ValueError("write `competence` or `loads`, not both")
        if self.loads is not None and (abs(sum(self.loads.values()) - 1) > 0.001 or min(self.loads.values()) <= 0):
            raise ValueError("the weights of `loads` must be positive and sum to 1")
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must come after reviewed")
        return self

    @property
    def weights(self) -> dict[str, float]:
        """Competence code → weight."""
        return self.loads or ({self.competence: 1.0} if self.competence else {})

    @property
    def main_competence(self) -> str:
        """The competence that weighs most."""
        weights = self.weights
        return max(weights, key=lambda code: weights[code])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the stem exists (the item is asked in one of them)."""
        return tuple(self.stem)

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield what has to be read before answering; a type whose question shows more yields more."""
        yield self.stem

    def words(self, language: str) -> int:
        """Return how many words that is in `language`."""
        return sum(len(Text(text).in_language(language).text.split()) for text in self.texts())


class Proposition(Strict):
    """One proposition of a choice question."""

    key: Annotated[str, Field(pattern=r"^[A-Z]$")]
    text: PackText
    correct: bool
    rule: Annotated[str | None, Field(pattern="^(essential|unacceptable)$")] = None
    why: PackText

    @model_validator(mode="after")
    def _rule_fits(self) -> "Proposition":
        if (self.rule == "essential" and not self.correct) or (self.rule == "unacceptable" and self.correct):
            raise ValueError("an essential proposition is correct, an unacceptable one is not")
        return self


class ChoiceDocument(ItemDocument):
    """What choice questions share."""

    propositions: Annotated[tuple[Proposition, ...], Field(min_length=4, max_length=5)]

    @model_validator(mode="after")
    def _has_distinct_keys(self) -> "ChoiceDocument":
        keys = [proposition.key for proposition in self.propositions]
        if len(set(keys)) != len(keys):
            raise ValueError("each proposition needs its own key")
        return self

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield the stem and the propositions."""
        yield from super().texts()
        yield from (proposition.text for proposition in self.propositions)

    @property
    def key(self) -> frozenset[str]:
        """The keys of the correct propositions."""
        return frozenset(proposition.key for proposition in self.propositions if proposition.correct)


def language_shown(document: ItemDocument, wanted: str) -> str:
    """Return the language an item is asked in: the one wanted if the item exists in it, else French, in which every item exists."""
    code = wanted.split("-")[0]
    return code if code in document.languages else "fr"
