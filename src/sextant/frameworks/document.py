"""
A framework version as its pack writes it and as the house reads it: immutable, whole, any number of domains, competences, levels.

The schema *is* the run-time object: a version never changes, so it is read once per process and asked by code.
"""

import math
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from sextant.frameworks.choices import Audience, NormKind, NormStatus
from sextant.ground.packs.schema import BilingualText, Code, PackText, PartialDate, Reference, Strict, Uid
from sextant.kernel.text import Text


class Level(Strict):
    """A named level: held from the point `cut` of the latent trait (logits)."""

    code: Code
    title: BilingualText
    cut: float
    description: BilingualText


class Scale(Strict):
    """`levels.yaml`: the one scale, lowest level first."""

    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_ascending(self) -> "Scale":
        cuts = [level.cut for level in self.levels]
        if cuts != sorted(set(cuts)):
            raise ValueError("levels must be written lowest first, each with its own cut")
        return self


class Capability(Strict):
    """A capacité: what a person can do."""

    code: Code
    status: str = "draft"
    text: BilingualText
    ranks: tuple[str, ...] = ()


class Competence(Strict):
    """A competence and its capabilities."""

    code: Code
    title: BilingualText
    capabilities: tuple[Capability, ...]


class Domain(Strict):
    """A domain and its competences."""

    code: Code
    title: BilingualText
    hours: float | None = Field(default=None, gt=0)
    competences: Annotated[tuple[Competence, ...], Field(min_length=1)]


class Hours(Strict):
    """The total of hours and who says so."""

    total: float = Field(gt=0)
    source: Reference
    note: PackText | None = None


class RequirementChange(Strict):
    """What some professions at some stages are required beyond or below the base."""

    professions: tuple[Code, ...]
    stages: tuple[Code, ...]
    levels: dict[str, str]
    why: PackText


class Requirements(Strict):
    """The level required per stage, then changed per profession."""

    status: str = "draft"
    base: dict[str, dict[str, str]]
    changes: tuple[RequirementChange, ...] = ()


class Family(Strict):
    """A family of référentiels."""

    code: Code
    title: BilingualText


class Diploma(Strict):
    """A diploma that leads to a profession."""

    code: Code
    title: PackText


class Profession(Strict):
    """A profession; `in_decree` when it is one of those of the arrêté."""

    code: Code
    title: BilingualText
    family: Code
    in_decree: bool
    audience: Audience = Audience.PROFESSIONALS
    diplomas: tuple[Diploma, ...] = ()
    stages: tuple[Code, ...]
    prior_shift: float = 0.0


class Stage(Strict):
    """A stage of training; `prior` is the level expected before any answer (logits)."""

    code: Code
    title: BilingualText
    prior: float


class Professions(Strict):
    """`professions.yaml`."""

    families: tuple[Family, ...]
    professions: Annotated[tuple[Profession, ...], Field(min_length=1)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]


class PathwayStep(Strict):
    """A step of the patient's pathway."""

    code: Code
    title: BilingualText


class PathwaySteps(Strict):
    """`pathway.yaml`."""

    steps: tuple[PathwayStep, ...]


class PackHead(Strict):
    """`pack.yaml`."""

    uid: Uid
    title: BilingualText
    languages: tuple[str, ...]
    framework: Code
    licence: str
    notice: BilingualText


class Norm(Strict):
    """A law, decree, standard or guideline."""

    id: Code
    kind: NormKind
    identifier: str
    title: PackText
    issuer: str
    date: PartialDate | None = None
    status: NormStatus
    replaced_by: Code | None = None
    url: str | None = Field(default=None, pattern=r"^https?://")
    seen: bool
    note: PackText | None = None


class Norms(Strict):
    """`norms.yaml`."""

    norms: tuple[Norm, ...]


class VersionFile(Strict):
    """`frameworks/<version>.yaml`."""

    version: str
    title: BilingualText
    status: str
    entry_from: int = Field(ge=1900, le=2200)
    applies: bool = True
    source: tuple[Reference, ...]
    hours: Hours | None = None
    ranks: dict[str, PackText] = {}
    note: PackText | None = None
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    requirements: Requirements


class UnknownProfession(LookupError):
    """The framework does not know this profession or stage."""


class Framework(VersionFile):
    """One version of a framework with the scale, professions and stages it was published with."""

    head: PackHead
    scale: Scale
    people: Professions
    steps: tuple[PathwayStep, ...] = ()

    # Everything below is derived; cached because a version is immutable and lives as long as the process.

    @property
    def code(self) -> str:
        """The code of the framework this is a version of."""
        return self.head.framework

    @property
    def notice(self) -> dict[str, str]:
        """What a reader must know of its status."""
        return self.head.notice

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """Every competence, in the order of the domains: the axes of the latent space."""
        return tuple(competence for domain in self.domains for competence in domain.competences)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The competences' codes, in axis order."""
        return tuple(competence.code for competence in self.competences)

    @cached_property
    def axis(self) -> dict[str, int]:
        """Competence code → position in `competences`."""
        return {code: position for position, code in enumerate(self.codes)}

    @cached_property
    def domain_of(self) -> tuple[int, ...]:
        """The position of each competence's domain."""
        return tuple(position for position, domain in enumerate(self.domains) for _ in domain.competences)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Level code → level, lowest first."""
        return {level.code: level for level in self.scale.levels}

    @cached_property
    def professions(self) -> dict[str, Profession]:
        """Profession code → profession."""
        return {profession.code: profession for profession in self.people.professions}

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Stage code → stage."""
        return {stage.code: stage for stage in self.people.stages}

    @cached_property
    def cuts(self) -> tuple[float, ...]:
        """The cut-points, ascending."""
        return tuple(level.cut for level in self.scale.levels)

    def title_of(self, code: str) -> Text:
        """Return the title of a competence or a domain."""
        for domain in self.domains:
            if domain.code == code:
                return Text(domain.title)
        return Text(self.competences[self.axis[code]].title)

    def level_at(self, theta: float) -> Level | None:
        """Return the highest level held at `theta`, or None below the first."""
        held = [level for level in self.scale.levels if theta >= level.cut]
        return held[-1] if held else None

    def required(self, profession: str, stage: str) -> dict[str, Level]:
        """Return the level required per competence; raise `UnknownProfession` for codes the framework does not have."""
        if profession not in self.professions or stage not in self.stages:
            raise UnknownProfession(f"{profession} × {stage}")
        codes = dict(self.requirements.base.get(stage, {}))
        for change in self.requirements.changes:
            if profession in change.professions and stage in change.stages:
                codes.update(change.levels)
        return {competence: self.levels[codes[competence]] for competence in self.codes if competence in codes}

    def thresholds(self, profession: str, stage: str) -> tuple[float, ...]:
        """Return the required cut per competence in axis order; NaN where nothing is required."""
        required = self.required(profession, stage)
        return tuple(required[code].cut if code in required else math.nan for code in self.codes)

    def prior_mean(self, profession: str, stage: str) -> float:
        """Return the level expected of a newcomer, before any answer (logits)."""
        shift = self.professions[profession].prior_shift if profession in self.professions else 0.0
        if stage not in self.stages:
            # A visitor who said nothing yet: the middle of the stages.
            return sum(known.prior for known in self.people.stages) / len(self.people.stages) + shift
        return self.stages[stage].prior + shift
