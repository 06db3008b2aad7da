import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sextant.assessment.models import ItemVersion
from sextant.catalogue.models import ResourceVersion, Session
from sextant.config.packs import NotAPack, export_pack, load_pack, read_pack
from sextant.frameworks.models import FrameworkVersion
from sextant.ground.packs.reading import BrokenPack
from sextant.ground.packs.versions import Origin
from tests.conftest import SMALL_PACK, SOCLE


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_PACK, tmp_path / "pack"))


def break_line(file: Path, before: str, after: str) -> int:
    """Replace `before` once and return the line it stood on."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    line = text[: text.index(before)].count("\n") + 1
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return line


def faults(root: Path) -> list[str]:
    return [str(fault) for fault in sorted(read_pack(root).faults)]


def test_a_good_pack_has_no_fault() -> None:
    assert faults(SMALL_PACK) == []


def texts(of: object, at: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each text of a document, where it stands and what it says by language."""
    if isinstance(of, dict):
        if "fr" in of:
            yield at, of
        else:
            for name, value in of.items():
                yield from texts(value, f"{at}/{name}")
    elif isinstance(of, list):
        for place, value in enumerate(of):
            yield from texts(value, f"{at}/{place}")


def test_the_shipped_pack_is_whole_in_english() -> None:
    reader = YAML(typ="safe", pure=False)

    missing = [
        f"{file.relative_to(SOCLE)}{where}"
        for file in sorted(SOCLE.rglob("*.yaml"))
        for where, text in texts(reader.load(file.read_text(encoding="utf-8")))
        if not text.get("en")
    ]
    missing += [str(file.relative_to(SOCLE)) for file in sorted(SOCLE.glob("resources/*/fr.md")) if not file.with_name("en.md").exists()]

    assert missing == []


def test_an_english_reading_shows_english_figures() -> None:
    french = re.compile(r"<text[^>]*>[^<]*(?:[éèàêç]|\b(?:le|la|les|des|une|du)\b)")

    shown = [
        f"{file.parent.name}/{figure}"
        for file in sorted(SOCLE.glob("resources/*/en.md"))
        for figure in re.findall(r"\]\(([\w-]+\.svg)", file.read_text(encoding="utf-8"))
        if not figure.endswith("-en.svg") and french.search((file.parent / figure).read_text(encoding="utf-8"))
    ]

    assert shown == []


def test_a_folder_without_a_pack_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotAPack, match=r"pack\.yaml"):
        read_pack(tmp_path)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "items/X1.yaml",
            "difficulty: {level: praticien, share: 0.7}",
            "difficulty: {level: praticien, share: 7}",
            "less than or equal to 0.95",
        ),
        ("items/X1.yaml", "competence: X1", "competence: X9", "competence `X9` is not in the framework"),
        ("items/Y1.yaml", "step: conseil", "step: nulle-part", "step `nulle-part` is not in pathway.yaml"),
        ("items/X2.yaml", "references: [{norm: rgpd, locator: art. 5}]", "references: [{norm: rgdp}]", "norm `rgdp` is not in norms.yaml"),
        ("items/X2.yaml", "type: qru", "type: vrai-faux", "vrai-faux"),
        ("levels.yaml", "cut: 0.0", "cut: 9.0", "lowest first"),
        ("professions.yaml", "family: droit", "family: gauche", "family `gauche`"),
        ("frameworks/2024.yaml", "X1: initie", "X1: initiee", "level `initiee` is not in levels.yaml"),
        ("frameworks/2024.yaml", "en: Qualify data", "de: Qualify data", "unknown language"),
        ("lexicon.yaml", "related: [essai.lex.secret]", "related: [essai.lex.sacre]", "`essai.lex.sacre` is not in the lexicon"),
        ("resources/atelier/resource.yaml", "place: salle-a", "place: salle-z", "place `salle-z` is not in places.yaml"),
        ("resources/secret-partage/resource.yaml", "minutes: 12", "minutes: 3", "8 to 25 minutes"),
        ("resources/secret-partage/fr.md", "figure.svg", "absente.svg", "figure `absente.svg` is not in the folder"),
        ("resources/secret-partage/figure.svg", "<rect", "<script/><rect", "may not hold <script"),
        ("pack.yaml", "uid: essai", "uid essai", "not valid YAML"),
    ],
)
def test_a_broken_pack_says_file_line_and_what_was_expected(copy: Path, file: str, before: str, after: str, said: str) -> None:
    line = break_line(copy / file, before, after)

    found = faults(copy)

    assert any(fault.startswith(f"{file}:") and said in fault for fault in found), found
    where = next(fault for fault in found if said in fault)
    # A fault of a whole block may be told at its first line; never below the mistake, never far above.
    assert line - 8 <= int(where.split(":")[1]) <= line + 1, (where, line)


def test_every_fault_is_told_at_once(copy: Path) -> None:
    break_line(copy / "items/X1.yaml", "step: conseil", "step: nulle-part")
    break_line(copy / "items/Y1.yaml", "competence: Y1", "competence: Y9")

    assert len(faults(copy)) >= 2


@pytest.mark.django_db
def test_a_broken_pack_loads_nothing(copy: Path, now) -> None:  # type: ignore[no-untyped-def]
    break_line(copy / "resources/atelier/resource.yaml", "place: salle-a", "place: salle-z")

    with pytest.raises(BrokenPack):
        load_pack(copy, now=now)

    assert not FrameworkVersion.objects.exists()
    assert not ItemVersion.objects.exists()


@pytest.mark.django_db
def test_loading_twice_adds_nothing(now) -> None:  # type: ignore[no-untyped-def]
    load_pack(SMALL_PACK, now=now)

    again = load_pack(SMALL_PACK, now=now)

    assert set(again.added.values()) == {0}
    assert again.unchanged["items"] == 33


@pytest.mark.django_db
def test_a_changed_item_is_a_new_version_and_the_old_one_stays(copy: Path, now) -> None:  # type: ignore[no-untyped-def]
    load_pack(copy, now=now)
    old = ItemVersion.objects.get(uid="essai.x1.cas-1", current=True)
    break_line(copy / "items/X1.yaml", "Cas 1 sur une donnée", "Cas 1 revu sur une donnée")

    loaded = load_pack(copy, now=now)

    assert loaded.added["items"] == 1
    old.refresh_from_db()
    assert (old.current, old.body["stem"]["fr"]) == (False, "Cas 1 sur une donnée : que faites-vous ?")
    assert ItemVersion.objects.get(uid="essai.x1.cas-1", current=True).body["stem"]["fr"].startswith("Cas 1 revu")


@pytest.mark.django_db
def test_what_was_edited_in_the_campus_is_never_overwritten(copy: Path, now) -> None:  # type: ignore[no-untyped-def]
    load_pack(copy, now=now)
    ItemVersion.objects.filter(uid="essai.x1.cas-1").update(origin=Origin.CAMPUS)
    break_line(copy / "items/X1.yaml", "Cas 1 sur une donnée", "Cas 1 revu sur une donnée")

    loaded = load_pack(copy, now=now)

    assert [conflict.split(":")[0] for conflict in loaded.conflicts] == ["essai.x1.cas-1"]
    assert ItemVersion.objects.get(uid="essai.x1.cas-1", current=True).origin == Origin.CAMPUS


@pytest.mark.django_db
def test_what_left_the_pack_is_retired_not_deleted(copy: Path, now) -> None:  # type: ignore[no-untyped-def]
    load_pack(copy, now=now)
    shutil.rmtree(copy / "resources/incident")

    load_pack(copy, now=now)

    assert ResourceVersion.objects.get(uid="essai.res.incident").current is False


@pytest.mark.django_db
def test_sessions_stay_where_they_were_when_loaded_again(now) -> None:  # type: ignore[no-untyped-def]
    from datetime import timedelta

    load_pack(SMALL_PACK, now=now)
    before = list(Session.objects.values_list("key", "starts_at"))

    load_pack(SMALL_PACK, now=now + timedelta(days=21))

    assert list(Session.objects.values_list("key", "starts_at")) == before


@pytest.mark.django_db
def test_an_exported_pack_loads_again_unchanged(tmp_path: Path, now) -> None:  # type: ignore[no-untyped-def]
    load_pack(SMALL_PACK, now=now)

    export_pack("essai", tmp_path)

    exported = read_pack(tmp_path)
    assert [str(fault) for fault in exported.faults] == []
    assert {item.document.uid for item in exported.parts["assessment"].items} == {
        item.document.uid for item in read_pack(SMALL_PACK).parts["assessment"].items
    }
    assert set(load_pack(tmp_path, now=now).added.values()) == {0}
