"""
A week of study of the two learners the demonstration lets one be: what they read, answered, reviewed and noted.

Everything goes through the actions of their pages, at moments of the last days, so that every page has something true to show.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sextant.accounts.models import Learner
from sextant.accounts.reach.actions import change_reach
from sextant.assessment.bank import document_of
from sextant.assessment.choices import AttemptKind, ItemRole
from sextant.assessment.item_types import type_of
from sextant.assessment.models import ItemVersion
from sextant.assessment.practice.actions import answer_item
from sextant.catalogue.choices import Modality
from sextant.catalogue.queries import resource as resource_version
from sextant.frameworks.queries import framework_of
from sextant.kernel.ids import uuid7
from sextant.pathways import actions as pathways
from sextant.pathways.queries import current_plan, steps_of
from sextant.study.actions import keep_visit
from sextant.study.choices import CardKind
from sextant.study.models import Card
from sextant.study.notes.actions import Draft, keep_note
from sextant.study.review import actions as review
from sextant.study.review.asked import key_of
from sextant.study.review.schedule import Rating

ZONE = ZoneInfo("Europe/Paris")


@dataclass
class Diary:
    """What one learner did on the days before `now`; `clock` is the moment it has come to."""

    learner: Learner
    random: Random
    now: datetime

    def __post_init__(self) -> None:
        self.framework = framework_of(self.learner)
        self.clock = self.now

    def turn_to(self, days_ago: int, *, hour: int, minute: int = 0) -> None:
        """Go to an hour of a day before today, on the clock of Paris."""
        day = self.now.astimezone(ZONE) - timedelta(days=days_ago)
        self.clock = day.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(self.now.tzinfo)

    def read(self, uid: str, content_hash: str, *, minutes: int, section: str = "") -> None:
        """Read for some minutes, with a sign of life each."""
        for minute in range(minutes + 1):
            anchor = section if minute == minutes else ""
            keep_visit(learner=self.learner, resource=uid, content_hash=content_hash, seconds=60, anchor=anchor, now=self.clock)
            self.clock += timedelta(minutes=1)

    def check(self, uid: str, *, right: float) -> None:
        """Answer the checks of a resource, each right with this chance."""
        for item in ItemVersion.objects.filter(resource=uid, role=ItemRole.CHECK, current=True).order_by("uid"):
            self._answer(item, AttemptKind.CHECK, right=right, resource=uid, read_at=self.clock)

    def exercise(self, uid: str, *, right: bool) -> None:
        """Do an exercise."""
        item = ItemVersion.objects.get(uid=uid, current=True)
        self._answer(item, AttemptKind.EXERCISE, right=1.0 if right else 0.0)

    def review(self, *, known: float) -> None:
        """Review what is due, each card known with this chance."""
        for pk in review.begin(learner=self.learner, framework=self.framework, now=self.clock):
            card = Card.objects.get(pk=pk)
            knows = self.random.random() < known
            if card.kind == CardKind.ITEM:
                item = ItemVersion.objects.get(uid=card.uid, current=True)
                self._answer(item, AttemptKind.REVIEW, right=float(knows), key=key_of(card))
            else:
                self.clock += timedelta(seconds=self.random.randint(8, 25))
            rating = Rating.GOOD if knows else Rating.AGAIN
            review.rate(learner=self.learner, card_id=pk, key=key_of(card), rating=rating, now=self.clock)

    def note(self, uid: str, content_hash: str, *, body: str = "") -> None:
        """Highlight the first plain sentence of a text, or write beside it."""
        quote = _plain_sentence(resource_version(uid, content_hash).texts["fr"])
        draft = Draft(
            client=uuid7(),
            key=uuid7(),
            revision=0,
            resource=uid,
            content_hash=content_hash,
            language="fr",
            quote=quote,
            body=body,
        )
        keep_note(learner=self.learner, draft=draft, now=self.clock)

    def finish(self, uid: str, content_hash: str) -> None:
        """Mark a resource as finished."""
        pathways.complete(learner=self.learner, module=uid, module_hash=content_hash, now=self.clock)

    def _answer(
        self, item: ItemVersion, kind: AttemptKind, *, right: float, resource: str = "", read_at: datetime | None = None, key: object = None
    ) -> None:
        document = document_of(item)
        made_up = type_of(document).fabricate(document)
        shown_at, self.clock = self.clock, self.clock + timedelta(seconds=self.random.randint(25, 70))
        answer_item(
            learner=self.learner,
            framework=self.framework,
            item=item,
            key=key or uuid7(),  # type: ignore[arg-type]
            kind=kind,
            form=made_up.right if self.random.random() < right else made_up.wrong,
            language="fr",
            shown_at=shown_at,
            now=self.clock,
            resource=resource,
            read_at=read_at,
        )


def _planned_readings(learner: Learner) -> list[tuple[str, str]]:
    """Return the texts of the plan, soonest first, each with the version planned."""
    plan = current_plan(learner)
    readings = []
    for step in steps_of(plan) if plan else []:
        if step.module_hash and resource_version(step.module, step.module_hash).modality == Modality.SELF_PACED:
            readings.append((step.module, step.module_hash))
    return readings


def _plain_sentence(text: str) -> str:
    """Return the first sentence that Markdown leaves as it is, so that it is found in the page."""
    sentences = (sentence.strip() for line in text.splitlines() for sentence in line.split(". "))
    return next((one for one in sentences if len(one) > 40 and not set(one) & set("*_[]()|#>`:;?!«»…")), "")


def live_amina_s_week(learner: Learner, *, now: datetime) -> None:
    """Two texts read, one of them finished, checks, an exercise, two reviews, a highlight and a note; reminders asked for."""
    diary = Diary(learner, Random(11), now)
    first, second, *_ = _planned_readings(learner)
    diary.turn_to(6, hour=20, minute=40)
    diary.read(*first, minutes=13)
    diary.note(*first, body="À montrer à ma tutrice de stage.")
    diary.check(first[0], right=0.7)
    diary.finish(*first)
    diary.turn_to(4, hour=7, minute=15)
    diary.review(known=0.8)
    diary.turn_to(3, hour=21)
    diary.exercise(_first_exercise(), right=False)
    diary.turn_to(2, hour=12, minute=40)
    diary.review(known=0.9)
    diary.turn_to(1, hour=20, minute=30)
    diary.read(*second, minutes=7)
    diary.note(*second)
    diary.turn_to(1, hour=20, minute=45)
    diary.check(second[0], right=0.6)
    change_reach(learner=learner, now=now, days=[1, 3, 5], minute=18 * 60, zone=ZONE.key)


def live_bruno_s_week(learner: Learner, *, now: datetime) -> None:
    """Ten minutes here and there between two patients: a text, its checks, two reviews."""
    diary = Diary(learner, Random(12), now)
    first, *_ = _planned_readings(learner)
    diary.turn_to(5, hour=13, minute=10)
    diary.read(*first, minutes=10)
    diary.check(first[0], right=0.8)
    diary.turn_to(2, hour=13, minute=20)
    diary.review(known=0.85)


def _first_exercise() -> str:
    return ItemVersion.objects.filter(role=ItemRole.EXERCISE, current=True).order_by("uid").values_list("uid", flat=True)[0]
