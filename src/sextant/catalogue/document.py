"""Resources, terms and places as their pack writes them: schema and run-time object in one."""

import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from sextant.catalogue.choices import Evidence, Modality
from sextant.ground.packs.schema import BilingualText, Code, PackText, Reference, Strict, Uid


def _lists(values: dict[str, list[str]]) -> dict[str, list[str]]:
    return {language: [word.strip() for word in words] for language, words in values.items()}


def _all_or_list(value: object) -> object:
    return None if value == "all" else value


ProfessionsOrAll = Annotated[tuple[Code, ...] | None, BeforeValidator(_all_or_list)]
"""Profession codes, or None for every profession (written `all`)."""


class Target(Strict):
    """The level of a competence that a learner who was one level below reaches with a resource."""

    competence: Code
    level: Code


class SessionLine(Strict):
    """A session, at a date (`starts`) or so many weeks after the day of loading (`in_weeks`, `weekday`, `at`)."""

    key: Code
    place: Code | None = None
    starts: datetime.datetime | None = None
    in_weeks: int | None = Field(default=None, ge=0, le=60)
    weekday: int | None = Field(default=None, ge=1, le=7)
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    zone: str | None = None
    capacity: int = Field(gt=0, le=2000)
    demonstration: bool = False

    @model_validator(mode="after")
    def _has_one_moment(self) -> "SessionLine":
        relative = (self.in_weeks, self.weekday, self.at)
        if (self.starts is None) == (None in relative):
            raise ValueError("a session has either `starts`, or `in_weeks`, `weekday` and `at` together")
        return self


class Resource(Strict):
    """`resource.yaml`, with its texts once read from the Markdown files beside it."""

    uid: Uid
    title: PackText
    summary: PackText
    modality: Modality
    minutes: int = Field(gt=0, le=600)
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
    prerequisites: tuple[Uid, ...] = ()
    professions: ProfessionsOrAll = None
    step: Code | None = None
    objectives: Annotated[tuple[PackText, ...], Field(min_length=1, max_length=6)]
    references: Annotated[tuple[Reference, ...], Field(min_length=1)]
    legal_basis: tuple[Reference, ...] = ()
    evidence: Evidence
    owner: str
    reviewed: datetime.date
    review_by: datetime.date
    status: str = "proposed"
    sessions: tuple[SessionLine, ...] = ()
    texts: dict[str, str] = {}
    figures: dict[str, str] = {}

    @field_validator("status")
    @classmethod
    def _is_proposed(cls, value: str) -> str:
        if value != "proposed":
            raise ValueError("packs ship as `proposed`: approvals are recorded in the campus, not in files")
        return value

    @model_validator(mode="after")
    def _fits_its_modality(self) -> "Resource":
        if self.modality == Modality.SELF_PACED:
            if self.sessions:
                raise ValueError("a self-paced resource has no sessions")
            if not 8 <= self.minutes <= 25:
                raise ValueError("a self-paced resource takes 8 to 25 minutes")
        elif not self.sessions:
            raise ValueError("a live or on-site resource needs sessions")
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must come after reviewed")
        return self


class Term(Strict):
    """A lexicon entry."""

    uid: Uid
    term: BilingualText
    also: Annotated[dict[str, list[str]], AfterValidator(_lists)] = {}
    definition: BilingualText
    competence: Code
    related: tuple[Uid, ...] = ()
    source: Reference


class Terms(Strict):
    """`lexicon.yaml`."""

    terms: tuple[Term, ...]


class Site(Strict):
    """A place where sessions are held."""

    code: Code
    name: PackText
    city: str
    uai: str | None = None
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    zone: str = "Europe/Paris"
    source: Reference | None = None
    demonstration: bool = False


class Places(Strict):
    """`places.yaml`."""

    places: tuple[Site, ...]
    source: Reference | None = None
