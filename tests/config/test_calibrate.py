"""`sextant calibrate`: what it says, and when it refuses."""

import math
from datetime import datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from sextant.assessment.calibration.running import calibrate
from sextant.assessment.models import CalibrationEdition, Response
from sextant.assessment.parameters import EXPERTS, edition_in_force
from sextant.config.commands import build
from sextant.config.wiring import schedule
from sextant.frameworks.document import Framework
from tests.assessment.calibration.answering import bank, harder, people_answer


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run the command; return its exit code and all it said, in one line."""
    result = CliRunner().invoke(build(), ["calibrate", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    said = capfd.readouterr()
    return result.exit_code, " ".join((result.output + said.out + said.err).split())


def test_a_calibration_says_what_came_of_it_and_that_nothing_is_new(
    framework: Framework, now: datetime, capfd: pytest.CaptureFixture[str]
) -> None:
    people_answer(framework, now)

    first, again, listed = run(capfd), run(capfd), run(capfd, "list")

    edition = CalibrationEdition.objects.get()
    assert first[0] == 0
    assert f"edition {edition.name} from 1,620 real answers of 60 people to 27 questions" in first[1]
    assert "in force: new sittings use it" in first[1]
    assert again[0] == 0
    assert f"the same real answers as in {edition.name} (in force). Nothing was written." in again[1]
    assert f"{edition.name} 1,620 answers of 60 people in force" in listed[1]


def test_what_is_kept_back_says_why(framework: Framework, now: datetime, capfd: pytest.CaptureFixture[str]) -> None:
    people_answer(framework, now, people=4)

    code, said = run(capfd)

    assert code == 0
    assert "not in force: too few people; too few answers." in said


def test_refusals_are_told_and_fail(framework: Framework, now: datetime, capfd: pytest.CaptureFixture[str]) -> None:
    nobody, unknown, none = run(capfd), run(capfd, "--framework", "zz"), run(capfd, "use", "2026-01-01-none")
    people_answer(framework, now, people=2)
    broken = Response.objects.order_by("pk")[0]
    Response.objects.filter(pk=broken.pk).update(score=math.inf)
    faulty = run(capfd)

    assert (nobody[0], unknown[0], none[0], faulty[0]) == (1, 1, 1, 1)
    assert "no real answer to calibrate from" in nobody[1]
    assert "no framework `zz` is loaded; there is droit-essai." in unknown[1]
    assert "there is no edition `2026-01-01-none`" in none[1]
    assert str(broken.pk) in faulty[1]
    assert not CalibrationEdition.objects.exists()


def test_the_demonstration_calibrates_its_simulated_answers(
    framework: Framework, now: datetime, settings: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    people_answer(framework, now, simulated=True)
    real = run(capfd)
    settings.DEMO = True

    code, said = run(capfd)

    assert real[0] == 1
    assert code == 0
    assert "simulated answers" in said
    assert edition_in_force(framework.code) == CalibrationEdition.objects.get().name


def test_editions_are_compared_and_rolled_back(framework: Framework, now: datetime, capfd: pytest.CaptureFixture[str]) -> None:
    people_answer(framework, now, people=150)
    older = calibrate(framework, simulated=False, now=now).edition.name
    people_answer(framework, now, people=150, chance=harder(bank()[3].uid, 2.5), seed=8)
    newer = calibrate(framework, simulated=False, now=now + timedelta(days=1)).edition.name

    compared, used, experts = run(capfd, "compare", newer, older), run(capfd, "use", older), run(capfd, "use", EXPERTS)

    assert f"27 questions in both, 0.{compared[1].split('both, 0.')[1][:2]} logits apart" in compared[1]
    assert f"0 only in {newer}, 0 only in {older}. 1 moved by more than the errors allow" in compared[1]
    assert bank()[3].uid in compared[1]
    assert f"{older} is now in force" in used[1]
    assert "experts is now in force" in experts[1]
    assert edition_in_force(framework.code) == EXPERTS
    assert "experts the experts' judgement in force" in run(capfd, "list")[1]


def test_the_worker_calibrates_once_a_day() -> None:
    (entry,) = [entry for entry in schedule() if entry.name == "calibrate the questions"]

    assert entry.every == timedelta(days=1)
