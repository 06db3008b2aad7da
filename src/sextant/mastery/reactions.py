"""What happened elsewhere and changes what is expected before any answer."""

from django.utils import timezone

from sextant.accounts.events import LearnerEnrolled, ProfileChanged
from sextant.accounts.models import Learner
from sextant.frameworks.queries import framework_of
from sextant.mastery.actions import rebuild
from sextant.mastery.models import Estimate


def replay(event: ProfileChanged | LearnerEnrolled) -> None:
    """The prior depends on who one is, and the framework version on the cohort: replay the answers, where there are any."""
    learner = Learner.objects.get(pk=event.learner)
    framework = framework_of(learner)
    if Estimate.objects.filter(learner=learner, framework=framework.code).exists():
        rebuild(learner=learner, framework=framework, now=timezone.now())
