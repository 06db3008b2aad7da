"""
Translations: `compile` writes the .mo files (without gettext: the demo needs nothing), `check` fails when French is missing or badly set.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "sextant"
LOCALE = SOURCE / "locale"

PLAIN = re.compile(r"\S [:;?!»]|« |'")
"""What French typography does not write: a plain space before tall punctuation and inside guillemets, a straight apostrophe."""


def compile_all() -> None:
    """Write django.mo beside each django.po."""
    for file in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with file.open("rb") as source, file.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def extract() -> Path:
    """Return a template of every message in the source, as Django's own command finds them."""
    folder = Path(tempfile.mkdtemp())
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--keep-pot",
        "--no-obsolete",
        "--no-wrap",
        "--add-location",
        "file",
        "-l",
        "fr",
        "-i",
        "node_modules",
    ]
    subprocess.run(
        command,
        cwd=SOURCE,
        check=True,
        capture_output=True,
        env={"SEXTANT_PROFILE": "test", "DJANGO_SETTINGS_MODULE": "sextant.config.settings", "PATH": os.environ["PATH"]},
    )
    pot = LOCALE / "django.pot"
    kept = folder / "django.pot"
    kept.write_bytes(pot.read_bytes())
    pot.unlink()
    return kept


def check() -> int:
    """Say which messages lack French; also fail on placeholders that differ."""
    before = (LOCALE / "fr" / "LC_MESSAGES" / "django.po").read_bytes()
    extract()
    file = LOCALE / "fr" / "LC_MESSAGES" / "django.po"
    with file.open("rb") as source:
        catalogue = read_po(source)
    faults = []
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        ids = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        if message.fuzzy or not all(texts):
            faults.append(f"no French for: {ids[0]!r}")
            continue
        for text in texts:
            if PLAIN.search(re.sub(r"<[^>]*>|%\(\w+\)[sd]", "x", text)):
                faults.append(f"no-break spaces or curly apostrophes are missing: {text!r}")
            if set(re.findall(r"%\(\w+\)[sd]", text)) - set(re.findall(r"%\(\w+\)[sd]", " ".join(ids))):
                faults.append(f"placeholders differ: {ids[0]!r} → {text!r}")
    if "--keep" not in sys.argv:
        file.write_bytes(before)
    print("\n".join(faults) or f"French is complete: {len(catalogue)} messages")
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1] == "compile":
        compile_all()
    else:
        raise SystemExit(check())
