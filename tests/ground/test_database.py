"""An unsafe database refuses to start and says why (SQLite; PostgreSQL's settings are looked at by `doctor`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from sextant.ground import database

CHANGES = {
    "journal": ("PRAGMA synchronous=FULL;", "PRAGMA journal_mode=DELETE;", "journal_mode"),
    "synchronous": ("PRAGMA journal_mode=WAL;", "PRAGMA synchronous=NORMAL;", "synchronous is not FULL"),
    "mmap": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "PRAGMA mmap_size=1048576;", "mmap_size"),
}


@pytest.mark.django_db
def test_our_own_settings_are_safe() -> None:
    assert database.faults(connection) == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_pragma_refuses_to_open(tmp_path: Path, change: str) -> None:
    kept, changed, said = CHANGES[change]
    (tmp_path / "changed.py").write_text(
        f"from sextant.config.settings import *\nDATABASES['default']['OPTIONS']['init_command'] = '{kept} {changed}'\n",
        encoding="utf-8",
    )

    run = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--check"],
        env={
            **os.environ,
            "SEXTANT_PROFILE": "test",
            "SEXTANT_DATABASE_URL": "",
            "SEXTANT_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "changed",
            "PYTHONPATH": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert "UnsafeDatabase" in run.stderr
    assert said in run.stderr


@pytest.mark.parametrize("setting", ["SEXTANT_PROFILE=staging", "SEXTANT_IDLE_MINUTES=soon", "SEXTANT_PROFILE=production"])
def test_a_setting_that_makes_no_sense_stops_the_start_with_a_sentence(tmp_path: Path, setting: str) -> None:
    name, value = setting.split("=")
    clean = {key: text for key, text in os.environ.items() if not key.startswith("SEXTANT_")}

    run = subprocess.run(
        [sys.executable, "-m", "sextant.config.cli", "doctor"],
        env={**clean, "SEXTANT_DATA": str(tmp_path), name: value, "DJANGO_SETTINGS_MODULE": "sextant.config.settings"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert run.returncode == 1
    assert run.stderr.startswith("✗ ")
    assert "Traceback" not in run.stderr
