"""A web process starts light: what is heavy is imported where it is used."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "scipy",
    "pandas",
    "ibis",
    "ortools",
    "lxml",
    "typst",
    "xlsxwriter",
    "icalendar",
    "python_calamine",
    "ruamel",
    "typer",
    "rich",
    "sextant.config.seeding",
)

SCRIPT = """
import sys
from sextant.config.wsgi import application
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
def walk(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            walk(pattern)
walk(get_resolver())
print(",".join(name for name in {heavy!r} if name in sys.modules))
"""


def test_a_web_process_imports_nothing_heavy(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(heavy=HEAVY)],
        env={
            **os.environ,
            "SEXTANT_PROFILE": "test",
            "SEXTANT_DATA": str(tmp_path),
            "SEXTANT_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "sextant.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == ""
