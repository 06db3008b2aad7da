"""The world of the laboratory as this campus has it: the framework loaded, its bank, its modules and their sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sextant.assessment.bank import ItemBank, bank_for
from sextant.catalogue.choices import Modality
from sextant.catalogue.document import Resource
from sextant.catalogue.models import Session
from sextant.catalogue.queries import resources_of, sessions_of
from sextant.engine.planning.model import Gain, Kind, Module, SessionOption
from sextant.engine.simulation.cohorts import Track, World, generated_world
from sextant.frameworks.document import Framework
from sextant.frameworks.queries import NoFramework, current_versions, framework_for
from sextant.kernel.text import Text
from sextant.pathways.calendar import minute_of
from sextant.pathways.problem import DEFAULT_TRAVEL

ZONE = ZoneInfo("Europe/Paris")
_KINDS = {Modality.SELF_PACED: Kind.SELF_PACED, Modality.LIVE: Kind.LIVE, Modality.ON_SITE: Kind.ON_SITE}

GENERATED = {
    "generated": Text({"fr": "Profession générée", "en": "Generated profession"}),
    "first-year": Text({"fr": "Première année", "en": "First year"}),
    "third-year": Text({"fr": "Troisième année", "en": "Third year"}),
    "third-cycle": Text({"fr": "Troisième cycle", "en": "Third cycle"}),
    "practice": Text({"fr": "Exercice", "en": "Practice"}),
}


class CannotSimulate(LookupError):
    """The campus lacks what a simulation needs: the message says what, and what to do."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A world and the words for it: `names` of professions and stages, where it comes `from_`, and the `edition` of its bank."""

    world: World
    names: Mapping[str, Text]
    framework: str
    version: str
    edition: str
    generated: bool


def generated_setting(*, seed: int, professions: Collection[str] = ()) -> Setting:
    """Return a world of no pack. Raises `CannotSimulate` for a profession it does not have."""
    _refuse_unknown(professions, {"generated"})
    return Setting(generated_world(seed=seed), GENERATED, "", "", "", generated=True)


def setting_of(*, framework: str, professions: Collection[str], on: date) -> Setting:
    """
    Return the world of the framework called `framework` (any loaded one when empty), with sessions counted from the Monday before `on`.

    `professions` are codes; none means the first of each audience, `all` means all. Raises
    `NoFramework` when nothing is loaded, `CannotSimulate` for a framework or profession that is not there, or a bank without items.
    """
    if not current_versions():
        raise NoFramework(framework)
    try:
        document = framework_for(code=framework or None)
    except NoFramework:
        known = ", ".join(sorted({row.code for row in current_versions()}))
        raise CannotSimulate(f"no framework `{framework}` is loaded; there is {known}.") from None
    bank = bank_for(document)
    if not len(bank.arrays):
        raise CannotSimulate(
            f"the framework `{document.code}` has no bank of questions: load a pack that has one, or name another framework."
        )
    tracks = _tracks(document, bank, _chosen(document, professions), on)
    if not tracks:
        raise CannotSimulate("nothing is required of these professions at any stage: there is nothing to plan for.")
    world = World(document.codes, document.domain_of, document.cuts, bank.arrays, tracks)
    names = {code: Text(profession.title) for code, profession in document.professions.items()}
    names |= {code: Text(stage.title) for code, stage in document.stages.items()}
    return Setting(world, names, document.code, document.version, bank.edition, generated=False)


def _chosen(document: Framework, professions: Collection[str]) -> list[str]:
    if "all" in professions:
        return list(document.professions)
    _refuse_unknown(professions, document.professions)
    if professions:
        return [code for code in document.professions if code in professions]
    first: dict[str, str] = {}
    for code, profession in document.professions.items():
        first.setdefault(profession.audience, code)
    return list(first.values())


def _refuse_unknown(professions: Collection[str], known: Collection[str]) -> None:
    unknown = [code for code in professions if code not in known and code != "all"]
    if unknown:
        raise CannotSimulate(f"no profession is called {', '.join(unknown)}; there is {', '.join(known)}, or `all`.")


def _tracks(document: Framework, bank: ItemBank, professions: Collection[str], on: date) -> tuple[Track, ...]:
    resources = {uid: resource for uid, (_, resource) in resources_of(document.code).items()}
    monday = minute_of(datetime.combine(on, time(), tzinfo=ZONE)) - on.weekday() * 24 * 60
    sessions: dict[str, list[Session]] = {}
    for session in sessions_of(uid for uid, resource in resources.items() if resource.modality != Modality.SELF_PACED):
        if minute_of(session.starts_at) >= monday:
            sessions.setdefault(session.resource, []).append(session)
    levels = list(document.levels)
    found = []
    for code in professions:
        modules = _modules(document, resources, sessions, code, monday)
        eligible = bank.eligible(code)
        for stage in document.professions[code].stages:
            required = {competence: levels.index(level.code) for competence, level in document.required(code, stage).items()}
            if required and eligible.any():
                found.append(Track(code, stage, document.prior_mean(code, stage), required, modules, eligible))
    return tuple(found)


def _modules(
    document: Framework, resources: Mapping[str, Resource], sessions: Mapping[str, list[Session]], profession: str, monday: int
) -> tuple[Module, ...]:
    chosen = {uid: one for uid, one in resources.items() if one.professions is None or profession in one.professions}
    levels = list(document.levels)
    made = []
    for uid, resource in chosen.items():
        gains = {
            target.competence: Gain(levels.index(target.level))
            for target in resource.targets
            if target.competence in document.axis and target.level in document.levels
        }
        if not gains:
            continue
        kind = _KINDS[resource.modality]
        options = tuple(_option(session, kind, monday) for session in sessions.get(uid, ()) if kind is not Kind.ON_SITE or session.place)
        made.append(Module(uid, resource.minutes, gains, kind, (), options))
    known = {module.key for module in made}
    return tuple(
        Module(one.key, one.minutes, one.gains, one.kind, tuple(key for key in chosen[one.key].prerequisites if key in known), one.sessions)
        for one in made
    )


def _option(session: Session, kind: Kind, monday: int) -> SessionOption:
    on_site = kind is Kind.ON_SITE
    return SessionOption(
        key=session.key,
        start=minute_of(session.starts_at) - monday,
        end=minute_of(session.ends_at) - monday,
        place=session.place if on_site else None,
        # Seats are for real learners: simulated ones take none from each other.
        travel_minutes=DEFAULT_TRAVEL if on_site else 0,
    )
