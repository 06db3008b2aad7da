"""Types that the schemas of every part of a pack share."""

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

LANGUAGES = ("fr", "en")


class Strict(BaseModel):
    """A schema that refuses a key it does not know: a misspelt key would be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _text(values: dict[str, str]) -> dict[str, str]:
    if not values.get("fr", "").strip():
        raise ValueError("a text needs French: write {fr: …}")
    unknown = set(values) - set(LANGUAGES)
    if unknown:
        raise ValueError(f"unknown language {sorted(unknown)}: expected one of {list(LANGUAGES)}")
    for language, text in values.items():
        if re.search(r"<\s*(script|style|iframe|img|a|div|span|p|br)\b", text, re.IGNORECASE):
            raise ValueError(f"raw HTML in the {language} text: write Markdown instead")
    return {language: text.strip() for language, text in values.items() if text.strip()}


def _both_languages(values: dict[str, str]) -> dict[str, str]:
    if "en" not in values:
        raise ValueError("this text needs English too: write {fr: …, en: …}")
    return values


def _partial_date(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value)
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError("expected a year, a month or a day: 2024, 2024-05 or 2024-05-02")
    return text


PackText = Annotated[dict[str, str], AfterValidator(_text)]
"""A text; French is required."""

BilingualText = Annotated[PackText, AfterValidator(_both_languages)]
"""A text that exists in French and in English."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Uid = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=120)]
PartialDate = Annotated[str, BeforeValidator(_partial_date)]


class Reference(Strict):
    """Where a statement comes from: a norm of the pack's registry, or a document."""

    norm: str | None = None
    locator: str | None = None
    issuer: str | None = None
    title: str | None = None
    date: PartialDate | None = None
    url: str | None = Field(default=None, pattern=r"^https?://")
    seen: bool | None = None

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> "Reference":
        if self.norm is None and not (self.issuer and self.title and self.seen is not None):
            raise ValueError("a reference is either {norm: …, locator: …} or {issuer: …, title: …, date: …, url: …, seen: yes|no}")
        return self
