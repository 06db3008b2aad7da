"""Background work of the evidence, for the schedule of `config.wiring`."""

from django.utils import timezone
from django_tasks import task

from sextant.frameworks.queries import current_versions, framework_for
from sextant.insight.evidence.actions import estimate_effects


@task()
def estimate_all_effects() -> int:
    """Estimate the effects of every framework anew, of real learners and of simulated ones apart; return how many editions there are."""
    codes = sorted({row.code for row in current_versions()})
    now = timezone.now()
    found = [
        estimate_effects(framework=framework_for(code=code), simulated=simulated, now=now) for code in codes for simulated in (False, True)
    ]
    return sum(edition is not None for edition in found)
