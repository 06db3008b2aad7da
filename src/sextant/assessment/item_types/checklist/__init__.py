"""Checklist: many lines by moment, to tick or to leave."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from sextant.assessment.item_types import Answer, Fabricated, Scored, UnreadableAnswer, listed
from sextant.assessment.item_types.exercises import ExerciseDocument, RowKey, Rule, distinct, said, shown_exhibits
from sextant.engine.scoring import checklists
from sextant.ground.packs.schema import PackText, Strict

FEWEST_LINES, MOST_LINES = 6, 24


class Line(Strict):
    """A line, `due` when it must be done in this situation. An essential one left out, or an unacceptable one ticked, earns 0."""

    key: RowKey
    text: PackText
    due: bool
    rule: Rule = None
    why: PackText

    @model_validator(mode="after")
    def _rule_fits(self) -> "Line":
        if (self.rule == "essential" and not self.due) or (self.rule == "unacceptable" and self.due):
            raise ValueError("an essential line is due, an unacceptable one is not")
        return self


class Phase(Strict):
    """The lines of one moment."""

    title: PackText
    lines: Annotated[tuple[Line, ...], Field(min_length=2, max_length=10)]


class ChecklistDocument(ExerciseDocument):
    """A checklist: one or several moments, six lines or more, some due and some not."""

    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=5)]

    @model_validator(mode="after")
    def _can_be_ticked(self) -> "ChecklistDocument":
        lines = list(self.lines())
        if not FEWEST_LINES <= len(lines) <= MOST_LINES:
            raise ValueError(f"a checklist has {FEWEST_LINES} to {MOST_LINES} lines in all, this one has {len(lines)}")
        distinct("line", (line.key for line in lines))
        if len({line.due for line in lines}) < 2:
            raise ValueError("a checklist has lines that are due and lines that are not")
        return self

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield the lines as well."""
        yield from super().texts()
        yield from (line.text for line in self.lines())

    def lines(self) -> Iterator[Line]:
        """Yield every line."""
        for phase in self.phases:
            yield from phase.lines

    def marked(self, rule: str) -> list[str]:
        """Return the keys of the lines that bear `rule`."""
        return [line.key for line in self.lines() if line.rule == rule]

    def sheet(self) -> dict[str, list[str]]:
        """Return the lines, the key and its marks, as the scoring wants them."""
        return {
            "lines": [line.key for line in self.lines()],
            "key": [line.key for line in self.lines() if line.due],
            "essential": self.marked("essential"),
            "unacceptable": self.marked("unacceptable"),
        }


class Checklist:
    """See `ItemType`. An answer is the list of lines ticked."""

    code = "checklist"
    document = ChecklistDocument
    question_template = "assessment/item_types/checklist.html"
    feedback_template = "assessment/item_types/checklist_feedback.html"

    def floor(self, item: ChecklistDocument) -> float:
        """Return what ticking at random earns."""
        return checklists.floor(**item.sheet())

    def order(self, item: ChecklistDocument, random: Random) -> list[str]:
        """Shuffle the lines inside their moment."""
        order: list[str] = []
        for phase in item.phases:
            keys = [line.key for line in phase.lines]
            random.shuffle(keys)
            order += keys
        return order

    def parse(self, item: ChecklistDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read the lines ticked; none is not an answer."""
        ticked = set(form.get("answer", []))
        known = [line.key for line in item.lines()]
        if not ticked <= set(known):
            raise UnreadableAnswer(_("This answer does not fit the exercise: reload the page, then choose again."))
        if not ticked:
            raise UnreadableAnswer(_("Tick at least one line, then send your answer."))
        return [key for key in known if key in ticked]

    def form(self, item: ChecklistDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The lines ticked."""
        return {"answer": listed(answer)}

    def score(self, item: ChecklistDocument, answer: Answer) -> Scored:
        """Score by the right lines ticked less the wrong ones."""
        return Scored(checklists.score(ticked=answer, **item.sheet()).value)

    def shown(self, item: ChecklistDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the exhibits, then the lines by moment."""
        ticked = answer if isinstance(answer, list) else []
        place = {key: number for number, key in enumerate(order)}
        phases = [
            {
                "title": said(phase.title, language),
                "lines": [
                    _shown_line(line, line.key in ticked, answer is not None, language)
                    for line in sorted(phase.lines, key=lambda line: place.get(line.key, 0))
                ],
            }
            for phase in item.phases
        ]
        lines = list(item.lines())
        return {
            "exhibits": shown_exhibits(item.exhibits, language),
            "phases": phases,
            "answered": answer is not None,
            "total": len(lines),
            "right": sum((line.key in ticked) == line.due for line in lines),
            "forfeited": any(line.rule is not None and (line.key in ticked) != line.due for line in lines),
        }

    def fabricate(self, item: ChecklistDocument) -> Fabricated:
        """The lines that are due, those that are not, and one that does not exist."""
        due = [line.key for line in item.lines() if line.due]
        return Fabricated(
            {"answer": due}, {"answer": [line.key for line in item.lines() if not line.due]}, {"answer": [*due, "no such line"]}
        )


def _shown_line(line: Line, ticked: bool, answered: bool, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": line.key, "text": said(line.text, language)}
    if answered:
        shown |= {
            "due": line.due,
            "ticked": ticked,
            "concordant": ticked == line.due,
            "words": _words(due=line.due, ticked=ticked),
            "rule": {"essential": _("essential"), "unacceptable": _("unacceptable")}.get(line.rule or "", ""),
            "why": said(line.why, language),
        }
    return shown


def _words(*, due: bool, ticked: bool) -> str:
    if due:
        return _("To be done, and you ticked it") if ticked else _("To be done, but you left it out")
    return _("Not to be done, but you ticked it") if ticked else _("Not to be done, and you left it out")


TYPE = Checklist()
