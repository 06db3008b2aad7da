"""
One folder per item type; adding a type is adding a folder.

A folder exports `TYPE`, an object that satisfies `ItemType`; one conformance suite runs over all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Any, Protocol

from django.utils.translation import gettext as _

from sextant.assessment.document import ItemDocument

Answer = Any
"""What a learner answered, as JSON: its shape is the type's own affair."""


class UnreadableAnswer(ValueError):
    """The form posted is not an answer to this item; the message tells the learner what to do."""


class UnfinishedAnswer(UnreadableAnswer):
    """What was posted is right so far, and waits for more: nothing went wrong."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The credit of an answer, from 0 to 1; `near_miss` when a person should look at it."""

    value: float
    near_miss: bool = False


@dataclass(frozen=True, slots=True)
class Fabricated:
    """Forms a type makes up to prove itself: one right, one wrong, one that cannot be an answer."""

    right: Mapping[str, Sequence[str]]
    wrong: Mapping[str, Sequence[str]]
    invalid: Mapping[str, Sequence[str]]


class ItemType(Protocol):
    """What a type of item knows how to do."""

    code: str
    document: type[ItemDocument]
    question_template: str
    feedback_template: str

    def floor(self, item: Any) -> float:
        """Return the credit expected from guessing."""

    def order(self, item: Any, random: Random) -> list[str]:
        """Return the order in which the propositions are shown (empty where there is nothing to order)."""

    def parse(self, item: Any, form: Mapping[str, Sequence[str]]) -> Answer:
        """Return the answer a form holds, or raise `UnreadableAnswer`."""

    def form(self, item: Any, answer: Answer) -> Mapping[str, Sequence[str]]:
        """Return the form that `parse` reads as `answer`, or raise `UnreadableAnswer` where it has not the shape of one."""

    def score(self, item: Any, answer: Answer) -> Scored:
        """Return the credit of `answer`."""

    def shown(self, item: Any, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Return what the templates show; with an `answer`, what it got and why."""

    def fabricate(self, item: Any) -> Fabricated:
        """Return made-up forms for the conformance suite."""


@cache
def all_types() -> dict[str, ItemType]:
    """Return every type by its code, in alphabetical order."""
    found = {}
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        if module.ispkg:
            item_type: ItemType = import_module(f"{__name__}.{module.name}").TYPE
            found[item_type.code] = item_type
    return found


def sent(form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """
    Return every value of a form that answers an item, so that a page refused can show them again.

    A type names its fields `answer`, or `answer-…` where it has several; the values of all of them are distinct.
    """
    return tuple(value for name, values in form.items() if name == "answer" or name.startswith("answer-") for value in values)


def listed(answer: Answer) -> list[str]:
    """Return `answer` where it is a list of words, for the types whose answers are; raise `UnreadableAnswer` otherwise."""
    if not isinstance(answer, list) or not all(isinstance(word, str) for word in answer):
        raise UnreadableAnswer(_("A list of words was expected, such as [“first”, “second”]."))
    return answer


def type_of(item: ItemDocument) -> ItemType:
    """Return the type of `item`."""
    return all_types()[item.type]


def parse_item(body: Mapping[str, Any]) -> ItemDocument:
    """Return the document of a stored item."""
    return all_types()[body["type"]].document.model_validate(body)
