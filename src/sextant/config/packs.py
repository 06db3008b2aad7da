"""Reading, checking, loading and exporting whole packs: each context does its share, from the lowest room up."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from sextant.config.discovery import pack_parts, searchables
from sextant.ground.packs.part import Loaded, Tally
from sextant.ground.packs.reading import PackReading
from sextant.ground.search import refresh


class NotAPack(ValueError):
    """The folder is not a pack."""


def read_pack(root: Path) -> PackReading:
    """Read the pack in `root`, every part of it, with every fault; raise `NotAPack` when there is nothing to read."""
    if not (root / "pack.yaml").is_file():
        raise NotAPack(f"{root} holds no pack.yaml: give the folder of a pack, such as content/socle.")
    reading = PackReading(root)
    for part in pack_parts():
        reading.parts[part.name] = part.read(reading)
    return reading


def tallies(reading: PackReading) -> list[Tally]:
    """Return every part's counts."""
    return [tally for part in pack_parts() if reading.parts[part.name] is not None for tally in part.tallies(reading)]


@transaction.atomic
def load_pack(root: Path, *, now: datetime) -> Loaded:
    """Load the pack in `root`, all of it or nothing, and let it be found; raise `BrokenPack` with every fault."""
    reading = read_pack(root)
    reading.raise_if_broken()
    loaded = Loaded()
    for part in pack_parts():
        part.load(reading, now=now, loaded=loaded)
    refresh(searchables())
    return loaded


def export_pack(pack: str, target: Path) -> list[Path]:
    """Write the current versions of `pack` below `target`; return the files written, none when no such pack is loaded."""
    files = {file: text for part in pack_parts() for file, text in part.export(pack).items()}
    if "pack.yaml" not in files:
        return []
    written = []
    for file, text in sorted(files.items()):
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
