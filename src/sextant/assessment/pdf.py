"""The result on paper: a tagged PDF, made by typst from data that never becomes source."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sextant.accounts.models import Learner
from sextant.assessment.models import CalibrationEdition
from sextant.assessment.results import Result, Row, who
from sextant.ui.markup import plain
from sextant.ui.paper import paper
from sextant.ui.sight import Sight, ends, words
from sextant.ui.verdicts import verdict_named

TEMPLATE = Path(__file__).parent / "typst" / "result.typ"


def result_pdf(result: Result, learner: Learner, *, edition: CalibrationEdition | None = None, now: datetime) -> bytes:
    """Return the result of `learner` as a tagged PDF (PDF/UA-1) in the language of the page."""
    return paper(TEMPLATE.read_bytes(), printed(result, learner, edition=edition, now=now), now=now)


def printed(result: Result, learner: Learner, *, edition: CalibrationEdition | None = None, now: datetime) -> dict[str, Any]:
    """Return what the template prints, as plain JSON values."""
    cuts = result.framework.cuts
    first, last = ends(cuts)
    day = date_format(timezone.localtime(now), "DATE_FORMAT")
    name = learner.person.get_full_name() if learner.person else ""
    groups = [{"title": plain(group.title), "finding": group.finding, "rows": [_row(row) for row in group.rows]} for group in result.groups]
    if result.apart:
        finding = _("Your levels, for information: nothing is expected here.")
        groups.append({"title": _("Not required of you"), "finding": finding, "rows": [_row(row) for row in result.apart]})
    return {
        "language": (get_language() or "fr").split("-")[0],
        "brand": "Sextant",
        "title": _("Where you stand"),
        "who": " · ".join(part for part in (name, who(learner, result.framework), day) if part),
        "summary": result.summary,
        "scale": {"first": first, "last": last, "cuts": list(cuts), "names": [plain(name) for name in _level_names(result)]},
        "domains": [_sight(one) for one in result.domains],
        "groups": groups,
        "words": {
            "positioning": _("Positioning obtained alone and unsupervised: not a certificate. Proposed content."),
            "key": _(
                "Band: 90 %% interval. Thick tick: your level. Wedge: what is required. Ring: what you thought. "
                "Small ticks: where a level begins: %(levels)s."
            )
            % {"levels": ", ".join(plain(name) for name in _level_names(result)[1:])},
            "competence": _("Competence"),
            "verdict": _("Verdict"),
            "how": _("How this is computed"),
        },
        "how": [
            _(
                "Your level is the point of the scale that fits all your answers best, together with what is usual for your profession "
                "and stage."
            ),
            _(
                "If the model is right, your true level lies inside the band nine times out of ten; a verdict is given when it is "
                "clearly on one side of what is required."
            ),
            _("%(difficulties)s No decision about you follows from this page without a person.") % {"difficulties": _difficulties(edition)},
        ],
    }


def _difficulties(edition: CalibrationEdition | None) -> str:
    """Say what the difficulties of the last questions rest on, as the page of the result does."""
    if edition is None:
        return _("The difficulties of the questions were judged by their authors and are not calibrated yet.")
    words = _("The last questions were measured with the edition of %(day)s: their difficulties rest on the answers given until then.") % {
        "day": date_format(edition.made_at, "j F Y")
    }
    return f"{words} {_('Those answers are simulated.')}" if edition.simulated else words


def _level_names(result: Result) -> list[Any]:
    return list(result.domains[0].level_names) if result.domains else []


def _sight(sight: Sight) -> dict[str, Any]:
    return {
        "title": plain(sight.label),
        "low": sight.low,
        "level": sight.level,
        "high": sight.high,
        "required": sight.required,
        "thought": sight.thought,
        "words": words(sight),
    }


def _row(row: Row) -> dict[str, Any]:
    return {**_sight(row.sight), "note": row.words, "verdict": str(verdict_named(row.sight.verdict).label) if row.sight.verdict else "—"}
