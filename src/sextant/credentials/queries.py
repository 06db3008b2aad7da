from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, Exists, Max, Min, When

from sextant.accounts.models import Cohort, Learner
from sextant.assessment.choices import Explanations
from sextant.assessment.models import Attempt, Sitting
from sextant.catalogue.choices import Modality
from sextant.catalogue.queries import resources_of
from sextant.credentials.codes import code_hash, read
from sextant.credentials.models import PublicCode, Transcript
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.choices import Assurance
from sextant.mastery.queries import observations_of
from sextant.study.activity import active_minutes
from sextant.study.course import course


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.first, time(), tzinfo=self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The moment it is over."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Finished:
    """A resource finished, or a session declared attended: when, what, and the minutes it is meant to take."""

    day: date
    title: Text
    minutes: int


@dataclass(frozen=True, slots=True)
class Activity:
    """What a learner did in a period."""

    minutes: int
    resources: tuple[Finished, ...]
    sessions: tuple[Finished, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a state rests on: how many observations, the least sure of them, when explanations were shown, and the first of them."""

    observations: int
    assurance: Assurance
    explained_at_once: bool
    first_at: datetime | None = None


def zone_of(cohort: Cohort | None) -> ZoneInfo:
    """Return the zone of a learner's days: that of their institution, or that of the campus."""
    return ZoneInfo(cohort.institution.zone if cohort else settings.TIME_ZONE)


def activity_of(learner: Learner, framework: Framework, period: Period) -> Activity:
    """Return what a learner did in a period (three queries)."""
    done = {uid: here.finished_at for uid, here in course().resources(learner).items() if here.finished_at}
    inside = {uid: at for uid, at in done.items() if period.since <= at < period.until}
    known = resources_of(framework.code) if inside else {}
    rows = sorted(((at, known[uid][1]) for uid, at in inside.items() if uid in known), key=lambda row: row[0])
    own_pace = Modality.SELF_PACED
    found = [(Finished(at.astimezone(period.zone).date(), Text(one.title), one.minutes), one.modality == own_pace) for at, one in rows]
    return Activity(
        minutes=active_minutes(learner, period.since, period.until),
        resources=tuple(one for one, alone in found if alone),
        sessions=tuple(one for one, alone in found if not alone),
    )


def evidence_of(learner: Learner, framework: Framework) -> Evidence:
    """Return what the state of a learner rests on (one query)."""
    mine = {"learner": learner.pk}
    each = Sitting.objects.filter(**mine, framework=framework.code, explanations=Explanations.EACH)
    # A check beside a text and a question of the daily review are always explained at once.
    at_once = Case(When(Exists(each) | Exists(Attempt.objects.filter(**mine)), then=1), default=0)
    observed = observations_of(learner, framework.code).order_by()
    found = observed.aggregate(count=Count("pk"), least=Min("assurance"), first=Min("occurred_at"), at_once=Max(at_once))
    return Evidence(found["count"], Assurance(found["least"] or 0), bool(found["at_once"]), found["first"])


def transcripts_of(learner: Learner) -> list[Transcript]:
    """Return what was issued to a learner, the newest first."""
    return list(Transcript.objects.filter(learner=learner))


def transcript_of(learner: Learner, pk: UUID) -> Transcript | None:
    """Return the transcript if it is this learner's."""
    return Transcript.objects.filter(learner=learner, pk=pk).first()


def transcript_by_code(typed: str) -> Transcript | None:
    """Return the transcript that bears this code, however it was typed."""
    code = read(typed)
    if not code:
        return None
    found = PublicCode.objects.filter(code_hash=code_hash(code)).select_related("transcript").first()
    return found.transcript if found else None
