"""Answers brought in from a file: read strictly, kept once, scored here."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language, override
from typer.testing import CliRunner

from sextant.accounts.actions import forget_visitors
from sextant.accounts.models import Cohort, Enrolment, Erased, Institution, Learner, Person
from sextant.assessment.bank import document_of
from sextant.assessment.choices import ItemRole, SittingKind, Withdrawal
from sextant.assessment.imports import actions
from sextant.assessment.imports.actions import NoAnswers, Tally, batches_of, bring_in, check_people, erase_behind, record_sittings
from sextant.assessment.imports.past import PastAnswer, PastSitting
from sextant.assessment.imports.queries import key_of, versions_of
from sextant.assessment.imports.reading import Read, UnreadableAnswers, read_answers
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion, Response, Sitting
from sextant.config.commands import build
from sextant.frameworks.document import Framework
from sextant.ground.audit.models import AuditEntry
from sextant.mastery.models import Estimate, Observation
from sextant.mastery.queries import state_of
from sextant.pathways.actions import make_plan
from sextant.pathways.models import Plan

Queries = Callable[[int], AbstractContextManager[object]]

PARIS = ZoneInfo("Europe/Paris")
TITLES = ("student_number", "pseudonym", "profession", "stage", "item", "version", "answer", "asked_at", "answered_at", "language")
ONE = {"pseudonym": "p-1", "profession": "juriste", "stage": "etudes", "item": "essai.x1.cas-1", "answer": "B"}


def line(minute: int = 0, **said: str) -> dict[str, str]:
    """Return a line of a file, right unless `said` otherwise."""
    at = datetime(2026, 3, 31, 14, 0, tzinfo=UTC) + timedelta(minutes=minute)
    moments = {"asked_at": at.isoformat(), "answered_at": (at + timedelta(seconds=40)).isoformat()}
    return {**ONE, **moments, "language": "fr", **said}


def file(*lines: dict[str, str], separator: str = ";", mark: bool = False) -> bytes:
    """Return a CSV file of these lines."""
    quoted = (['"' + one.get(title, "").replace('"', '""') + '"' for title in TITLES] for one in lines)
    text = "\r\n".join([separator.join(TITLES), *(separator.join(cells) for cells in quoted)])
    return text.encode("utf-8-sig" if mark else "utf-8")


def read(content: bytes, framework: Framework, now: datetime, zone: ZoneInfo | None = None) -> Read:
    return read_answers(content, framework=framework, versions=versions_of(framework.code), zone=zone, now=now)


def faults(content: bytes, framework: Framework, now: datetime, zone: ZoneInfo | None = None) -> list[str]:
    with pytest.raises(UnreadableAnswers) as caught:
        read(content, framework, now, zone)
    return [str(fault) for fault in caught.value.faults]


def bring(content: bytes, cohort: Cohort, framework: Framework, now: datetime, *, dry_run: bool = False) -> Tally:
    """Bring a file in as the command does."""
    found = read(content, framework, now)
    check_people(cohort, found)
    tally = Tally(repeated=found.repeated)
    for people in batches_of(found):
        tally += bring_in(cohort=cohort, framework=framework, people=people, now=now, dry_run=dry_run)
    return tally


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Learner, Enrolment, Sitting, Response, Observation, Estimate, AuditEntry)}


@pytest.fixture
def numbered(enrolled: Learner) -> Learner:
    """Amina's learner, with her student number in the books of the cohort."""
    Enrolment.objects.filter(learner=enrolled).update(student_number="21-007")
    return enrolled


def test_scores_are_computed_and_the_state_moves(cohort: Cohort, framework: Framework, numbered: Learner, now: datetime) -> None:
    who = {"student_number": "21-007", "pseudonym": "", "profession": "", "stage": ""}
    told = [
        line(0, **who, answer="B"),
        line(1, **who, item="essai.x1.cas-2", answer="A, c"),
        line(2, **who, item="essai.x1.cas-3", answer="Je consigne"),
        line(3, **who, item="essai.x1.cas-4", answer="?"),
        line(4, **who, item="essai.x1.cas-5", answer="B"),
    ]

    tally = bring(file(*told), cohort, framework, now)

    assert tally == Tally(known=1, sittings=1, answers=5)
    rows = list(Response.objects.order_by("position"))
    assert [row.answer for row in rows] == ["B", ["A", "C"], "Je consigne", {"dont_know": True}, ["B"]]
    assert [row.score for row in rows] == [1.0, 1.0, 1.0, 0.0, 0.0]
    assert rows[0].answered_at == datetime(2026, 3, 31, 14, 0, 40, tzinfo=UTC)
    sitting = Sitting.objects.get()
    assert (sitting.learner, sitting.started_at, sitting.finished_at) == (numbered, rows[0].asked_at, rows[-1].answered_at)
    assert Observation.objects.count() == 5 == state_of(numbered, framework, now=now).observations
    assert {row.occurred_at for row in Observation.objects.all()} == {row.answered_at for row in rows}


def test_every_type_of_answer_can_be_brought_in(cohort: Cohort, framework: Framework, now: datetime) -> None:
    told = []
    for minute, item in enumerate(ItemVersion.objects.filter(framework=framework.code, current=True).order_by("uid")):
        document = document_of(item)
        kind = type_of(document)
        answer = kind.parse(document, kind.fabricate(document).right)
        cell = "".join(answer) if kind.code in ("qru", "qrm") else json.dumps(answer, ensure_ascii=False)
        told.append(line(minute, item=item.uid, answer=cell))

    bring(file(*told), cohort, framework, now)

    assert Response.objects.count() == len(told) > 27
    assert {row.score for row in Response.objects.all()} == {1.0}
    assert {type_of(document_of(row.item)).code for row in Response.objects.select_related("item")} >= {"qru", "qrm", "qroc", "grid"}


@pytest.mark.parametrize(("separator", "mark"), [(";", False), (",", True), ("\t", True)])
def test_files_of_any_spreadsheet_say_the_same(separator: str, mark: bool, cohort: Cohort, framework: Framework, now: datetime) -> None:
    content = file(line(0), line(1, item="essai.x1.cas-2", answer="A;C"), separator=separator, mark=mark)

    found = read(content, framework, now)

    (told,) = found.people.values()
    assert [past.answer for past in told.answers] == ["B", ["A", "C"]]
    assert found.ignored == ()


def test_the_same_file_again_changes_nothing(cohort: Cohort, framework: Framework, numbered: Learner, now: datetime) -> None:
    content = file(
        line(0), line(1, pseudonym="p-2"), line(2, student_number="21-007", pseudonym=""), line(90, item="essai.x1.cas-2", answer="A")
    )
    first = bring(content, cohort, framework, now)
    before, mean = counts(), state_of(numbered, framework, now=now).now.mean

    again = bring(content, cohort, framework, now + timedelta(days=1))

    assert first == Tally(known=1, added=2, sittings=4, answers=4)
    assert again == Tally(known=3, repeated=4)
    assert counts() == before
    assert (state_of(numbered, framework, now=now).now.mean == mean).all()


def test_an_interrupted_import_goes_on(cohort: Cohort, framework: Framework, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sextant.assessment.imports.actions.ANSWERS_AT_ONCE", 2)
    content = file(*(line(minute, pseudonym=f"p-{minute // 2}", item=f"essai.x1.cas-{1 + 3 * (minute % 2)}") for minute in range(6)))
    found = read(content, framework, now)
    batches = batches_of(found)
    assert [len(batch) for batch in batches] == [1, 1, 1]
    bring_in(cohort=cohort, framework=framework, people=batches[0], now=now)

    tally = bring(content, cohort, framework, now)

    assert tally == Tally(known=1, added=2, sittings=2, answers=4, repeated=2)
    assert Response.objects.count() == 6


def test_a_pseudonym_is_the_same_person_in_a_second_file_and_nobody_elsewhere(
    cohort: Cohort, framework: Framework, university: Institution, now: datetime
) -> None:
    bring(file(line(0)), cohort, framework, now)
    other = Institution.objects.create(name="Université de Lille", code="lille", created_at=now)
    elsewhere = Cohort.objects.create(
        institution=other, name="Droit", code="LILLE", framework="droit-essai", framework_version="2024", created_at=now
    )

    second = bring(
        file(line(3000, profession="", stage="", item="essai.x1.cas-2", answer="A"), line(3001, stage="exercice")), cohort, framework, now
    )
    third = bring(file(line(0)), elsewhere, framework, now)

    assert (second.known, second.added, third.added) == (1, 0, 1)
    first = Learner.objects.get(enrolments__cohort=cohort)
    assert (first.person, first.profession, first.stage, first.simulated) == (None, "juriste", "etudes", False)
    assert first.pk.version == 8
    assert "p-1" not in str(list(Enrolment.objects.values_list("student_number", flat=True)))
    # They are no visitors: they stay.
    assert forget_visitors(now=now + timedelta(days=400)) == 0


def test_learners_of_a_simulated_cohort_are_simulated(cohort: Cohort, framework: Framework, now: datetime) -> None:
    cohort.simulated = True
    cohort.save()

    bring(file(line(0)), cohort, framework, now)

    assert Learner.objects.get().simulated


BAD = {
    "unknown item": ({"item": "essai.nulle.part"}, "is not one of droit-essai"),
    "unknown version": ({"version": "deadbeef"}, "version “deadbeef” of essai.x1.cas-1 is not known"),
    "version too short": ({"version": "a"}, "8 at least"),
    "not a proposition": ({"answer": "E"}, "answer “E” is not one to essai.x1.cas-1 (qru), whose answers are written as A"),
    "two letters": ({"answer": "AB"}, "is not one to essai.x1.cas-1"),
    "a word": ({"answer": "oui"}, "is not one to essai.x1.cas-1"),
    "blank": ({"answer": " "}, "no answer: write it, write ? for"),
    "NaN": ({"answer": "NaN"}, "no answer"),
    "a moment that is none": ({"asked_at": "31/03/2026 14:05"}, "asked_at “31/03/2026 14:05” is not a moment"),
    "a day": ({"asked_at": "2026-03-31"}, "is not a moment"),
    "NaN for a moment": ({"answered_at": "NaN"}, "answered_at “NaN” is not a moment"),
    "no moment": ({"answered_at": ""}, "is not a moment"),
    "no zone": ({"asked_at": "2026-03-31T14:00:00"}, "has no zone"),
    "future": ({"answered_at": "2030-01-01T00:00:00Z"}, "lies in the future"),
    "backwards": ({"asked_at": "2026-03-31T15:00:00Z"}, "answered_at comes before asked_at"),
    "epoch": ({"asked_at": "1970-01-01T00:00:00Z"}, "lies before the year 2000"),
    "the end of time": ({"asked_at": "0001-01-01T00:00:00+12:00"}, "is not a moment anybody lived"),
    "language": ({"item": "essai.x1.cas-2", "answer": "A", "language": "en"}, "essai.x1.cas-2 does not exist in “en”, only in fr"),
    "nobody": ({"pseudonym": ""}, "nobody is named"),
    "two names": ({"student_number": "21-007"}, "either a student number or a pseudonym"),
    "long name": ({"pseudonym": "p" * 300}, "200 characters at most"),
    "profession": ({"profession": "astronaute"}, "profession “astronaute” is not one of droit-essai: juriste"),
    "stage": ({"stage": "c9"}, "stage “c9” is not one of droit-essai: etudes, exercice"),
    "no profession": ({"profession": ""}, "no line says the profession and the stage of p-1"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_is_wrong_is_told_with_its_line(name: str, cohort: Cohort, framework: Framework, now: datetime) -> None:
    said, words = BAD[name]
    before = counts()

    told = faults(file(line(0, pseudonym="p-0"), line(1, **said)), framework, now)

    assert len(told) == 1
    assert told[0].startswith("line 3: ")
    assert words in told[0]
    assert counts() == before


def test_answers_with_numbers_that_are_none_are_refused(cohort: Cohort, framework: Framework, now: datetime) -> None:
    grid = ItemVersion.objects.filter(framework=framework.code, type="grid").first()
    assert grid is not None

    told = faults(file(*(line(0, item=grid.uid, answer=cell) for cell in ("NaN", '{"a": NaN}', "[1]", "{", "[" * 9000))), framework, now)

    assert [fault.split(":")[0] for fault in told] == [f"line {number}" for number in range(2, 7)]


def test_all_faults_are_told_at_once_and_nothing_is_half_done(cohort: Cohort, framework: Framework, now: datetime) -> None:
    before = counts()

    told = faults(file(line(0), line(1, answer="Z"), line(2, item="x"), line(3), line(4, answered_at="demain")), framework, now)

    assert [fault.split(":")[0] for fault in told] == ["line 3", "line 4", "line 6"]
    assert counts() == before


def test_a_line_in_another_encoding_is_told(framework: Framework, now: datetime) -> None:
    content = file(line(0), line(1), line(2)).split(b"\r\n")
    content[2] = content[2].replace(b"p-1", "élève".encode("cp1252"))

    assert "line 3: byte 5 is not UTF-8" in faults(b"\r\n".join(content), framework, now)[0]
    assert faults(file(line(0)).decode().encode("utf-16"), framework, now) == ["line 1: the file is UTF-16: save it as “CSV UTF-8”"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (file(), "no answer stands under the titles"),
        (b"item;answer\nx;A", "no column is called asked_at, answered_at"),
        (b"item;answer;asked_at;answered_at\n", "no column says who answered"),
        (b"item;question;answer;asked_at;answered_at;pseudonym\n", "“item” and “question” say the same thing"),
        (b'item;answer;asked_at;answered_at;pseudonym\n"x;A\n', "line 2: cannot be read"),
        (b"item;answer;asked_at;answered_at;pseudonym\na;b;c;d;e;f\n", "6 cells for 5 titles"),
        (b"\x00\x01\x02", "no column is called item"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, words: str, framework: Framework, now: datetime) -> None:
    assert words in " ".join(faults(content, framework, now))


def test_titles_in_french_are_understood_and_others_left_aside(framework: Framework, now: datetime) -> None:
    content = (
        "Pseudonyme;Profession;Étape;Question;Réponse;Posée le;Répondue le;Langue;Note\n"
        "p-1;juriste;etudes;essai.x1.cas-1;b;2026-03-31 14:00;2026-03-31 14:01;fr-FR;20\n"
    )

    found = read(content.encode(), framework, now, PARIS)

    (told,) = found.people.values()
    assert told.answers[0].asked_at == datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    assert (told.answers[0].answer, told.answers[0].language, found.ignored) == ("B", "fr", ("Note",))


def test_hours_the_clocks_skip_do_not_exist(framework: Framework, now: datetime) -> None:
    skipped = {"asked_at": "2026-03-29T02:30:00", "answered_at": "2026-03-29T03:30:00"}
    repeated = {"asked_at": "2025-10-26T02:30:00", "answered_at": "2025-10-26T02:31:00"}

    assert "does not exist in Europe/Paris" in faults(file(line(0, **skipped)), framework, now, PARIS)[0]
    (told,) = read(file(line(0, **repeated)), framework, now, PARIS).people.values()
    assert told.answers[0].asked_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_a_line_written_twice_is_one_answer_and_another_answer_is_a_fault(cohort: Cohort, framework: Framework, now: datetime) -> None:
    assert bring(file(line(0), line(0), line(0)), cohort, framework, now) == Tally(added=1, sittings=1, answers=1, repeated=2)

    told = faults(file(line(0), line(0, answer="A")), framework, now)

    assert told == ["line 3: p-1 gives another answer to essai.x1.cas-1 at the same moment on line 2: keep one of the two"]


def test_lines_out_of_order_are_sorted_and_pauses_part_sittings(cohort: Cohort, framework: Framework, now: datetime) -> None:
    lines = [
        line(minute, item=f"essai.x1.cas-{place}", answer="?") for place, minute in ((1, 0), (2, 3), (4, 200), (5, 202), (1, 203), (4, 204))
    ]

    bring(file(*reversed(lines)), cohort, framework, now)

    sittings = list(Sitting.objects.order_by("started_at"))
    assert [[row.item.uid[-1] for row in one.responses.order_by("position")] for one in sittings] == [["1", "2"], ["4", "5", "1"], ["4"]]


def test_student_numbers_belong_to_one_learner_of_the_cohort(
    cohort: Cohort, framework: Framework, numbered: Learner, bruno: Person, now: datetime
) -> None:
    other = {"pseudonym": "", "student_number": "21-008"}
    before = counts()
    with pytest.raises(UnreadableAnswers, match="line 2: nobody in DROIT26 has the student number 21-008"):
        bring(file(line(0, **other), line(1)), cohort, framework, now)
    assert counts() == before

    Enrolment.objects.create(learner=Learner.objects.get(person=bruno), cohort=cohort, joined_at=now, student_number="21-007")
    with pytest.raises(UnreadableAnswers, match="2 learners of DROIT26 have the student number 21-007"):
        bring(file(line(0, pseudonym="", student_number="21-007")), cohort, framework, now)


def test_what_was_explained_lately_or_is_being_tried_out_tells_nothing(cohort: Cohort, framework: Framework, now: datetime) -> None:
    day = 24 * 60
    ItemVersion.objects.filter(uid="essai.x1.cas-4").update(role=ItemRole.PILOT)
    ItemVersion.objects.filter(uid="essai.x1.cas-7").update(withdrawn=Withdrawal.NEUTRALISED)
    again = [line(minute) for minute in (0, 29 * day, 70 * day)]

    bring(file(*again, line(1, item="essai.x1.cas-4", answer="A"), line(2, item="essai.x1.cas-7", answer="A")), cohort, framework, now)

    # Each answer explains anew: the third comes 41 days after the second.
    assert Response.objects.count() == 5
    assert [row.occurred_at.date().isoformat() for row in Observation.objects.order_by("occurred_at")] == ["2026-03-31", "2026-06-09"]
    assert [row.pilot for row in Response.objects.filter(item__uid="essai.x1.cas-4")] == [True]


def test_a_plan_that_rests_on_the_state_is_made_anew(cohort: Cohort, framework: Framework, numbered: Learner, now: datetime) -> None:
    make_plan(learner=numbered, now=now, improve=False)

    bring(file(line(0, pseudonym="", student_number="21-007")), cohort, framework, now)

    assert Plan.objects.get(learner=numbered, current=True).stale


def test_queries_do_not_grow_with_the_answers_or_the_people(cohort: Cohort, framework: Framework, now: datetime) -> None:
    versions = versions_of(framework.code)
    counted = []
    for people in (1, 3):
        content = file(
            *(
                line(place, pseudonym=f"q-{people}-{one}", item=f"essai.x1.cas-{1 + place}", answer="?")
                for one in range(people)
                for place in range(people)
            )
        )
        found = read_answers(content, framework=framework, versions=versions, zone=None, now=now)
        with CaptureQueriesContext(connection) as captured:
            bring_in(cohort=cohort, framework=framework, people=found.people, now=now)
        counted.append(len(captured))

    assert counted[0] == counted[1] <= 24


def test_sittings_of_many_learners_are_recorded_together(
    cohort: Cohort, framework: Framework, amina: Person, bruno: Person, now: datetime, django_assert_num_queries: Queries
) -> None:
    items = list(ItemVersion.objects.filter(framework=framework.code, role=ItemRole.BANK).order_by("uid"))
    learners = [Learner.objects.get(person=person) for person in (amina, bruno)]

    def sitting(learner: Learner, item: ItemVersion, **more: object) -> PastSitting:
        return PastSitting(learner, [PastAnswer(item, {"dont_know": True}, now, now)], "en", "experts", **more)  # type: ignore[arg-type]

    first = framework.codes[0]
    rows = record_sittings(
        framework=framework,
        sittings=[
            sitting(learners[0], items[0]),
            sitting(learners[0], items[1], kind=SittingKind.SETTLE, competence=first),
            sitting(learners[1], items[0]),
        ],
        now=now,
    )

    assert [row.learner for row in rows] == [learners[0], learners[0], learners[1]]
    assert [row.responses.get().language for row in rows] == ["en", "fr", "en"]
    assert [state_of(learner, framework, now=now).settled for learner in learners] == [{first}, set()]
    assert [state_of(learner, framework, now=now).observations for learner in learners] == [2, 1]
    with pytest.raises(NoAnswers):
        record_sittings(framework=framework, sittings=[PastSitting(learners[0], [], "fr", "experts")], now=now)


def run(*arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(build(), ["answers", "import", *arguments])
    return ended.exit_code, " ".join(ended.output.split())


def test_the_command_checks_counts_and_writes(cohort: Cohort, framework: Framework, tmp_path: Path) -> None:
    good, bad = tmp_path / "bon.csv", tmp_path / "mauvais.csv"
    told = (datetime(2026, 3, 31, 14, 0, tzinfo=UTC), timezone.now() - timedelta(hours=1))
    at = min(told).isoformat()
    good.write_bytes(file(line(0, asked_at=at, answered_at=at), line(0, asked_at=at, answered_at=at)))
    bad.write_bytes(file(line(0, answer="Z")))
    before = counts()

    assert run(str(bad), "--cohort", "droit26")[0] == 1
    assert "no cohort has the code NULLE" in run(str(good), "--cohort", "NULLE")[1]
    assert "no zone is called Mars/Nord" in run(str(good), "--cohort", "DROIT26", "--zone", "Mars/Nord")[1]
    code, words = run(str(good), "--cohort", "DROIT26", "--dry-run")
    assert (code, counts()) == (0, before)
    assert "would add 1 answer in 1 sitting, and 1 learner beside 0 known; 1 answer already there" in words

    assert "added 1 answer in" in run(str(good), "--cohort", "DROIT26")[1]
    assert "added 0 answers" in run(str(good), "--cohort", "DROIT26")[1]
    assert Response.objects.count() == 1


def erase(*arguments: str) -> tuple[int, str]:
    with override("fr"):
        ended = CliRunner().invoke(build(), ["answers", "erase", *arguments])
        assert get_language() == "fr"
    return ended.exit_code, " ".join(ended.output.split())


def test_whoever_came_under_a_pseudonym_is_erased_after_a_look(cohort: Cohort, framework: Framework, now: datetime) -> None:
    bring(file(line(0), line(1, item="essai.x1.cas-2", answer="A"), line(0, pseudonym="p-2")), cohort, framework, now)
    before = counts()

    code, words = erase("p-1", "--cohort", "droit26")
    assert (code, counts(), Erased.objects.count()) == (0, before, 0)
    assert "nothing was erased" in words

    code, said = erase(" p-1 ", "--cohort", "DROIT26", "--confirm")
    ledger = Erased.objects.get()
    assert code == 0
    assert f"/effacement/{ledger.pk}/" in said
    # What was announced is what went.
    assert words.partition("This is")[0] == said.partition("✓")[0]
    after = counts()
    assert (after["Learner"], after["Response"], after["Sitting"]) == (before["Learner"] - 1, 1, 1)
    assert not Learner.objects.filter(pk=ledger.pk).exists()

    code, again = erase("p-1", "--cohort", "DROIT26", "--confirm")
    assert code == 0
    assert "was erased already" in again
    assert str(ledger.pk) in again


def test_erasing_nobody_or_the_holder_of_an_account_is_refused_in_words(
    cohort: Cohort, framework: Framework, amina: Person, now: datetime
) -> None:
    bring(file(line(0)), cohort, framework, now)
    before = counts()

    assert "no cohort has the code NULLE: give that of any cohort" in erase("p-1", "--cohort", "NULLE")[1]
    code, words = erase("P-1", "--cohort", "DROIT26", "--confirm")
    assert code == 1
    assert "nobody came to" in words

    learner = Learner.objects.get(pk=key_of("p-1", cohort.institution_id))
    Learner.objects.filter(person=amina).update(person=None)
    Learner.objects.filter(pk=learner.pk).update(person=amina)
    code, words = erase("p-1", "--cohort", "DROIT26", "--confirm")
    assert code == 1
    assert "has an account by now" in words
    assert counts() == before


def test_a_file_does_not_bring_back_who_was_erased(cohort: Cohort, framework: Framework, now: datetime) -> None:
    bring(file(line(0)), cohort, framework, now)
    erase_behind(pseudonym="p-1", cohort=cohort, now=now)
    before = counts()

    with pytest.raises(UnreadableAnswers, match="line 3: p-1 was erased here"):
        bring(file(line(0, pseudonym="p-2"), line(1)), cohort, framework, now)

    assert counts() == before


def test_who_is_erased_while_a_file_comes_in_is_not_brought_back_by_what_is_left_of_it(
    cohort: Cohort, framework: Framework, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(file(line(0)), cohort, framework, now)
    (tmp_path / "again.csv").write_bytes(file(line(0, pseudonym="p-2"), line(1)))
    monkeypatch.setattr(actions, "ANSWERS_AT_ONCE", 1)

    def in_turn(**batch: Any) -> Tally:
        done = bring_in(**batch)
        erase_behind(pseudonym="p-1", cohort=cohort, now=now)
        return done

    monkeypatch.setattr(actions, "bring_in", in_turn)
    code, words = run(str(tmp_path / "again.csv"), "--cohort", "DROIT26")

    assert code == 1
    assert "line 3: p-1 was erased here" in words
    assert "1 fault(s) in again.csv: 1 answer of others came in before." in words
    assert not Learner.objects.filter(pk=key_of("p-1", cohort.institution_id)).exists()
