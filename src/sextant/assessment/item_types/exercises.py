"""What the types that one does rather than reads share: a title of their own, and exhibits to look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sextant.assessment.document import ItemDocument
from sextant.ground.packs.schema import PackText, Strict
from sextant.kernel.text import Said, Text

RowKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
Rule = Annotated[str | None, Field(pattern="^(essential|unacceptable)$")]


class Fact(Strict):
    """A line of a card: a label, and what stands beside it."""

    label: PackText
    value: PackText


class CardExhibit(Strict):
    """A document or a screen, line by line: an identity card, a record, a device."""

    kind: Literal["card"]
    title: PackText
    note: PackText | None = None
    facts: Annotated[tuple[Fact, ...], Field(min_length=1, max_length=16)]


class MailLink(Strict):
    """A link of a message: the words one sees, and where it really leads."""

    text: PackText
    target: str = Field(max_length=200)


class MailExhibit(Strict):
    """A message as a mailbox shows it; the address, the targets of links and the full names of files must be looked at on purpose."""

    kind: Literal["mail"]
    sender: PackText
    address: str = Field(max_length=120)
    subject: PackText
    date: PackText
    body: PackText
    links: tuple[MailLink, ...] = ()
    attachments: tuple[str, ...] = ()


class LabelSection(Strict):
    """A heading of a privacy label, and its lines."""

    title: PackText
    lines: Annotated[tuple[PackText, ...], Field(min_length=1, max_length=8)]


class LabelExhibit(Strict):
    """What an app shop shows of an app before one installs it."""

    kind: Literal["label"]
    title: PackText
    publisher: PackText
    note: PackText | None = None
    sections: Annotated[tuple[LabelSection, ...], Field(min_length=1, max_length=8)]


class ExtractExhibit(Strict):
    """A passage of a document, in Markdown."""

    kind: Literal["extract"]
    title: PackText
    text: PackText


Exhibit = Annotated[CardExhibit | MailExhibit | LabelExhibit | ExtractExhibit, Field(discriminator="kind")]


class ExerciseDocument(ItemDocument):
    """An item that can stand alone on a page: as an exercise it has a title, a summary of one line and a time."""

    title: PackText | None = None
    summary: PackText | None = None
    minutes: int | None = Field(default=None, ge=1, le=30)
    exhibits: tuple[Exhibit, ...] = ()

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield the stem and what the exhibits say."""
        yield from super().texts()
        yield from (text for _where, text in all_texts(self.exhibits))

    @model_validator(mode="after")
    def _stands_alone_or_not(self) -> "ExerciseDocument":
        given = [name for name in ("title", "summary", "minutes") if getattr(self, name) is not None]
        if given and len(given) < 3:
            raise ValueError("an exercise has `title`, `summary` and `minutes`: all three, or none where it is a check of a resource")
        return self


def all_texts(value: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text of a document with its place in it: a text is a mapping that has French."""
    if isinstance(value, Strict):
        for name in type(value).model_fields:
            yield from all_texts(getattr(value, name), f"{where}.{name}" if where else name)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from all_texts(one, f"{where}.{number}")
    elif isinstance(value, dict) and isinstance(value.get("fr"), str):
        yield where, value


def untranslated(document: ExerciseDocument) -> list[str]:
    """Return the places of the texts that have no English: what one does must be doable in either language."""
    return [where for where, text in all_texts(document) if "en" not in text]


def distinct(what: str, keys: Iterable[str]) -> None:
    """Raise `ValueError` when two of `keys` are the same."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{what} `{key}` stands twice: each needs its own key")
        seen.add(key)


def said(text: Mapping[str, str] | None, language: str) -> Said | None:
    """Return `text` as a page of `language` says it; None where there is none."""
    return Text(text).in_language(language) if text else None


def shown_exhibit(exhibit: Exhibit, language: str) -> dict[str, Any]:
    """Return what the template of an exhibit shows."""

    def show(value: Any) -> Any:
        if isinstance(value, dict):
            return Text(value).in_language(language)
        if isinstance(value, Strict):
            return {name: show(getattr(value, name)) for name in type(value).model_fields}
        return tuple(show(one) for one in value) if isinstance(value, tuple) else value

    shown: dict[str, Any] = show(exhibit)
    return shown


def shown_exhibits(exhibits: Sequence[Exhibit], language: str) -> list[dict[str, Any]]:
    """Return what the templates of several exhibits show."""
    return [shown_exhibit(exhibit, language) for exhibit in exhibits]
