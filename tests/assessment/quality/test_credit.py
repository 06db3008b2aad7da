"""Partial credit on a question's page: who earns how much, and which credits say nothing."""

from datetime import datetime
from typing import Any

import pytest
from django.utils.translation import override

from sextant.accounts.models import Person
from sextant.assessment.models import ItemVersion
from sextant.assessment.quality.credit import Credits, credits_of
from sextant.frameworks.document import Framework
from tests.assessment.quality.measured import edition_of, measure
from tests.conftest import logged_in

UID = "essai.x1.cas-2"


def credit(*steps: float, error: float = 0.2, **changed: Any) -> dict[str, Any]:
    """What a calibration keeps of a question with so many steps."""
    scores = [0.0, 0.2, 0.5, 1.0][-len(steps) - 1 :] if len(steps) > 1 else [0.0, 1.0]
    return {"scores": scores, "a": 1.4, "a_se": 0.1, "steps": list(steps), "steps_se": [error] * len(steps), "n": 240} | changed


def drawn(found: dict[str, Any] | None, framework: Framework) -> Credits:
    with override("en"):
        told = credits_of({"credit": found}, framework)
    assert told is not None
    return told


def test_everybody_earns_something_at_every_level_and_the_stronger_more(framework: Framework) -> None:
    bands = drawn(credit(-1.5, 0.0, 1.5), framework).drawn

    assert bands.labels == ("full credit", "0.5", "0.2", "no credit")
    assert all(sum(row) == pytest.approx(1.0) for row in zip(*bands.shares, strict=True))
    full, nothing = bands.shares[0], bands.shares[-1]
    assert list(full) == sorted(full)
    assert list(nothing) == sorted(nothing, reverse=True)


@pytest.mark.parametrize(
    ("found", "passed_over", "sure"),
    [
        (credit(-1.5, 0.0, 1.5), "", False),
        (credit(-1.5, 1.2, 0.0), "People pass over “0.5”", True),
        (credit(-1.5, 0.2, 0.0), "People pass over “0.5”", False),
        (credit(-1.5, 1.2, 0.0, error=1.0), "People pass over “0.5”", False),
        (credit(-1.5, 0.0, 0.1), "People hardly ever stop at “0.5”", False),
        (credit(1.5, -0.5, -1.5), "People pass over “0.2”, “0.5”", True),
    ],
    ids=["in order", "out of order", "by chance perhaps", "few answers", "hardly ever", "both"],
)
def test_credits_that_are_passed_over_are_told_with_how_sure_that_is(
    framework: Framework, found: dict[str, Any], passed_over: str, sure: bool
) -> None:
    told = drawn(found, framework)

    assert told.passed_over.startswith(passed_over)
    assert bool(told.passed_over) == bool(passed_over)
    assert told.sure is sure


def test_a_credit_too_rare_to_tell_apart_is_named_with_the_one_it_is_counted_with(framework: Framework) -> None:
    assert drawn(credit(-0.5, 0.5), framework).drawn.labels == ("full credit", "0.5", "0.2 or less")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((-9.0, -8.0, -7.0), "Below the first level already"),
        ((7.0, 8.0, 9.0), "At no level do half"),
        ((-1.5, -0.5, 0.5), "Half of the people earn full credit somewhere in the level"),
    ],
)
def test_the_picture_says_where_full_credit_is_earned(framework: Framework, steps: tuple[float, ...], said: str) -> None:
    assert drawn(credit(*steps), framework).finding.startswith(said)


@pytest.mark.parametrize(
    "found",
    [
        None,
        {},
        credit(0.0),
        credit(-1.0, 0.0, 1.0, n=10),
        credit(-1.0, float("nan"), 1.0),
        credit(-1.0, 0.0, 1.0, steps_se=[0.1, None, 0.1]),
        credit(-1.0, 0.0, 1.0, a=0.0),
        credit(-1.0, 0.0, 1.0, steps=[0.0]),
    ],
    ids=["none", "nothing", "right or wrong", "too few", "no number", "no error", "flat", "too short"],
)
def test_what_cannot_be_drawn_is_not(framework: Framework, found: dict[str, Any] | None) -> None:
    assert credits_of({"credit": found}, framework) is None
    assert credits_of({}, framework) is None


def test_the_page_draws_them_and_says_what_to_do(framework: Framework, chloe: Person, now: datetime) -> None:
    item = ItemVersion.objects.get(uid=UID, current=True)
    held = measure(edition_of(framework, now, simulated=True), item, credit=credit(-1.5, 1.2, 0.0))
    client = logged_in(chloe)
    client.cookies["django_language"] = "en"

    page = client.get(f"/questions/{UID}/").content.decode()
    held.report |= {"credit": None}
    held.save()
    without = client.get(f"/questions/{UID}/").content.decode()
    held.report |= {"credit": credit(-1.5, 1.2, 0.0)}
    held.save()
    body = item.body | {"propositions": [one | {"rule": None} for one in item.body["propositions"]]}
    body["propositions"][0]["rule"] = "essential" if body["propositions"][0]["correct"] else "unacceptable"
    ItemVersion.objects.filter(pk=item.pk).update(body=body, content_hash="f" * 64)
    meant = client.get(f"/questions/{UID}/").content.decode()

    assert "Who earns how much" in page
    assert "People pass over “0.5”" in page
    assert "Look for propositions that go together" in page
    assert "Simulated answers" in page
    assert "Who earns how much" not in without
    assert "People pass over “0.5”" in meant
    assert "takes all the credit away by itself, as is meant" in meant
    assert "Look for propositions that go together" not in meant
