"""What the documents promise exists: links, files, `make` targets, `sextant` commands, settings."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from sextant.config.commands import build
from tests.test_reference import names

ROOT = Path(settings.ROOT)
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "content").glob("*/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"^\s*```.*?^\s*```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
FOLDERS = "content|docs|src|scripts|tests|benchmarks|requirements"

pytestmark = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def anchors(page: Path) -> set[str]:
    """Return the anchors a forge makes of a page's headings."""
    headings = re.findall(r"^#+ +(.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def code_of(page: Path) -> str:
    return "\n".join(CODE.findall(page.read_text(encoding="utf-8")))


def test_every_relative_link_resolves(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))

    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_every_file_named_exists(page: Path) -> None:
    for named in re.findall(rf"`((?:{FOLDERS})/[\w./-]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / named).exists(), named


def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    named = set(re.findall(r"(?:^|[`;&] *)make ([a-z][a-z-]*)", code_of(page), re.MULTILINE))

    assert named <= targets


def test_every_command_named_exists(page: Path) -> None:
    commands = names(build())
    groups = {command.rsplit(" ", 1)[0] for command in commands if command.count(" ") == 2}

    for words in re.findall(r"(?:^|[`;&/] *|\bcampus = )(?:sextant|campus) ([a-z]+(?: [a-z]+)?)", code_of(page), re.MULTILINE):
        first, _, second = words.partition(" ")
        assert f"sextant {first}" in commands | groups, words
        if f"sextant {first}" in groups and second:
            assert f"sextant {first} {second}" in commands, words


def test_every_setting_named_exists(page: Path) -> None:
    known = set(re.findall(r"`(SEXTANT_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")))

    assert set(re.findall(r"\bSEXTANT_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known
