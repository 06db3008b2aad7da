"""The catalogue's share of a pack: resources, lexicon, places and sessions."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, available_timezones

from defusedxml import ElementTree  # type: ignore[import-untyped]

from sextant.catalogue.document import Places, Resource, SessionLine, Site, Term, Terms
from sextant.catalogue.models import Place, ResourceVersion, Session, TermVersion
from sextant.frameworks.pack import FrameworkPart
from sextant.ground.packs.part import Loaded, Tally
from sextant.ground.packs.reading import PackReading
from sextant.ground.packs.versions import add_versions
from sextant.ground.packs.writing import as_yaml


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """What the catalogue's files say: resource folder → resource, terms, places."""

    resources: dict[str, Resource]
    terms: tuple[Term, ...]
    places: dict[str, Site]


class CataloguePackPart:
    """See `ground.packs.part.PackPart`."""

    name = "catalogue"

    def read(self, reading: PackReading) -> CataloguePart | None:
        """Read resources, lexicon and places, and check what they point to."""
        frameworks: FrameworkPart | None = reading.parts.get("frameworks")
        places = reading.yaml("places.yaml", Places) if reading.exists("places.yaml") else Places(places=())
        sites = {site.code: site for site in places.places} if places else {}
        resources = {folder: resource for folder in _folders(reading) if (resource := self._resource(reading, folder))}
        terms = self._terms(reading)
        self._check_resources(reading, resources, sites, frameworks)
        self._check_terms(reading, terms, frameworks)
        return CataloguePart(resources, tuple(term for _, term in terms), sites)

    def _resource(self, reading: PackReading, folder: str) -> Resource | None:
        resource = reading.yaml(f"{folder}/resource.yaml", Resource)
        texts, figures = {}, {}
        for language in ("fr", "en"):
            if reading.exists(f"{folder}/{language}.md"):
                texts[language] = reading.text(f"{folder}/{language}.md")
        for file in reading.files(f"{folder}/*.svg"):
            figures[PurePosixPath(file).name] = reading.text(file)
            _check_figure(reading, file)
        if "fr" not in texts:
            reading.fail(f"{folder}/fr.md", 1, "the French text is missing")
        if resource is None:
            return None
        for language, text in texts.items():
            for number, line in enumerate(text.splitlines(), start=1):
                start = line.find("](")
                while start != -1:
                    target = line[start + 2 :].split(")")[0].split(" ")[0]
                    if target.endswith(".svg") and target not in figures:
                        reading.fail(f"{folder}/{language}.md", number, f"figure `{target}` is not in the folder")
                    start = line.find("](", start + 2)
        return resource.model_copy(update={"texts": texts, "figures": figures})

    def _terms(self, reading: PackReading) -> list[tuple[str, Term]]:
        files = [*reading.files("lexicon.yaml"), *reading.files("lexicon/*.yaml")]
        return [(file, term) for file in files if (terms := reading.yaml(file, Terms)) for term in terms.terms]

    def _check_resources(
        self, reading: PackReading, resources: dict[str, Resource], sites: dict[str, Site], frameworks: FrameworkPart | None
    ) -> None:
        uids = {resource.uid for resource in resources.values()}
        for uid, count in Counter(resource.uid for resource in resources.values()).items():
            if count > 1:
                reading.fail("resources/", 1, f"uid `{uid}` is used by {count} resources")
        for folder, resource in resources.items():
            file = f"{folder}/resource.yaml"
            for uid in resource.prerequisites:
                if uid not in uids:
                    reading.fail_at(file, uid, f"prerequisite `{uid}` is not a resource of this pack")
            for line in resource.sessions:
                if line.place is not None and line.place not in sites:
                    reading.fail_at(file, line.place, f"place `{line.place}` is not in places.yaml")
                if line.zone is not None and line.zone not in available_timezones():
                    reading.fail_at(file, line.zone, f"`{line.zone}` is not an IANA time zone")
            for key, count in Counter(line.key for line in resource.sessions).items():
                if count > 1:
                    reading.fail_at(file, key, f"session key `{key}` is used {count} times")
            if frameworks is None:
                continue
            frameworks.check_references(reading, file, (*resource.references, *resource.legal_basis))
            document = frameworks.versions[-1]
            for target in resource.targets:
                if target.competence not in frameworks.competences:
                    reading.fail_at(file, target.competence, f"competence `{target.competence}` is not in the framework")
                if target.level not in document.levels:
                    reading.fail_at(file, target.level, f"level `{target.level}` is not in levels.yaml")
            for profession in resource.professions or ():
                if profession not in document.professions:
                    reading.fail_at(file, profession, f"profession `{profession}` is not in professions.yaml")
            if resource.step and resource.step not in {step.code for step in document.steps}:
                reading.fail_at(file, resource.step, f"step `{resource.step}` is not in pathway.yaml")

    def _check_terms(self, reading: PackReading, terms: list[tuple[str, Term]], frameworks: FrameworkPart | None) -> None:
        counts = Counter(term.uid for _, term in terms)
        for file, term in terms:
            if counts[term.uid] > 1:
                reading.fail_at(file, term.uid, f"uid `{term.uid}` is used {counts[term.uid]} times")
            for uid in term.related:
                if uid not in counts:
                    reading.fail_at(file, uid, f"related term `{uid}` is not in the lexicon")
            if frameworks is not None:
                frameworks.check_references(reading, file, [term.source])
                if term.competence not in frameworks.competences:
                    reading.fail_at(file, term.competence, f"competence `{term.competence}` is not in the framework")

    def load(self, reading: PackReading, *, now: datetime, loaded: Loaded) -> None:
        """Add the versions of resources, terms and places, and the sessions that are not there yet."""
        part: CataloguePart = reading.parts[self.name]
        head = reading.parts["frameworks"].head
        common = {"pack": head.uid, "now": now, "loaded": loaded}
        add_versions(
            ResourceVersion,
            [
                (
                    resource.uid,
                    resource.model_dump(mode="json"),
                    {"framework": head.framework, "modality": resource.modality, "minutes": resource.minutes},
                )
                for resource in part.resources.values()
            ],
            kind="resources",
            **common,
        )
        add_versions(
            TermVersion,
            [(term.uid, term.model_dump(mode="json"), {"framework": head.framework, "competence": term.competence}) for term in part.terms],
            kind="terms",
            **common,
        )
        add_versions(Place, [(site.code, site.model_dump(mode="json"), {}) for site in part.places.values()], kind="places", **common)
        known = set(Session.objects.filter(pack=head.uid).values_list("resource", "key"))
        sessions = [
            _session(resource, line, part.places, pack=head.uid, now=now)
            for resource in part.resources.values()
            for line in resource.sessions
            if (resource.uid, line.key) not in known
        ]
        Session.objects.bulk_create(sessions)
        loaded.count("sessions", added=len(sessions), unchanged=len(known))

    def tallies(self, reading: PackReading) -> list[Tally]:
        """Count resources by modality, competence and language, and terms by competence."""
        part: CataloguePart = reading.parts[self.name]
        resources = list(part.resources.values())
        by_modality = Counter(resource.modality.value for resource in resources)
        by_competence = Counter(target.competence for resource in resources for target in resource.targets)
        by_language = Counter(language for resource in resources for language in resource.texts)
        sessions = sum(len(resource.sessions) for resource in resources)
        return [
            Tally("resources by modality", tuple(sorted(by_modality.items()))),
            Tally("resources by competence", tuple(sorted(by_competence.items()))),
            Tally("resources by language", tuple(sorted(by_language.items()))),
            Tally("lexicon terms by competence", tuple(sorted(Counter(term.competence for term in part.terms).items()))),
            Tally("other", (("terms", len(part.terms)), ("places", len(part.places)), ("sessions", sessions))),
        ]

    def export(self, pack: str) -> dict[str, str]:
        """Return the current resources, terms and places as files."""
        files: dict[str, str] = {}
        for row in ResourceVersion.objects.filter(pack=pack, current=True):
            resource = Resource.model_validate(row.body)
            folder = f"resources/{resource.uid.rsplit('.', 1)[-1]}"
            body = resource.model_dump(mode="json", exclude_defaults=True, exclude={"texts", "figures"})
            files[f"{folder}/resource.yaml"] = as_yaml({**body, "professions": body.get("professions", "all")})
            files.update({f"{folder}/{language}.md": text for language, text in resource.texts.items()})
            files.update({f"{folder}/{name}": svg for name, svg in resource.figures.items()})
        terms = [row.body for row in TermVersion.objects.filter(pack=pack, current=True).order_by("uid")]
        files["lexicon.yaml"] = as_yaml({"terms": terms})
        places = [row.body for row in Place.objects.filter(pack=pack, current=True).order_by("uid")]
        files["places.yaml"] = as_yaml({"places": places})
        return files


def _folders(reading: PackReading) -> list[str]:
    return [PurePosixPath(file).parent.as_posix() for file in reading.files("resources/*/resource.yaml")]


def _check_figure(reading: PackReading, file: str) -> None:
    try:
        tree = ElementTree.fromstring(reading.text(file))
    except ElementTree.ParseError as error:
        reading.fail(file, error.position[0], f"not valid SVG: {error}")
        return
    except ValueError as error:
        reading.fail(file, 1, f"refused: {type(error).__name__} (no DOCTYPE, no entities in a figure)")
        return
    for element in tree.iter():
        tag = str(element.tag).rsplit("}", 1)[-1]
        if tag in {"script", "style", "foreignObject", "image", "use", "a", "animate", "set"}:
            reading.fail_at(file, f"<{tag}", f"a figure may not hold <{tag}>")
        for name, value in element.attrib.items():
            short = name.rsplit("}", 1)[-1]
            if short == "style" or short.startswith("on") or (short == "href" and not value.startswith("#")) or "url(http" in value:
                reading.fail_at(file, short, f"a figure may not hold the attribute `{short}`")


def _session(resource: Resource, line: SessionLine, places: dict[str, Site], *, pack: str, now: datetime) -> Session:
    zone = ZoneInfo(line.zone or (places[line.place].zone if line.place else "Europe/Paris"))
    if line.starts is not None:
        starts = line.starts if line.starts.tzinfo else line.starts.replace(tzinfo=zone)
    else:
        assert line.in_weeks is not None
        assert line.weekday is not None
        assert line.at is not None
        monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())
        day = monday + timedelta(weeks=line.in_weeks, days=line.weekday - 1)
        starts = datetime.combine(day, time.fromisoformat(line.at), tzinfo=zone)
    return Session(
        resource=resource.uid,
        key=line.key,
        place=line.place or "",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=resource.minutes),
        zone=zone.key,
        capacity=line.capacity,
        demonstration=line.demonstration,
        pack=pack,
    )


PART = CataloguePackPart()
