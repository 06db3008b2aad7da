from django.urls import reverse
from django.utils.translation import gettext as _

from sextant.accounts.models import Cohort


def tabs_of(cohort: Cohort, *, manages: bool) -> list[tuple[str, str, str]]:
    """Return the pages of a cohort: all of them for its managers, progress and report for its teachers."""
    pages = [("progress", _("Progress"), "cohort"), ("report", _("Report"), "report")]
    if manages:
        pages[1:1] = [("roster", _("Learners from a file"), "roster"), ("invitations", _("Invitations"), "invitations")]
        pages.append(("settings", _("Settings"), "cohort_settings"))
    return [(code, label, reverse(f"insight:{name}", args=[cohort.pk])) for code, label, name in pages]
