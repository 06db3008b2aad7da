"""Sentences about a learner's result that more than one page says."""

from datetime import datetime

from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.frameworks.document import Framework
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import results_of
from sextant.ui.markup import plain


def settled_words(learner: Learner, framework: Framework, competence: str, *, now: datetime) -> str:
    """Return what a settling test found."""
    found = next(one for one in results_of(learner, framework, now=now) if one.code == competence)
    title = {"title": plain(framework.title_of(competence))}
    return {
        Verdict.ACQUIRED: _("Settled: “%(title)s” is acquired.") % title,
        Verdict.TO_ACQUIRE: _("Settled: “%(title)s” is to acquire; your course takes it in.") % title,
        Verdict.BORDERLINE: _("Settled: on “%(title)s” you stand right at what is required.") % title,
    }.get(found.verdict, _("Your answers on “%(title)s” are kept.") % title)
