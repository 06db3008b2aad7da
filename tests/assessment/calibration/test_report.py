"""What a report says of an item: planted defects and differences are told, small groups are not, and nothing is ever not a number."""

import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from sextant.accounts.models import Learner
from sextant.assessment.answers import DONT_KNOW
from sextant.assessment.bank import document_of
from sextant.assessment.calibration.actions import fitted
from sextant.assessment.calibration.differences import OTHERS
from sextant.assessment.calibration.gathering import Answerer, Gathered, gather
from sextant.assessment.calibration.report import readable_in, reports
from sextant.assessment.choices import ItemRole
from sextant.assessment.document import ChoiceDocument, ItemDocument
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.engine.measurement.calibration import events
from sextant.engine.simulation import defects
from sextant.engine.simulation.defects import Defect, DrawnItem, draw_answers
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN
from tests.assessment.calibration.test_editions import answered

PROFESSIONS = ("infirmier", "medecin", "sage-femme")


def simulated(
    framework: Framework,
    *,
    people: int,
    planted: dict[str, Defect] | None = None,
    harder: dict[str, float] | None = None,
    weaker: float = 0.0,
    language: Callable[[int], str] = lambda _: "fr",
) -> Gathered:
    """
    Return the answers of `people` of three professions to the whole bank: items by uid with a defect, or harder for the first profession.

    The first profession is `weaker` on the whole.
    """
    random = np.random.default_rng(5)
    items = list(ItemVersion.objects.filter(role=ItemRole.BANK, current=True).order_by("uid"))
    documents = [document_of(item) for item in items]
    profession = np.arange(people) % 3
    theta = random.normal(0, 1, people) - weaker * (profession == 0)
    rows: list[tuple[int, int, float, Any, float, float]] = []
    for place, (item, document) in enumerate(zip(items, documents, strict=True)):
        truth = _truth(item, document, (planted or {}).get(item.uid, Defect.HEALTHY))
        drawn = draw_answers(
            truth, theta, random=random, moment=np.arange(people) * 3600.0, harder=(harder or {}).get(item.uid, 0.0) * (profession == 0)
        )
        given = [_stored(document, truth, int(chosen)) for chosen in drawn.chosen]
        rows += [
            (person, place, 0.0 if answer == DONT_KNOW else type_of(document).score(document, answer).value, answer, seconds, moment)
            for person, (answer, seconds, moment) in enumerate(zip(given, drawn.seconds, drawn.moment, strict=True))
        ]
    axis = np.eye(len(framework.codes))
    return Gathered(
        framework=framework,
        items=tuple(items),
        documents=tuple(documents),
        people=tuple(Answerer(PROFESSIONS[one], "c1y2", "") for one in profession),
        events=events(
            person=[row[0] for row in rows],
            item=[row[1] for row in rows],
            score=[row[2] for row in rows],
            directions=[axis[framework.axis[document.main_competence]] for document in documents],
            mean=np.zeros((people, len(framework.codes))),
        ),
        given=tuple(row[3] for row in rows),
        seconds=np.array([row[4] for row in rows]),
        moment=np.array([row[5] for row in rows]),
        language=tuple(language(row[0]) for row in rows),
        data_hash="",
        simulated=True,
    )


def _truth(item: ItemVersion, document: ItemDocument, defect: Defect) -> DrawnItem:
    keys = [one.key for one in document.propositions] if isinstance(document, ChoiceDocument) else ["A", "B", "C", "D"]
    key = keys.index(min(document.key)) if isinstance(document, ChoiceDocument) else 0
    return DrawnItem(
        b=item.b,
        propositions=len(keys),
        key=key,
        other=(key + 1) % len(keys),
        readable_in=readable_in(document, "fr"),
        defect=defect,
    )


def _stored(document: ItemDocument, truth: DrawnItem, chosen: int) -> Any:
    """Return the answer as the campus would keep it."""
    if chosen == defects.DONT_KNOW:
        return DONT_KNOW
    kind = type_of(document)
    if document.type == "qru" and isinstance(document, ChoiceDocument):
        return document.propositions[chosen].key
    made = kind.fabricate(document)
    return kind.parse(document, made.right if chosen == truth.key else made.wrong)


def reported(gathered: Gathered) -> dict[str, dict[str, Any]]:
    """Return the report of each item by its uid."""
    return {item.uid: one for item, one in zip(gathered.items, reports(gathered, fitted(gathered)), strict=True)}


def numbers(value: Any) -> Iterator[float]:
    """Yield every number of a report."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield value


def uid_of(kind: str, number: int = 0) -> str:
    """Return the uid of an item of a type."""
    return [item.uid for item in ItemVersion.objects.filter(role=ItemRole.BANK, type=kind).order_by("uid")][number]


def test_report_of_a_healthy_item_follows_its_curve(small_pack: object, framework: Framework) -> None:
    found = reported(simulated(framework, people=240))[uid_of("qru")]

    assert 0 < found["share"] < 1
    assert found["rest"] > 0.1
    assert found["pilot"] is False
    assert len(found["curve"]) == 8
    assert sum(point["n"] for point in found["curve"]) == 240
    assert [point["theta"] for point in found["curve"]] == sorted(point["theta"] for point in found["curve"])
    assert all(point["low"] <= point["score"] <= point["high"] for point in found["curve"])
    assert sum(point["low"] <= point["expected"] <= point["high"] for point in found["curve"]) >= 6
    assert found["flags"] == []
    assert found["seconds"]["q10"] < found["seconds"]["median"] < found["seconds"]["q90"]
    assert found["seconds"]["readable_in"] == 3.0


def test_planted_defects_are_told_with_the_proposition_concerned(small_pack: object, framework: Framework) -> None:
    wrong_key, two, fast = uid_of("qru", 0), uid_of("qru", 1), uid_of("qrm", 0)

    gathered = simulated(framework, people=240, planted={wrong_key: Defect.MIS_KEYED, two: Defect.TWO_RIGHT, fast: Defect.SPEEDED})
    found = reported(gathered)

    rights = {
        item.uid: _truth(item, document, Defect.HEALTHY).other for item, document in zip(gathered.items, gathered.documents, strict=True)
    }
    (flag,) = (flag for flag in found[wrong_key]["flags"] if flag["code"] == "mis-keyed")
    assert flag["chance"] > 0.5
    assert flag["other"] == "ABCD"[rights[wrong_key]]
    assert flag["n"] > 200
    assert {"two-right", "mis-keyed"} & {flag["code"] for flag in found[two]["flags"]}
    assert found[fast]["flags"][0]["code"] == "speeded"
    assert found[fast]["seconds"]["fast"] > 0.2


def test_choices_are_shares_by_thirds_of_ability(small_pack: object, framework: Framework) -> None:
    found = reported(simulated(framework, people=240))

    single, many, words = (found[uid_of(kind)] for kind in ("qru", "qrm", "qroc"))
    assert single["choices"]["groups"] == [80, 80, 80]
    (right,) = (row for row in single["choices"]["rows"] if row["correct"])
    assert right["shares"][0] < right["shares"][2]
    assert sum(row["count"] for row in single["choices"]["rows"]) == round(240 * (1 - single["dont_know"]))
    assert single["dont_know"] > 0
    assert sum(row["count"] for row in many["choices"]["rows"]) > 240
    assert words["choices"] is None


def test_an_item_harder_for_a_profession_is_found_and_a_weaker_profession_is_not_blamed(small_pack: object, framework: Framework) -> None:
    uid = uid_of("qru")

    found = reported(simulated(framework, people=900, harder={uid: 1.5}, weaker=0.7))

    (unlike,) = (one for one in found[uid]["differences"] if one["focal"] == "infirmier")
    assert (unlike["by"], unlike["reference"]) == ("profession", OTHERS)
    assert unlike["delta"] < -1.5
    assert unlike["size"] == "C"
    assert unlike["kept"]
    assert (unlike["n_focal"], unlike["n_reference"]) == (300, 600)
    others = [one for other, report in found.items() if other != uid for one in report["differences"] if one["focal"] == "infirmier"]
    assert len(others) == len(found) - 1
    assert np.mean([one["kept"] for one in others]) <= 0.1
    assert abs(np.mean([one["delta"] for one in others])) < 0.3


def test_two_languages_are_compared_once_the_smaller_with_the_larger(small_pack: object, framework: Framework) -> None:
    found = reported(simulated(framework, people=120, language=lambda person: "en" if person % 3 == 1 else "fr"))[uid_of("qroc")]

    (unlike,) = (one for one in found["differences"] if one["by"] == "language")
    assert (unlike["reference"], unlike["focal"]) == ("fr", "en")
    assert {one["by"] for one in found["differences"]} == {"profession", "language"}


@pytest.mark.parametrize("people", [1, LEAST_SHOWN - 1, LEAST_SHOWN, 40])
def test_small_groups_are_not_described_and_every_number_is_finite(small_pack: object, framework: Framework, people: int) -> None:
    found = reported(simulated(framework, people=people))

    for report in found.values():
        assert all(math.isfinite(one) for one in numbers(report))
        assert all(point["n"] >= LEAST_SHOWN for point in report["curve"])
        assert report["choices"] is None or min(report["choices"]["groups"]) >= LEAST_SHOWN
        assert report["seconds"] is None or report["seconds"]["n"] >= LEAST_SHOWN
        assert report["differences"] == []
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_items_all_right_or_all_wrong_have_a_sane_report(small_pack: object, framework: Framework, now: datetime, share: float) -> None:
    answered(framework, now, people=40, share=share)
    gathered = gather(framework, simulated=False)

    found = reported(gathered)

    assert all(report["share"] == share or report["choices"] for report in found.values())
    assert all(report["rest"] is None for uid, report in found.items() if uid == uid_of("qru"))
    assert all(math.isfinite(one) for report in found.values() for one in numbers(report))


def test_answers_kept_by_the_campus_are_read_as_they_are_stored(small_pack: object, framework: Framework, now: datetime) -> None:
    answered(framework, now, people=40)
    Learner.objects.update(profession="infirmier")

    found = reported(gather(framework, simulated=False))

    for kind in ("qru", "qrm"):
        report = found[uid_of(kind)]
        (right, *_) = (row for row in report["choices"]["rows"] if row["correct"])
        assert right["count"] >= 15
    assert found[uid_of("qroc")]["seconds"]["median"] == timedelta(seconds=40).total_seconds()
    assert found[uid_of("qroc")]["seconds"]["fast"] == 0
