"""What came in for a question since its calibration, in words and a picture."""

from dataclasses import dataclass
from math import isfinite

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.calibration.queries import since
from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion
from sextant.assessment.quality.pictures import Picture, on_scale
from sextant.assessment.quality.words import SURE, level_words
from sextant.frameworks.document import Framework
from sextant.ground.privacy import LEAST_SHOWN


@dataclass(frozen=True, slots=True)
class Followed:
    """What the fragment shows: a sentence, and where the difficulty is going once enough answers came."""

    said: str
    place: Picture | None = None


def followed(edition: CalibrationEdition, item: ItemVersion, framework: Framework) -> Followed:
    """Return what came in for a version since an edition (five queries, however many answers)."""
    held = ItemCalibration.objects.filter(edition=edition, item=item).only("b", "b_se").first()
    found = since(edition, item)
    day = date_format(localtime(edition.made_at), "j F Y")
    said = _said(found.answers, day)
    if found.b is None or found.b_se is None or not (isfinite(found.b) and isfinite(found.b_se)):
        return Followed(said)
    before = on_scale(_("By the experts"), item.b, item.b_sd, framework)
    if held is not None:
        before = on_scale(_("By the calibration of %(day)s") % {"day": day}, held.b, held.b_se, framework)
    after = on_scale(_("With the answers since"), found.b, found.b_se, framework)
    return Followed(said, Picture([before, after], _where(found.b, found.b_se, before.level, framework)))


def _said(answers: int, day: str) -> str:
    """Say how many people answered; a few are not told exactly."""
    if not answers:
        return _("No new answer has come since the calibration of %(day)s.") % {"day": day}
    if answers < LEAST_SHOWN:
        few = _("Since the calibration of %(day)s, fewer than %(least)d learners answered it: too few to say where its difficulty goes.")
        return few % {"day": day, "least": LEAST_SHOWN}
    return ngettext(
        "Since the calibration of %(day)s, %(count)d learner answered it.",
        "Since the calibration of %(day)s, %(count)d learners answered it.",
        answers,
    ) % {"day": day, "count": answers}


def _where(b: float, b_se: float, before: float, framework: Framework) -> str:
    """Say where the difficulty stands now, and whether that is elsewhere than it was."""
    where = _("With these answers it stands at the level “%(level)s”.") % {"level": level_words(framework, b)}
    if abs(b - before) <= SURE * b_se:
        return f"{where} {_('That is much where it stood.')}"
    moved = _("It looks harder than it was thought.") if b > before else _("It looks easier than it was thought.")
    return f"{where} {moved} {_('The next calibration will tell.')}"
