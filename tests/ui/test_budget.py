"""What is served stays small, and no code or style hides in a page."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

import sextant

SOURCE = Path(sextant.__file__).parent
# Files that are opened from a disk: no policy of the campus applies there, and no style sheet is within reach.
DOWNLOADED = {SOURCE / "accounts/templates/accounts/export.html", SOURCE / "insight/templates/insight/lab/report.html"}
TEMPLATES = sorted(set(SOURCE.rglob("templates/**/*.html")) - DOWNLOADED)
INLINE = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b"),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "an inline handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=|\bhx-on[:\-]"),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"""(?:src|href)=["']?(?:https?:)?//(?!www\.w3\.org)[^"']*\.(?:js|css|woff2?|png|svg)"""),
}


@pytest.mark.parametrize("fault", INLINE)
def test_no_template_contains(fault: str) -> None:
    guilty = [str(path.relative_to(SOURCE)) for path in TEMPLATES if INLINE[fault].search(path.read_text())]

    assert TEMPLATES
    assert not guilty


def test_no_markup_made_in_python_carries_a_style() -> None:
    guilty = [
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if re.search(r"""<\w[^>]*\s(?:style|onclick)=""", path.read_text())
    ]

    assert not guilty


@pytest.mark.parametrize(
    ("fault", "markup"),
    [
        ("an inline style", '<p class="a" style="x">'),
        ("an inline script", "<script>alert()</script>"),
        ("an inline handler", '<a href="#" onclick="x()">'),
        ("a javascript: address", '<a href="JavaScript:x()">'),
        ("another host", '<script src="https://cdn.example.org/x.js">'),
    ],
)
def test_faults_would_be_seen(fault: str, markup: str) -> None:
    assert INLINE[fault].search(markup)


def test_style_sheet_stays_under_45_kB() -> None:
    assert Path(finders.find("ui/sextant.css")).stat().st_size <= 45_000


def test_scripts_stay_under_30_kB_compressed() -> None:
    skeleton = (SOURCE / "ui/templates/ui/skeleton.html").read_text()
    scripts = [Path(finders.find(name)) for name in re.findall(r"<script src=\"{% static '([^']+)'", skeleton)]

    assert len(scripts) == 7
    assert sum(len(brotli.compress(script.read_bytes())) for script in scripts) <= 30_000
