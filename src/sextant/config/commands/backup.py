"""Backups: one file that holds the database and the uploaded files, for both engines, and proof that it can be read back."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations import AddField, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from sextant import __version__

FORMAT = 1


class UnreadableBackup(ValueError):
    """The file is not a backup, or not a whole one."""


def _uploads() -> Path:
    return Path(default_storage.path(""))


def _stored_models() -> list[type[models.Model]]:
    """Return every model with a table, in an order in which rows can be written (what is pointed to comes first)."""
    ordered: list[type[models.Model]] = []
    waiting = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    while waiting:
        for model in waiting:
            needs = {
                field.remote_field.model
                for field in model._meta.concrete_fields
                if field.remote_field and field.remote_field.model is not model
            }
            if not (needs & set(waiting)):
                ordered.append(model)
                waiting.remove(model)
                break
        else:
            ordered += waiting
            break
    return ordered


def _through(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through is not None and through._meta.auto_created:
            yield through


def _tables() -> list[type[models.Model]]:
    models_ = _stored_models()
    return [*models_, *(through for model in models_ for through in _through(model))]


def _lines(model: type[models.Model], columns: Collection[str] | None = None) -> Iterator[str]:
    fields = {field.attname: field for field in model._meta.concrete_fields if columns is None or field.attname in columns}
    for row in model._default_manager.order_by(model._meta.pk.attname).iterator(chunk_size=2000):
        values = {name: None if getattr(row, name) is None else field.value_to_string(row) for name, field in fields.items()}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True)


def fingerprints(columns: Mapping[str, Collection[str]] | None = None) -> dict[str, tuple[int, str]]:
    """
    Return, per table, the number of rows and the hash of their contents: the same on both engines for the same rows.

    Of the tables that `columns` names, those columns are looked at and no others.
    """
    found = {}
    for model in _tables():
        digest, count = hashlib.sha256(), 0
        for line in _lines(model, (columns or {}).get(model._meta.label_lower)):
            digest.update(line.encode())
            count += 1
        found[model._meta.label_lower] = (count, digest.hexdigest())
    return found


def write_backup(target: Path, *, progress: Any = None) -> dict[str, tuple[int, str]]:
    """Write database and files into `target` (a .tar.gz), complete or not at all; return the fingerprints written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = _uploads()
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        marks: dict[str, tuple[int, str]] = {}
        rows = Path(folder) / "rows"
        rows.mkdir()
        for model in _tables():
            digest, count = hashlib.sha256(), 0
            with (rows / f"{model._meta.label_lower}.jsonl").open("w", encoding="utf-8") as out:
                for line in _lines(model):
                    digest.update(line.encode())
                    count += 1
                    out.write(line + "\n")
            marks[model._meta.label_lower] = (count, digest.hexdigest())
            if progress:
                progress(model._meta.label)
        manifest = {"format": FORMAT, "sextant": __version__, "made_at": timezone.now().isoformat(), "tables": marks}
        (Path(folder) / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        part = target.with_suffix(".part")
        part.touch(mode=0o600)
        with tarfile.open(part, "w:gz") as archive:
            archive.add(Path(folder) / "manifest.json", "manifest.json")
            archive.add(rows, "rows")
            if files.is_dir():
                archive.add(files, "files")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    return marks


def read_manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup; raise `UnreadableBackup` when `source` is not one."""
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile("manifest.json")
            manifest: dict[str, Any] = json.load(member) if member else {}
    except (OSError, EOFError, zlib.error, tarfile.TarError, KeyError, ValueError) as error:
        raise UnreadableBackup(f"{source} is not a Sextant backup ({str(error).splitlines()[0]}).") from error
    if manifest.get("format") != FORMAT:
        raise UnreadableBackup(f"{source} has format {manifest.get('format')}, this Sextant reads {FORMAT}: use the version that wrote it.")
    return manifest


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files of `archive` below `folder` and nowhere else (the library's own filter is missing from Python 3.11.0 to 3.11.3)."""
    for member in archive:
        target = (folder / member.name).resolve()
        if not target.is_relative_to(folder) or not (member.isfile() or member.isdir()):
            raise UnreadableBackup(f"{member.name} has no place in a backup. Nothing was restored.")
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        if content:
            with content, target.open("wb") as file:
                shutil.copyfileobj(content, file)


def load_backup(source: Path, *, progress: Any = None) -> dict[str, tuple[int, str]]:
    """
    Replace the whole database and the files by those of `source`, in one transaction; return the fingerprints read back.

    Erasures made since the backup are replayed: nobody comes back. Raises `UnreadableBackup` when what was written is not what is read.
    """
    from sextant.accounts.actions import replay
    from sextant.accounts.models import Erased
    from sextant.config.discovery import searchables
    from sextant.ground.search import rebuild

    manifest = read_manifest(source)
    ledger = list(Erased.objects.all())
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(source) as archive:
                _unpack(archive, Path(folder).resolve())
        except (EOFError, zlib.error, tarfile.TarError) as error:
            raise UnreadableBackup(f"{source} is damaged or cut short ({error}). Nothing was restored.") from error
        with transaction.atomic():
            tables = _tables()
            with connection.constraint_checks_disabled():
                for model in reversed(tables):
                    model._default_manager.all()._raw_delete(model._default_manager.db)
                columns = {}
                for model in tables:
                    columns[model._meta.label_lower] = _load_table(model, Path(folder) / "rows" / f"{model._meta.label_lower}.jsonl")
                    if progress:
                        progress(model._meta.label)
            connection.check_constraints()
            for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                with connection.cursor() as cursor:
                    cursor.execute(statement)
            computed = _computed_since(columns)
            if computed:
                raise UnreadableBackup(f"{source} is older than {', '.join(computed)}: use the version that wrote it, then upgrade.")
            # Any other column that came with a later version has its default in every row: the backup says nothing of it.
            marks = fingerprints(columns)
            written = {label: tuple(mark) for label, mark in manifest["tables"].items()}
            different = sorted(label for label in written if marks.get(label) != written[label])
            if different:
                raise UnreadableBackup(f"These tables differ from what was saved: {', '.join(different)}. Nothing was restored.")
            for entry in ledger:
                replay(entry)
            Erased.objects.bulk_create(ledger, ignore_conflicts=True)
            # What can be made again is not in a backup.
            rebuild(searchables())
        files = Path(folder) / "files"
        if files.is_dir():
            shutil.copytree(files, _uploads(), dirs_exist_ok=True)
    return marks


def _computed_since(columns: Mapping[str, Collection[str]]) -> list[str]:
    """Return the columns that rows of a backup lack and that a migration filled with more than a default."""
    missing = set()
    for migration in MigrationLoader(None).disk_migrations.values():
        computes = any(isinstance(one, RunPython | RunSQL) for one in migration.operations)
        for added in migration.operations if computes else ():
            if not isinstance(added, AddField):
                continue
            label = f"{migration.app_label}.{added.model_name_lower}"
            held = columns.get(label)
            # Without rows there was nothing to compute.
            fields = apps.get_model(label)._meta.concrete_fields if held else ()
            missing |= {f"{label}.{field.name}" for field in fields if field.name == added.name and field.attname not in (held or ())}
    return sorted(missing)


def _load_table(model: type[models.Model], file: Path) -> set[str]:
    """Write the rows of a file; return the columns that they have."""
    columns: set[str] = set()
    if not file.is_file():
        return columns
    batch: list[models.Model] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            values = json.loads(line)
            columns.update(values)
            row = model()
            for field in model._meta.concrete_fields:
                if field.attname in values:
                    raw = values[field.attname]
                    target: Any = getattr(field, "target_field", field)
                    setattr(row, field.attname, None if raw is None else target.to_python(raw))
            batch.append(row)
            if len(batch) == 500:
                _insert(model, batch)
                batch = []
    _insert(model, batch)
    return columns


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    # Moments set by the database or by `auto_now` must come back as they were, not as now.
    stamped = [field for field in model._meta.concrete_fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
    before = [(field, field.auto_now, field.auto_now_add) for field in stamped]  # type: ignore[attr-defined]
    try:
        for field in stamped:
            field.auto_now = field.auto_now_add = False  # type: ignore[attr-defined]
        model._default_manager.bulk_create(rows)
    finally:
        for field, now, now_add in before:
            field.auto_now, field.auto_now_add = now, now_add  # type: ignore[attr-defined]
