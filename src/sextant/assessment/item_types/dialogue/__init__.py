"""Dialogue: a conversation that branches; one chooses what to say at each turn, and reads what came of it at the end."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from sextant.assessment.item_types import Answer, Fabricated, Scored, UnfinishedAnswer, UnreadableAnswer, listed
from sextant.assessment.item_types.exercises import ExerciseDocument, RowKey, distinct, said, shown_exhibits
from sextant.engine.scoring import dialogues
from sextant.ground.packs.schema import PackText, Strict

MOST_TURNS = 12


class DialogueReply(Strict):
    """What one may say: the turn or the ending it leads `to`, its credit, and why."""

    key: RowKey
    text: PackText
    to: RowKey
    credit: float = Field(ge=0, le=1)
    unacceptable: bool = False
    why: PackText


class Turn(Strict):
    """What the other person says, and what one may answer."""

    key: RowKey
    says: PackText
    replies: Annotated[tuple[DialogueReply, ...], Field(min_length=2, max_length=4)]

    @model_validator(mode="after")
    def _has_distinct_replies(self) -> "Turn":
        distinct("reply", (reply.key for reply in self.replies))
        return self


class Ending(Strict):
    """How a conversation may end: what comes of it."""

    key: RowKey
    text: PackText


class DialogueDocument(ExerciseDocument):
    """A dialogue: turns, the first of which begins it, and endings. A reply leads `to` a turn or to an ending."""

    partner: PackText
    turns: Annotated[tuple[Turn, ...], Field(min_length=2, max_length=MOST_TURNS)]
    endings: Annotated[tuple[Ending, ...], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _can_be_held(self) -> "DialogueDocument":
        distinct("turn or ending", [*(turn.key for turn in self.turns), *(ending.key for ending in self.endings)])
        endings, met = {ending.key for ending in self.endings}, set()
        for turn in self.turns:
            for reply in turn.replies:
                met.add(reply.to)
        dialogues.check(self.graph, self.start)
        if endings - met:
            raise ValueError(f"no reply leads to the ending {sorted(endings - met)}")
        return self

    def texts(self) -> Iterator[Mapping[str, str]]:
        """Yield the first turn as well: which others come depends on what is said."""
        yield from super().texts()
        yield self.turns[0].says
        yield from (reply.text for reply in self.turns[0].replies)

    @property
    def start(self) -> str:
        """The first turn."""
        return self.turns[0].key

    @property
    def graph(self) -> dict[str, dict[str, dialogues.Reply]]:
        """The turns as the scoring wants them: an ending is nowhere to go."""
        endings = {ending.key for ending in self.endings}
        return {
            turn.key: {
                reply.key: dialogues.Reply(reply.credit, None if reply.to in endings else reply.to, reply.unacceptable)
                for reply in turn.replies
            }
            for turn in self.turns
        }


class Dialogue:
    """See `ItemType`. An answer is the list of replies, each as `turn.reply`."""

    code = "dialogue"
    document = DialogueDocument
    question_template = "assessment/item_types/dialogue.html"
    feedback_template = "assessment/item_types/dialogue_feedback.html"

    def floor(self, item: DialogueDocument) -> float:
        """Return what saying anything earns."""
        return dialogues.floor(item.graph, item.start)

    def order(self, item: DialogueDocument, random: Random) -> list[str]:
        """Shuffle the replies of each turn."""
        order: list[str] = []
        for turn in item.turns:
            said_here = [f"{turn.key}.{reply.key}" for reply in turn.replies]
            random.shuffle(said_here)
            order += said_here
        return order

    def parse(self, item: DialogueDocument, form: Mapping[str, Sequence[str]]) -> Answer:
        """Read the replies made so far, in order; raise `UnfinishedAnswer` while the conversation waits for the next."""
        posted = list(form.get("answer", []))
        if len(posted) > MOST_TURNS:
            raise UnreadableAnswer(_("This conversation went astray: reload the page, then begin again."))
        turn: str | None = item.start
        graph = item.graph
        for value in posted:
            here, _dot, reply = value.partition(".")
            if turn is None or here != turn or reply not in graph[turn]:
                raise UnreadableAnswer(_("This conversation went astray: reload the page, then begin again."))
            turn = graph[turn][reply].to
        if not posted:
            raise UnreadableAnswer(_("Choose what you say, then go on."))
        if turn is not None:
            raise UnfinishedAnswer(_("The conversation goes on: choose what you say next."))
        return posted

    def form(self, item: DialogueDocument, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The replies made."""
        return {"answer": listed(answer)}

    def score(self, item: DialogueDocument, answer: Answer) -> Scored:
        """Score by the mean credit of the replies."""
        return Scored(dialogues.score(item.graph, item.start, [value.partition(".")[2] for value in answer]).value)

    def shown(self, item: DialogueDocument, *, language: str, order: Sequence[str], answer: Answer | None) -> dict[str, Any]:
        """Show the beginning, and what may come; with an answer, the whole conversation and what each reply was worth."""
        place = {value: number for number, value in enumerate(order)}
        turns = {turn.key: _shown_turn(turn, place, language) for turn in item.turns}
        shown: dict[str, Any] = {
            "exhibits": shown_exhibits(item.exhibits, language),
            "partner": said(item.partner, language),
            "start": item.start,
            "turns": turns,
            "answered": answer is not None,
        }
        if answer is not None:
            shown |= self._told(item, answer if isinstance(answer, list) else [], language)
        return shown

    def _told(self, item: DialogueDocument, path: Sequence[str], language: str) -> dict[str, Any]:
        by_key = {turn.key: turn for turn in item.turns}
        endings = {ending.key: ending for ending in item.endings}
        told: list[dict[str, Any]] = []
        last = ""
        for value in path:
            here, _dot, name = value.partition(".")
            turn = by_key[here]
            chosen = next(reply for reply in turn.replies if reply.key == name)
            last = chosen.to
            better = [reply for reply in turn.replies if reply.credit > chosen.credit]
            told.append(
                {
                    "says": said(turn.says, language),
                    "text": said(chosen.text, language),
                    "why": said(chosen.why, language),
                    "full": chosen.credit == 1,
                    "none": chosen.credit == 0,
                    "harmful": chosen.unacceptable,
                    "better": _best(better, language),
                }
            )
        return {
            "told": told,
            "ending": said(endings[last].text, language) if last in endings else None,
            "total": len(told),
            "right": sum(turn["full"] for turn in told),
            "forfeited": any(turn["harmful"] for turn in told),
        }

    def fabricate(self, item: DialogueDocument) -> Fabricated:
        """The first conversation that earns 1, the first that earns 0, and one that begins at its end."""
        graph, start = item.graph, item.start
        every = {path: dialogues.score(graph, start, path).value for path in dialogues.paths(graph, start)}
        right = next(path for path, value in every.items() if value == 1)
        wrong = next(path for path, value in every.items() if value == 0)
        return Fabricated(
            {"answer": _named(graph, start, right)},
            {"answer": _named(graph, start, wrong)},
            {"answer": [*_named(graph, start, right), "and.more"]},
        )


def _named(graph: dialogues.Turns, start: str, path: Sequence[str]) -> list[str]:
    met, _left = dialogues.walk(graph, start, path)
    return [f"{turn}.{name}" for (turn, _reply), name in zip(met, path, strict=True)]


def _shown_turn(turn: Turn, place: Mapping[str, int], language: str) -> dict[str, Any]:
    replies = sorted(turn.replies, key=lambda reply: place.get(f"{turn.key}.{reply.key}", 0))
    return {
        "says": said(turn.says, language),
        "replies": [{"value": f"{turn.key}.{reply.key}", "text": said(reply.text, language), "to": reply.to} for reply in replies],
    }


def _best(better: Sequence[DialogueReply], language: str) -> dict[str, Any] | None:
    if not better:
        return None
    best = max(better, key=lambda reply: reply.credit)
    return {"text": said(best.text, language), "why": said(best.why, language)}


TYPE = Dialogue()
