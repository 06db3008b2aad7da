"""What the types made of propositions share."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from sextant.assessment.document import ChoiceDocument
from sextant.kernel.text import Said, Text


@dataclass(frozen=True, slots=True)
class ShownProposition:
    """A proposition as a page shows it. `letter` is its place on the page; `value` its key in the item."""

    value: str
    letter: str
    text: Said
    correct: bool
    rule: str
    chosen: bool
    why: Said

    @property
    def discordant(self) -> bool:
        """Say whether the tick differs from the key."""
        return self.chosen != self.correct

    @property
    def words(self) -> str:
        """Whether it is right, and what the learner did with it."""
        if self.correct:
            return _("Right, and you chose it") if self.chosen else _("Right, but you left it out")
        return _("Wrong, but you chose it") if self.chosen else _("Wrong, and you left it out")

    @property
    def rule_words(self) -> str:
        """What is special about the proposition: leaving an essential one, or ticking an unacceptable one, earns nothing."""
        return {"essential": _("essential"), "unacceptable": _("unacceptable")}.get(self.rule, "")


def shuffled(item: ChoiceDocument, random: Random) -> list[str]:
    """Return the keys in a random order."""
    keys = [proposition.key for proposition in item.propositions]
    random.shuffle(keys)
    return keys


def shown_propositions(item: ChoiceDocument, *, language: str, order: Sequence[str], chosen: Sequence[str] | None) -> dict[str, Any]:
    """Return the propositions in `order`, in `language` where they exist in it."""
    by_key = {proposition.key: proposition for proposition in item.propositions}
    return {
        "propositions": [
            ShownProposition(
                value=key,
                letter="ABCDE"[place],
                text=Text(by_key[key].text).in_language(language),
                correct=by_key[key].correct,
                rule=by_key[key].rule or "",
                chosen=key in (chosen or ()),
                why=Text(by_key[key].why).in_language(language),
            )
            for place, key in enumerate(order or by_key)
        ],
        "answered": chosen is not None,
    }
