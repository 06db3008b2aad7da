"""The reference pages and the code say the same."""

import re
from pathlib import Path

import typer
from django.conf import settings

from sextant.config.commands import build

DOCS = Path(settings.ROOT) / "docs" / "reference"


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    source = (Path(settings.ROOT) / "src/sextant/config/settings.py").read_text(encoding="utf-8")
    read = {f"SEXTANT_{name}" for name in re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source)}

    documented = set(re.findall(r"^\| `(SEXTANT_[A-Z_]+)`", (DOCS / "settings.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert len(read) > 10
    assert read == documented


def names(app: typer.Typer, prefix: str = "sextant") -> set[str]:
    found = {f"{prefix} {command.name or command.callback.__name__}" for command in app.registered_commands if command.callback}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        if group.typer_instance.info.invoke_without_command is True:
            found.add(f"{prefix} {group.name}")
        found |= names(group.typer_instance, f"{prefix} {group.name}" if isinstance(group.name, str) else prefix)
    return found


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    documented = set(re.findall(r"^\| `(sextant [a-z ]+)`", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert names(build()) == documented
