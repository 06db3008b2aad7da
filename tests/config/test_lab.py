"""`sextant lab`: a report anyone can make again, and a sentence for whatever keeps it from being made."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from typer.testing import CliRunner

from sextant.catalogue.models import ResourceVersion
from sextant.config.commands import build
from sextant.engine.simulation.cohorts import Assumptions
from sextant.frameworks.models import FrameworkVersion
from sextant.insight.lab.campus import generated_setting, setting_of
from sextant.insight.lab.findings import LEAST_LEARNT, investigate
from sextant.insight.lab.pictures import of_hours
from sextant.insight.lab.words import between, percent
from tests.conftest import PackReading

FEW = ["--learners", "16", "--date", "2026-11-23", "--quick"]
PLENTY = ["--assume", "minutes=600"]
"""With hours enough, plans are made at once."""

Report = tuple[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("fr"):
        yield


def run(*arguments: str) -> Any:
    """Return what the command says, errors included."""
    return CliRunner().invoke(build(), ["lab", *arguments])


def said(result: Any) -> str:
    """Return the words of a result on one line."""
    return " ".join(result.output.split())


def report(folder: Path, *arguments: str, language: str = "en") -> Report:
    """Make a small report; return the page and its figures."""
    target = folder / "lab.html"
    result = run(*FEW, *PLENTY, "--json", "--language", language, "--out", str(target), *arguments)
    assert result.exit_code == 0, result.output
    return target.read_text(encoding="utf-8"), json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A report on a generated bank: no database is asked."""
    return report(tmp_path_factory.mktemp("lab"), "--generated", "--learners", "40")


def test_the_same_seed_makes_the_same_file_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    one, again = report(tmp_path, "--generated"), report(tmp_path / "other", "--generated")
    other, _ = report(tmp_path, "--generated", "--seed", "2")

    assert one == again
    assert one[0] != other


def test_a_report_needs_nothing_outside_itself(made: Report) -> None:
    page = html.unescape(made[0])

    assert "<script" not in page
    assert "default-src 'none'; style-src 'sha256-" in page
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)
    assert not re.findall(r"url\(|@import|\sstyle=|\son\w+=", page)


def test_a_report_says_at_its_top_that_it_is_a_simulation_and_how_to_make_it_again(made: Report) -> None:
    page, figures = made
    top = page[: page.index("<h2")]

    assert "Everything here is a simulation" in top
    assert figures["command"] in top
    assert figures["command"].startswith("sextant lab --learners 40 --seed 1 --date 2026-11-23 --language en --generated")
    assert figures["simulated"] is True
    assert figures["sextant"] in top


def test_every_assumption_is_in_the_page_with_where_it_comes_from(made: Report) -> None:
    page, figures = made

    for name in figures["assumptions"]:
        row = re.search(rf"<tr>(?:(?!</tr>).)*<code>{name}</code>(?:(?!</tr>).)*</tr>", page, re.DOTALL)
        assert row, name
        assert len(re.findall(r"<td[^>]*><span>[^<]+</span>", row[0])) == 3
    assert figures["assumptions"]["minutes"] == 600
    assert set(figures["assumptions"]) == set(Assumptions.__dataclass_fields__)


def test_tables_say_the_same_as_the_figures(made: Report) -> None:
    page, figures = made

    shown = [figures["diagnostic"]["decided"], *(row["deadline_mastery"] for row in figures["courses"])]
    shown += [row["saved"] for row in figures["settings"]]
    with translation.override("en"):
        for figure in shown:
            assert between(type("Figure", (), figure)(), percent) in page  # type: ignore[arg-type]
    assert sum(row["learners"] for row in figures["hours"]) == figures["learners"] == 40
    assert len(figures["tests"]) == 16
    assert figures["plans"]["plans"] == 40


def test_intervals_hold_their_figures(made: Report) -> None:
    def walk(thing: Any) -> Iterator[dict[str, Any]]:
        if isinstance(thing, dict):
            if set(thing) == {"value", "low", "high", "n"}:
                yield thing
            for part in thing.values():
                yield from walk(part)
        elif isinstance(thing, list):
            for part in thing:
                yield from walk(part)

    found = list(walk(made[1]))

    assert len(found) > 100
    for figure in found:
        if figure["low"] is not None:
            assert figure["low"] - 0.02 * abs(figure["value"]) <= figure["value"] <= figure["high"] + 0.02 * abs(figure["value"])
        assert figure["value"] == pytest.approx(figure["value"])  # no NaN


def test_every_figure_has_its_table_its_finding_and_its_definition(made: Report) -> None:
    page, _ = made
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)

    assert len(figures) >= 5
    for figure in figures:
        assert '<p class="sights-finding">' in figure
        assert '<p class="small soft">' in figure
        assert "<table" in figure


def test_without_gain_no_hours_saved_are_claimed(tmp_path: Path) -> None:
    page, figures = report(tmp_path, "--generated", "--assume", "gain=0")

    assert figures["equal_from"] is None
    assert figures["why_no_claim"] == "nothing-learnt"
    assert all(row["saved"] is None for row in figures["hours"])
    assert not any(row["equal"] for row in figures["settings"])
    assert "nobody learns anything" in page
    gained = [row["mastery"]["value"] - figures["at_first"]["value"] for row in figures["courses"]]
    assert max(map(abs, gained)) < LEAST_LEARNT


def test_carelessness_makes_more_wrong_verdicts(tmp_path: Path, made: Report) -> None:
    _, careless = report(tmp_path, "--generated", "--learners", "40", "--assume", "careless=0.6")

    def wrong(figures: dict[str, Any]) -> list[float]:
        return [row["wrong"]["value"] for row in figures["tests"] if row["questions"] == 25]

    assert all(more > less for more, less in zip(wrong(careless), wrong(made[1]), strict=True))


def test_a_report_on_the_loaded_pack_names_its_professions(socle: PackReading, tmp_path: Path) -> None:
    page, figures = report(tmp_path, "--professions", "infirmier, medecin")

    assert figures["framework"] == {"code": "socle-numerique-sante", "version": "2022", "edition": "experts", "generated": False}
    assert {row["profession"] for row in figures["hours"]} == {"infirmier", "medecin"}
    assert "--framework socle-numerique-sante" in figures["command"]
    assert "Text(" not in page


def test_the_hours_spared_of_the_loaded_pack_name_its_professions(socle: PackReading) -> None:
    setting = setting_of(framework="", professions=["infirmier"], on=date(2026, 11, 23))
    found, _ = investigate(setting, Assumptions(minutes=600), learners=8, seed=1, quick=True)

    with translation.override("en"):
        # Whether eight people are enough to claim a setting is luck: here it is taken as claimed.
        drawn = of_hours(replace(found, equal_from=0.85), setting)

    assert "Nurse" in drawn
    assert "Text(" not in drawn


def test_a_track_the_pack_hardly_covers_shows_no_saving(small_pack: PackReading, tmp_path: Path) -> None:
    ResourceVersion.objects.exclude(pk=ResourceVersion.objects.order_by("pk").first().pk).delete()  # type: ignore[union-attr]

    page, figures = report(tmp_path)

    assert "covers less than four fifths" in page
    assert all(row["covered"] < 0.8 and row["saved"] is None and row["why_not"] == "not-covered" for row in figures["hours"])
    assert figures["settings"] == []
    assert figures["equal_from"] is None


def test_a_pack_that_covers_just_four_fifths_shows_its_saving() -> None:
    setting = generated_setting(seed=1)
    tracks = tuple(replace(track, modules=track.modules[: 12 * 4]) for track in setting.world.tracks[:1])
    thin = replace(setting, world=replace(setting.world, tracks=tracks))

    found, _ = investigate(thin, Assumptions(minutes=600), learners=41, seed=1, quick=True)

    # The mean of 41 times .8 lies a rounding error beneath it.
    assert {row.covered for row in found.hours} == {0.8}
    assert not any(row.why_not == "not-covered" for row in found.hours)


def test_the_report_is_french_by_default(db: None, tmp_path: Path) -> None:
    target = tmp_path / "lab.html"

    run(*FEW, *PLENTY, "--generated", "--out", str(target))

    assert '<html lang="fr">' in target.read_text(encoding="utf-8")


def test_without_content_a_generated_bank_is_used_and_said(db: None, tmp_path: Path) -> None:
    target = tmp_path / "lab.html"

    result = run(*FEW, *PLENTY, "--out", str(target))

    assert result.exit_code == 0
    assert "no content is loaded" in said(result)
    assert "--generated" in target.read_text(encoding="utf-8")


def test_no_learner_s_data_is_read(small_pack: PackReading, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20) as captured:
        report(tmp_path)

    asked = " ".join(query["sql"] for query in captured.captured_queries)
    assert not re.search(r"learner|person|observation|response|estimate", asked)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--learners", "0"], "a number from 1 to 20000 is expected"),
        (["--learners", "-3"], "a number from 1 to 20000 is expected"),
        (["--language", "de"], "the report is written in fr or en"),
        (["--assume", "gain"], "write a name and a number"),
        (["--assume", "gain=much"], "write a name and a number"),
        (["--assume", "luck=1"], "no assumption is called luck"),
        (["--assume", "gain=9"], "gain=9: a number from 0 to 2 is expected"),
        (["--assume", "gain=nan"], "a number from 0 to 2 is expected"),
        (["--generated", "--professions", "astronaute"], "no profession is called astronaute"),
        (["--out", "/"], "this is a folder"),
        (["--out", "/proc/nowhere/lab.html"], "cannot be written"),
        (["--out", "figures.json"], "the report is a page"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*arguments)

    assert result.exit_code == 1
    assert sentence in said(result)
    assert not list(tmp_path.iterdir())


def test_an_unknown_profession_or_framework_of_a_campus_is_refused(small_pack: PackReading, tmp_path: Path) -> None:
    target = str(tmp_path / "lab.html")

    profession = run("--professions", "astronaute", "--out", target)
    framework = run("--framework", "voyage-spatial", "--out", target)

    assert profession.exit_code == framework.exit_code == 1
    assert "no profession is called astronaute; there is juriste, or `all`." in said(profession)
    assert "no framework `voyage-spatial` is loaded; there is droit-essai." in said(framework)
    assert not list(tmp_path.iterdir())


def test_a_named_framework_where_nothing_is_loaded_is_refused(db: None, tmp_path: Path) -> None:
    result = run("--framework", "socle-numerique-sante", "--out", str(tmp_path / "lab.html"))

    assert result.exit_code == 1
    assert "run `sextant migrate` and `sextant content load` first" in said(result)


def test_a_framework_without_a_bank_is_refused(small_pack: PackReading, tmp_path: Path) -> None:
    from sextant.assessment.models import ItemVersion

    ItemVersion.objects.all().delete()
    assert FrameworkVersion.objects.exists()

    result = run("--out", str(tmp_path / "lab.html"))

    assert result.exit_code == 1
    assert "has no bank of questions" in said(result)
