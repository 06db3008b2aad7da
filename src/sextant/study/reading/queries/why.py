"""Why one reads a resource: the sentences of the course, else where one stands in what it teaches."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.catalogue.document import Resource
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.queries import CompetenceResult, results, state_of
from sextant.mastery.sights import BELOW
from sextant.mastery.state import morning_of
from sextant.study.course import course
from sextant.ui.markup import plain


def why_read(learner: Learner | None, uid: str, document: Resource, framework: Framework | None, *, today: date) -> tuple[Any, ...]:
    """Return why this learner reads a resource; nothing where nothing is known of them (two queries)."""
    if learner is None or framework is None:
        return ()
    return course().why(learner, uid, framework) or _by_state(learner, document, framework, today)


def _by_state(learner: Learner, document: Resource, framework: Framework, today: date) -> tuple[str, ...]:
    # What they said of themselves moves no verdict once they answered questions: it is not asked for.
    state = state_of(learner, framework, {}, now=morning_of(today.toordinal()))
    if not state.observations:
        return ()
    known = {result.code: result for result in results(state, learner, {})}
    said = (_sentence(known[target.competence], framework) for target in document.targets if target.competence in known)
    return tuple(sentence for sentence in said if sentence)


def _sentence(result: CompetenceResult, framework: Framework) -> str:
    if result.required is None:
        return ""
    words = {
        "competence": plain(framework.title_of(result.code)),
        "level": plain(Text(result.level.title)) if result.level else str(BELOW),
        "required": plain(Text(result.required.title)),
    }
    if result.verdict == Verdict.ACQUIRED:
        return _("On “%(competence)s” you hold the level required of you, “%(required)s”: read it to keep it, or to go further.") % words
    if result.verdict == Verdict.TO_ACQUIRE:
        return _("On “%(competence)s” you stand at “%(level)s”, and “%(required)s” is required of you.") % words
    return _("On “%(competence)s” nobody can say yet whether you hold “%(required)s”, which is required of you.") % words
