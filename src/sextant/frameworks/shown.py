"""A framework as its page shows it: domains, competences, capabilities, and what is required of one profession at one stage."""

from dataclasses import dataclass

from sextant.frameworks.document import Competence, Domain, Framework, Level
from sextant.kernel.text import Text
from sextant.ui.sight import Sight


@dataclass(frozen=True, slots=True)
class ShownCompetence:
    """A competence with the level required of the chosen profession and stage, if any."""

    code: str
    title: Text
    capabilities: tuple[tuple[str, Text, tuple[str, ...]], ...]
    required: Level | None
    sight: Sight | None

    @property
    def required_title(self) -> Text | str:
        """The name of the required level."""
        return Text(self.required.title) if self.required else ""


@dataclass(frozen=True, slots=True)
class ShownDomain:
    """A domain and its competences."""

    code: str
    title: Text
    hours: float | None
    competences: tuple[ShownCompetence, ...]


def shown_domains(framework: Framework, *, profession: str, stage: str) -> list[ShownDomain]:
    """Return the domains of `framework`; nothing is required where the profession or the stage is empty."""
    required = framework.required(profession, stage) if profession and stage else {}
    return [_domain(domain, framework, required) for domain in framework.domains]


def _domain(domain: Domain, framework: Framework, required: dict[str, Level]) -> ShownDomain:
    competences = tuple(_competence(one, framework, required.get(one.code)) for one in domain.competences)
    return ShownDomain(domain.code, Text(domain.title), domain.hours, competences)


def _competence(competence: Competence, framework: Framework, required: Level | None) -> ShownCompetence:
    capabilities = tuple((one.code, Text(one.text), one.ranks) for one in competence.capabilities)
    sight = _sight(competence, framework, required) if required else None
    return ShownCompetence(competence.code, Text(competence.title), capabilities, required, sight)


def _sight(competence: Competence, framework: Framework, required: Level) -> Sight:
    cut = required.cut
    names = ("", *(Text(level.title) for level in framework.scale.levels))
    return Sight(Text(competence.title), cut, cut, cut, cut, None, framework.cuts, names)
