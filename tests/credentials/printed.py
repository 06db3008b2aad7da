"""Transcripts to look at."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import translation

from sextant.accounts.models import Learner
from sextant.assessment.results import result_of
from sextant.credentials.actions import issue
from sextant.credentials.content import content_of
from sextant.credentials.models import Transcript
from sextant.credentials.queries import Period, activity_of, evidence_of
from sextant.frameworks.queries import framework_of

PARIS = ZoneInfo("Europe/Paris")


def issued(learner: Learner, now: datetime, *, named: bool = True, language: str = "fr") -> Transcript:
    """Issue a transcript of the last thirty days."""
    framework = framework_of(learner)
    with translation.override(language):
        period = Period(now.date() - timedelta(days=30), now.date(), PARIS)
        content = content_of(
            result_of(learner, framework, now=now),
            learner,
            activity=activity_of(learner, framework, period),
            evidence=evidence_of(learner, framework),
            period=period,
            name=learner.person.name if named and learner.person else "",
            now=now,
        )
    return issue(learner=learner, key=uuid4(), content=content, language=language, now=now)
