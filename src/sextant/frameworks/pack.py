"""The framework's share of a pack: pack.yaml, levels, professions, pathway, framework versions, norms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sextant.frameworks.document import Framework, Norms, PackHead, PathwaySteps, Professions, Scale, VersionFile
from sextant.frameworks.models import FrameworkVersion, Norm
from sextant.ground.packs.part import Loaded, Tally
from sextant.ground.packs.reading import PackReading
from sextant.ground.packs.schema import Reference
from sextant.ground.packs.versions import add_versions
from sextant.ground.packs.writing import as_yaml


@dataclass(frozen=True, slots=True)
class FrameworkPart:
    """What the framework's files say."""

    head: PackHead
    versions: tuple[Framework, ...]
    norms: Norms

    @property
    def competences(self) -> dict[str, set[str]]:
        """Competence code → its capabilities, over all versions."""
        known: dict[str, set[str]] = {}
        for version in self.versions:
            for competence in version.competences:
                known.setdefault(competence.code, set()).update(capability.code for capability in competence.capabilities)
        return known

    @property
    def norm_ids(self) -> set[str]:
        """The ids a reference may cite."""
        return {norm.id for norm in self.norms.norms}

    def check_references(self, reading: PackReading, file: str, references: Iterable[Reference]) -> None:
        """Note a fault for each reference to a norm that is not in the registry."""
        for reference in references:
            if reference.norm is not None and reference.norm not in self.norm_ids:
                reading.fail_at(file, reference.norm, f"norm `{reference.norm}` is not in norms.yaml")


class FrameworksPart:
    """See `ground.packs.part.PackPart`."""

    name = "frameworks"

    def read(self, reading: PackReading) -> FrameworkPart | None:
        """Read the framework's files and check that every code they use exists."""
        head = reading.yaml("pack.yaml", PackHead)
        scale = reading.yaml("levels.yaml", Scale)
        people = reading.yaml("professions.yaml", Professions)
        steps = reading.yaml("pathway.yaml", PathwaySteps)
        norms = reading.yaml("norms.yaml", Norms)
        files = list(reading.files("frameworks/*.yaml"))
        if not files:
            reading.fail("frameworks/", 1, "a pack needs at least one framework version")
        written = [(file, reading.yaml(file, VersionFile)) for file in files]
        if not (head and scale and people and steps and norms and all(version for _, version in written)):
            return None
        versions = []
        for file, version in written:
            assert version is not None
            framework = Framework(**version.model_dump(), head=head, scale=scale, people=people, steps=steps.steps)
            self._check_version(reading, file, framework)
            versions.append(framework)
        versions.sort(key=lambda framework: framework.entry_from)
        part = FrameworkPart(head, tuple(versions), norms)
        self._check_people(reading, people)
        self._check_norms(reading, part)
        for file, version in written:
            assert version is not None
            part.check_references(reading, file, version.source)
        return part

    def _check_version(self, reading: PackReading, file: str, framework: Framework) -> None:
        for code, count in Counter(framework.codes).items():
            if count > 1:
                reading.fail_at(file, code, f"competence `{code}` is written twice")
        capabilities = [capability.code for competence in framework.competences for capability in competence.capabilities]
        for code, count in Counter(capabilities).items():
            if count > 1:
                reading.fail_at(file, code, f"capability `{code}` is written twice")
        rows: list[tuple[str, tuple[str, ...], tuple[str, ...], dict[str, str]]] = [
            (f"requirements.base.{stage}", (stage,), (), levels) for stage, levels in framework.requirements.base.items()
        ]
        rows += [("requirements.changes", change.stages, change.professions, change.levels) for change in framework.requirements.changes]
        for where, stages, professions, levels in rows:
            for stage in stages:
                if stage not in framework.stages:
                    reading.fail_at(file, stage, f"{where}: stage `{stage}` is not in professions.yaml")
            for profession in professions:
                if profession not in framework.professions:
                    reading.fail_at(file, profession, f"{where}: profession `{profession}` is not in professions.yaml")
            for competence, level in levels.items():
                if competence not in framework.axis:
                    reading.fail_at(file, competence, f"{where}: competence `{competence}` is not in this version")
                if level not in framework.levels:
                    reading.fail_at(file, level, f"{where}: level `{level}` is not in levels.yaml")
        for stage in framework.stages:
            if stage not in framework.requirements.base:
                reading.fail_at(file, "base", f"requirements.base: stage `{stage}` has no line")

    def _check_people(self, reading: PackReading, people: Professions) -> None:
        families = {family.code for family in people.families}
        stages = {stage.code for stage in people.stages}
        for profession in people.professions:
            if profession.family not in families:
                reading.fail_at(
                    "professions.yaml", profession.family, f"family `{profession.family}` of `{profession.code}` is not declared"
                )
            for stage in profession.stages:
                if stage not in stages:
                    reading.fail_at("professions.yaml", stage, f"stage `{stage}` of `{profession.code}` is not declared")

    def _check_norms(self, reading: PackReading, part: FrameworkPart) -> None:
        for norm_id, count in Counter(norm.id for norm in part.norms.norms).items():
            if count > 1:
                reading.fail_at("norms.yaml", norm_id, f"norm `{norm_id}` is written twice")
        for norm in part.norms.norms:
            if norm.replaced_by and norm.replaced_by not in part.norm_ids:
                reading.fail_at("norms.yaml", norm.replaced_by, f"replaced_by `{norm.replaced_by}` of `{norm.id}` is not in the registry")

    def load(self, reading: PackReading, *, now: datetime, loaded: Loaded) -> None:
        """Add the framework versions and norms."""
        part: FrameworkPart = reading.parts[self.name]
        add_versions(
            FrameworkVersion,
            [
                (
                    f"{framework.code}@{framework.version}",
                    framework.model_dump(mode="json"),
                    {"code": framework.code, "version": framework.version, "entry_from": framework.entry_from},
                )
                for framework in part.versions
            ],
            pack=part.head.uid,
            kind="framework versions",
            now=now,
            loaded=loaded,
        )
        add_versions(
            Norm,
            [(norm.id, norm.model_dump(mode="json"), {"kind": norm.kind, "status": norm.status}) for norm in part.norms.norms],
            pack=part.head.uid,
            kind="norms",
            now=now,
            loaded=loaded,
        )

    def tallies(self, reading: PackReading) -> list[Tally]:
        """Count what the framework holds."""
        part: FrameworkPart = reading.parts[self.name]
        rows = []
        for framework in part.versions:
            capabilities = sum(len(competence.capabilities) for competence in framework.competences)
            label = f"version {framework.version}"
            rows.append((f"{label}: domains", len(framework.domains)))
            rows.append((f"{label}: competences", len(framework.competences)))
            rows.append((f"{label}: capabilities", capabilities))
        professions = part.versions[0].people.professions
        rows.append(("professions of the arrêté", sum(profession.in_decree for profession in professions)))
        rows.append(("professions hors arrêté", sum(not profession.in_decree for profession in professions)))
        rows.append(("norms", len(part.norms.norms)))
        return [Tally("framework", tuple(rows))]

    def export(self, pack: str) -> dict[str, str]:
        """Return the framework's files."""
        files: dict[str, str] = {}
        rows = list(FrameworkVersion.objects.filter(pack=pack, current=True))
        for row in rows:
            framework = Framework.model_validate(row.body)
            version = framework.model_dump(mode="json", exclude_defaults=True, include=set(VersionFile.model_fields))
            files[f"frameworks/{framework.version}.yaml"] = as_yaml(version)
            files["pack.yaml"] = as_yaml(framework.head.model_dump(mode="json"))
            files["levels.yaml"] = as_yaml(framework.scale.model_dump(mode="json"))
            files["professions.yaml"] = as_yaml(framework.people.model_dump(mode="json"))
            files["pathway.yaml"] = as_yaml({"steps": [step.model_dump(mode="json") for step in framework.steps]})
        norms = [row.body for row in Norm.objects.filter(pack=pack, current=True)]
        files["norms.yaml"] = as_yaml({"norms": norms})
        return files


PART = FrameworksPart()
