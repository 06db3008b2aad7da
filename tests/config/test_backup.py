"""What is saved can be read back, on either engine; who was erased since stays erased."""

import hashlib
import io
import json
import tarfile
from datetime import datetime
from pathlib import Path

import pytest

from sextant.accounts.actions import erase
from sextant.accounts.models import Erased, Learner, Person
from sextant.config.commands import backup
from sextant.config.commands.upkeep import _verify
from sextant.frameworks.document import Framework
from sextant.mastery import actions as mastery
from sextant.mastery.models import Declaration
from sextant.pathways.models import Constraints

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lived_in(amina: Person, bruno: Person, framework: Framework, now: datetime) -> Person:
    mastery.declare_levels(learner=Learner.objects.get(person=amina), framework=framework, levels={"X": "initie", "X1": ""}, now=now)
    return amina


def test_a_backup_restores_identically_in_a_database_of_its_own(lived_in: Person, tmp_path: Path) -> None:
    """Run on PostgreSQL, this is also the proof that a PostgreSQL campus restores on the embedded engine."""
    target = tmp_path / "backup.tar.gz"

    marks = backup.write_backup(target)

    assert marks["accounts.person"][0] == 2
    _verify(target)


def test_a_restore_brings_everything_back(lived_in: Person, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    before = backup.write_backup(target)
    Declaration.objects.all().delete()
    Person.objects.filter(pk=lived_in.pk).update(name="Quelqu’un d’autre")

    backup.load_backup(target)

    assert backup.fingerprints() == before
    assert Person.objects.get(pk=lived_in.pk).name == "Amina Benali"


def test_who_was_erased_since_the_backup_does_not_come_back(lived_in: Person, tmp_path: Path, now: datetime) -> None:
    target = tmp_path / "backup.tar.gz"
    backup.write_backup(target)
    learner = Learner.objects.get(person=lived_in)
    erase(learner=learner, person=lived_in, now=now)

    backup.load_backup(target)

    assert not Person.objects.filter(email="amina@example.org").exists()
    assert not Learner.objects.filter(pk=learner.pk).exists()
    assert not Declaration.objects.filter(learner=learner.pk).exists()
    assert Person.objects.filter(email="bruno@example.org").exists()
    assert Erased.objects.count() == 1


def without(target: Path, table: str, column: str) -> None:
    """Rewrite a backup as a version wrote it that had no such column."""
    folder = target.parent / "older"
    with tarfile.open(target) as archive:
        backup._unpack(archive, folder.resolve())
    rows = folder / "rows" / f"{table}.jsonl"
    kept = [{name: value for name, value in json.loads(line).items() if name != column} for line in rows.read_text("utf-8").splitlines()]
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in kept]
    rows.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"][table] = [len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder / "manifest.json", "manifest.json")
        archive.add(folder / "rows", "rows")


def test_a_backup_of_the_version_before_a_column_was_added_restores(lived_in: Person, tmp_path: Path, now: datetime) -> None:
    learner = Learner.objects.get(person=lived_in)
    week = Constraints.objects.create(learner=learner, updated_at=now, no_lots=True)
    target = tmp_path / "backup.tar.gz"
    backup.write_backup(target)
    without(target, "pathways.constraints", "no_lots")

    backup.load_backup(target)

    week.refresh_from_db()
    assert not week.no_lots


def test_a_backup_without_a_column_that_an_upgrade_computes_is_refused(lived_in: Person, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    backup.write_backup(target)
    without(target, "mastery.estimate", "seen_at")
    before = backup.fingerprints()

    with pytest.raises(backup.UnreadableBackup, match=r"older than mastery\.estimate\.seen_at: use the version that wrote it"):
        backup.load_backup(target)

    assert backup.fingerprints() == before


def test_a_damaged_backup_is_refused_and_nothing_changes(lived_in: Person, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    backup.write_backup(target)
    with tarfile.open(target) as archive:
        backup._unpack(archive, (tmp_path / "open").resolve())
    rows = tmp_path / "open" / "rows" / "accounts.person.jsonl"
    rows.write_text(rows.read_text(encoding="utf-8").replace("Bruno", "Brunet"), encoding="utf-8")
    with tarfile.open(tmp_path / "damaged.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "open" / "manifest.json", "manifest.json")
        archive.add(tmp_path / "open" / "rows", "rows")
    before = backup.fingerprints()

    with pytest.raises(backup.UnreadableBackup, match=r"accounts\.person"):
        backup.load_backup(tmp_path / "damaged.tar.gz")

    assert backup.fingerprints() == before


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_file_that_is_no_backup_is_told_apart(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)

    with pytest.raises(backup.UnreadableBackup, match="is not a Sextant backup"):
        backup.read_manifest(tmp_path / "x")


def test_a_backup_is_for_its_owner_only(lived_in: Person, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"

    backup.write_backup(target)

    assert target.stat().st_mode & 0o077 == 0


def test_a_backup_cut_short_is_refused_and_changes_nothing(lived_in: Person, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    backup.write_backup(target)
    whole = target.read_bytes()

    for length in (30, len(whole) // 3, len(whole) * 2 // 3):
        target.write_bytes(whole[:length])

        with pytest.raises(backup.UnreadableBackup):
            backup.load_backup(target)

    assert Person.objects.get(pk=lived_in.pk).name == "Amina Benali"


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/outside.txt", "files/link"])
def test_a_backup_that_writes_elsewhere_is_refused(lived_in: Person, tmp_path: Path, name: str) -> None:
    target, forged = tmp_path / "backup.tar.gz", tmp_path / "forged.tar.gz"
    backup.write_backup(target)
    member = tarfile.TarInfo(name)
    if name == "files/link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(target) as whole, tarfile.open(forged, "w:gz") as archive:
        for one in whole:
            archive.addfile(one, whole.extractfile(one))
        archive.addfile(member, io.BytesIO())

    with pytest.raises(backup.UnreadableBackup, match="no place in a backup"):
        backup.load_backup(forged)
