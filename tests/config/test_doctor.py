"""Whatever is wrong, the doctor answers with sentences: what, and what to do."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "k3-".join("abcdefghijklmnopqrstu")


def run(data: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEXTANT_")}
    base = {"SEXTANT_PROFILE": "demo", "SEXTANT_DATA": str(data), "COLUMNS": "500", "DJANGO_SETTINGS_MODULE": "sextant.config.settings"}
    return subprocess.run(
        [sys.executable, "-m", "sextant.config.cli", *(command or ("doctor",))],
        env={**kept, **base, **settings},
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
    )


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"SEXTANT_PROFILE": "production"}, "SEXTANT_SECRET_KEY is missing"),
        ({"SEXTANT_PROFILE": "prod"}, "Must be one of: production, demo, test"),
        ({"SEXTANT_TIME_ZONE": "Mars/Phobos"}, "Unknown: Mars/Phobos"),
        ({"SEXTANT_IDLE_MINUTES": "soon"}, "SEXTANT_IDLE_MINUTES"),
        ({"SEXTANT_DATABASE_URL": "mongo://nowhere"}, "Not a valid database URL"),
        ({"SEXTANT_PROFILE": "production", "SEXTANT_SECRET_KEY": SECRET, "SEXTANT_MAIL_URL": "pigeon://loft"}, "SEXTANT_MAIL_URL"),
        ({"SEXTANT_PROFILE": "production", "SEXTANT_SECRET_KEY": "short", "SEXTANT_HOSTS": "127.0.0.1"}, "✗ the secret key can be guessed"),
        ({"SEXTANT_PROFILE": "production", "SEXTANT_SECRET_KEY": SECRET}, "set SEXTANT_SITE_URL"),
        (
            {"SEXTANT_PROFILE": "production", "SEXTANT_SECRET_KEY": SECRET, "SEXTANT_SITE_URL": "https://campus.example.org"},
            "Set SEXTANT_BEHIND_PROXY=true",
        ),
        ({}, "run `sextant migrate`"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_faulty_installation_is_told_in_words(settings: dict[str, str], says: str, tmp_path: Path) -> None:
    done = run(tmp_path / "data", **settings)

    assert done.returncode == 1
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_told_at_once(tmp_path: Path) -> None:
    address = f"postgresql://sextant:wrong@127.0.0.1:{closed_port()}/sextant"

    done = run(tmp_path / "data", SEXTANT_DATABASE_URL=address)

    assert done.returncode == 1
    assert "Connection refused" in done.stdout
    assert "Check SEXTANT_DATABASE_URL" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    done = run(tmp_path / "file")

    assert done.returncode == 1
    assert "cannot be written" in done.stdout
    assert "✗ the database does not open" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sextant.sqlite3").write_text("a shopping list, " * 100)

    done = run(tmp_path / "data")

    assert done.returncode == 1
    assert "file is not a database" in done.stdout
    assert "Traceback" not in done.stderr


def test_an_unsafe_setting_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "unsafe.py").write_text(
        "from sextant.config.settings import *\n"
        "DATABASES['default']['OPTIONS']['init_command'] = 'PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;'\n"
    )

    for command in ("doctor", "migrate", "serve"):
        done = run(tmp_path / "data", command, DJANGO_SETTINGS_MODULE="unsafe", PYTHONPATH=str(tmp_path))

        assert done.returncode == 1
        assert "synchronous is not FULL" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_a_campus_without_content_or_worker_is_told(tmp_path: Path) -> None:
    assert run(tmp_path / "data", "migrate").returncode == 0

    done = run(tmp_path / "data")

    assert done.returncode == 1
    assert "run `sextant content load`" in done.stdout
    assert "! 0 task worker(s) alive" in done.stdout


def test_commands_refuse_what_they_cannot_do_with_a_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run(data, "migrate").returncode == 0

    for command, says in (
        (("createadmin", "--email", "nonsense", "--password", "long enough a phrase"), "valid email address"),
        (("createadmin", "--email", "jeanne@example.org", "--password", "short"), "too short"),
        (("content", "export", "nope", str(tmp_path / "out")), "no content of a pack `nope`"),
        (("content", "load", str(tmp_path)), "holds no pack.yaml"),
        (("backup", "/proc/nowhere/backup.tar.gz"), "cannot be written"),
        (("restore", "--verify", str(tmp_path / "missing.tar.gz")), "is not a Sextant backup"),
    ):
        done = run(data, *command)

        assert done.returncode == 1, command
        assert says in done.stderr
        assert "Traceback" not in done.stderr
