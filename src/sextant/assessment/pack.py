"""The assessment's share of a pack: the items of the bank, the checks inside resources, the exercises."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ItemDocument
from sextant.assessment.item_types import all_types, parse_item
from sextant.assessment.models import ItemVersion
from sextant.assessment.written import columns_of, faults_in, misplaced
from sextant.catalogue.pack import CataloguePart
from sextant.frameworks.pack import FrameworkPart
from sextant.ground.packs.part import Loaded, Tally
from sextant.ground.packs.reading import PackReading
from sextant.ground.packs.schema import Strict
from sextant.ground.packs.versions import add_versions
from sextant.ground.packs.writing import as_yaml


def item_schema() -> Any:
    """Return the type of "an item of any known type", for pydantic."""
    tagged: list[Any] = []
    for code, item_type in all_types().items():
        field: Any = (Literal[code], ...)
        tagged.append(create_model(item_type.document.__name__, __base__=item_type.document, type=field))
    return Annotated[reduce(or_, tagged), Field(discriminator="type")]


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item, the file that holds it, and the resource it checks (or an empty string)."""

    file: str
    document: ItemDocument
    resource: str = ""
    role: ItemRole = ItemRole.BANK


@dataclass(frozen=True, slots=True)
class AssessmentPart:
    """Every item of the pack."""

    items: tuple[WrittenItem, ...]


class AssessmentPackPart:
    """See `ground.packs.part.PackPart`."""

    name = "assessment"

    def read(self, reading: PackReading) -> AssessmentPart | None:
        """Read items, checks and exercises, and check what they point to."""
        frameworks: FrameworkPart | None = reading.parts.get("frameworks")
        catalogue: CataloguePart | None = reading.parts.get("catalogue")
        items: Any = (tuple.__class_getitem__((item_schema(), ...)), ...)
        schema: type[Strict] = create_model("Items", __base__=Strict, items=items)
        written = []
        for file in reading.files("items/*.yaml"):
            parsed: Any = reading.yaml(file, schema)
            written += [WrittenItem(file, item) for item in (parsed.items if parsed else ())]
        for folder, role in (("pilots", ItemRole.PILOT), ("exercises", ItemRole.EXERCISE)):
            for file in reading.files(f"{folder}/*.yaml"):
                parsed = reading.yaml(file, schema)
                written += [WrittenItem(file, item, role=role) for item in (parsed.items if parsed else ())]
        for file in reading.files("resources/*/checks.yaml"):
            parsed = reading.yaml(file, schema)
            resource = catalogue.resources.get(PurePosixPath(file).parent.as_posix()) if catalogue else None
            for item in parsed.items if parsed else ():
                document = item
                if not document.weights and resource is not None and len(resource.targets) == 1:
                    document = document.model_copy(update={"competence": resource.targets[0].competence})
                written.append(WrittenItem(file, document, resource.uid if resource else "?", ItemRole.CHECK))
        counts = Counter(item.document.uid for item in written)
        for item in written:
            if counts[item.document.uid] > 1:
                reading.fail_at(item.file, item.document.uid, f"uid `{item.document.uid}` is used {counts[item.document.uid]} times")
            if frameworks is not None:
                self._check(reading, item, frameworks)
        return AssessmentPart(tuple(written))

    def _check(self, reading: PackReading, item: WrittenItem, frameworks: FrameworkPart) -> None:
        document, framework = item.document, frameworks.versions[-1]
        line = reading.line_of(item.file, document.uid)
        for fault in misplaced(document, item.role):
            reading.fail(item.file, line, f"`{document.uid}`: {fault}")
        for fault in faults_in(document, framework, competences=frameworks.competences):
            reading.fail(item.file, line, f"`{document.uid}`: {fault}")
        frameworks.check_references(reading, item.file, document.references)

    def load(self, reading: PackReading, *, now: datetime, loaded: Loaded) -> None:
        """Add the item versions."""
        part: AssessmentPart = reading.parts[self.name]
        frameworks: FrameworkPart = reading.parts["frameworks"]
        levels = frameworks.versions[-1].levels
        add_versions(
            ItemVersion,
            [
                (
                    item.document.uid,
                    item.document.model_dump(mode="json"),
                    {
                        "framework": frameworks.head.framework,
                        "role": item.role,
                        "resource": item.resource,
                        **columns_of(item.document, cut=levels[item.document.difficulty.level].cut),
                    },
                )
                for item in part.items
            ],
            pack=frameworks.head.uid,
            kind="items",
            now=now,
            loaded=loaded,
            withdrawn=withdrawn_hashes(),
        )
        # A question moved from `pilots/` to `items/` is the same version, which counts from now on. The other way round, what the campus
        # put into its bank stays there: taking it out again is somebody's decision.
        bank = [item.document.uid for item in part.items if item.role == ItemRole.BANK]
        ItemVersion.objects.filter(pack=frameworks.head.uid, current=True, role=ItemRole.PILOT, uid__in=bank).update(role=ItemRole.BANK)

    def tallies(self, reading: PackReading) -> list[Tally]:
        """Count items by competence, type, level, profession and language."""
        part: AssessmentPart = reading.parts[self.name]
        bank = [item.document for item in part.items if item.role == ItemRole.BANK]
        roles = Counter(item.role for item in part.items)
        professions = Counter(profession for document in bank for profession in document.professions or ("all professions",))
        return [
            Tally("items by competence", tuple(sorted(Counter(document.main_competence for document in bank).items()))),
            Tally("items by type", tuple(sorted(Counter(document.type for document in bank).items()))),
            Tally("items by level", tuple(sorted(Counter(document.difficulty.level for document in bank).items()))),
            Tally("items by profession", tuple(sorted(professions.items()))),
            Tally("items by language", tuple(sorted(Counter(language for document in bank for language in document.languages).items()))),
            Tally(
                "items",
                (
                    ("bank", len(bank)),
                    ("checks in resources", roles[ItemRole.CHECK]),
                    ("exercises", roles[ItemRole.EXERCISE]),
                    ("being tried out", roles[ItemRole.PILOT]),
                ),
            ),
        ]

    def export(self, pack: str) -> dict[str, str]:
        """Return the current items as files: one per competence (two with what is tried out), one per exercise, the checks of resources."""
        files: dict[str, list[dict[str, Any]]] = {}
        for row in ItemVersion.objects.filter(pack=pack, current=True).order_by("uid"):
            body = parse_item(row.body).model_dump(mode="json", exclude_defaults=True)
            body = {"uid": row.uid, "type": row.type, **body, "professions": body.get("professions", "all")}
            files.setdefault(_file_of(row), []).append(body)
        return {file: as_yaml({"items": items}) for file, items in files.items()}


def _file_of(row: ItemVersion) -> str:
    if row.role == ItemRole.CHECK:
        return f"resources/{row.resource.rsplit('.', 1)[-1]}/checks.yaml"
    if row.role == ItemRole.EXERCISE:
        return f"exercises/{row.uid.rsplit('.', 1)[-1]}.yaml"
    return f"{'pilots' if row.role == ItemRole.PILOT else 'items'}/{row.competence}.yaml"


def withdrawn_hashes() -> dict[str, set[str]]:
    """
    Return the versions that a person withdrew in this campus, and that a pack does not bring back: uid → their hashes.

    What stood before a withdrawn version does not come back either: it had been found wanting already.
    """
    found: dict[str, set[str]] = {}
    earlier: dict[str, set[str]] = {}
    for uid, digest, withdrawn in ItemVersion.objects.order_by("pk").values_list("uid", "content_hash", "withdrawn"):
        earlier.setdefault(uid, set()).add(digest)
        if withdrawn:
            found[uid] = set(earlier[uid])
    return found


PART = AssessmentPackPart()
