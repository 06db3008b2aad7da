"""What every room of study may ask: where a learner was in a text, and when."""

from sextant.accounts.models import Learner
from sextant.study.models import Visit


def last_visit(learner: Learner, resource: str) -> Visit | None:
    """Return the latest reading of a resource by a learner, or None where they never opened it."""
    return Visit.objects.filter(learner=learner, resource=resource).order_by("-last_at").first()
