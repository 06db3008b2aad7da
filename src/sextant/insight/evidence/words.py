"""Effects in words: one decimal of a level, the people they rest on, and no number where there is none to give."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sextant.engine.measurement.effect import LEAST
from sextant.ground.privacy import LEAST_SHOWN
from sextant.insight.evidence.models import ResourceEffect
from sextant.insight.evidence.queries import Hours


def signed(value: float) -> str:
    """Return a difference with its sign and one decimal: what is published tells nothing of a single person who comes or goes."""
    rounded = round(value, 1)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "") + number_format(abs(rounded), 1)


def interval(low: float, high: float) -> str:
    """Return the bounds of an interval."""
    return _("%(low)s to %(high)s") % {"low": signed(low), "high": signed(high)}


def tens(count: int) -> int:
    """Return a count as it is published, rounded down to tens: two editions beside each other never tell of one who came or went."""
    return count - count % 10


def people(count: int) -> str:
    """Return a number of people as it is published: fewer than eleven are not counted out, more are rounded down to tens."""
    if count < LEAST_SHOWN:
        return _("fewer than %(least)d people") % {"least": LEAST_SHOWN}
    return _("at least %(count)d people") % {"count": tens(count)}


def people_in_short(count: int) -> str:
    """Return a number of people as `people` does, for a line that is short on a phone."""
    return people(count) if count < LEAST_SHOWN else _("≥ %(count)d people") % {"count": tens(count)}


def hours(found: Hours | None) -> str:
    """Return the hours that a level costs; "cannot be measured" where they have no upper bound."""
    if found is None:
        return _("cannot be measured")
    bounds = {"value": _hours(found.value), "low": _hours(found.low), "high": _hours(found.high)}
    return _("%(value)s (%(low)s to %(high)s)") % bounds


def _hours(value: float) -> str:
    if value < 1:
        return _("%(minutes)d min") % {"minutes": max(1, round(60 * value))}
    return _("%(hours)s h") % {"hours": number_format(value, 1)}


def line(effect: ResourceEffect) -> str:
    """Return an effect in one line, for the page of the resource."""
    assert effect.value is not None
    assert effect.low is not None
    assert effect.high is not None
    said = _("Estimated effect: %(value)s level (%(interval)s), %(people)s") % {
        "value": signed(effect.value),
        "interval": interval(effect.low, effect.high),
        "people": people(effect.taken + effect.not_taken),
    }
    return _("%(line)s, simulation") % {"line": said} if effect.edition.simulated else said


def missing(effect: ResourceEffect) -> str:
    """Return what is missing before anything can be said."""
    said = {"least": LEAST, "taken": people(effect.taken), "not_taken": people(effect.not_taken)}
    if effect.left_out:
        said["left_out"] = people(effect.left_out)
        return _("%(taken)s with it and %(not_taken)s without, %(left_out)s who cannot be compared; %(least)d of each are needed.") % said
    if not effect.taken and not effect.not_taken:
        return _("Nobody has been measured before and after it yet; %(least)d people with it and %(least)d without are needed.") % said
    return _("%(taken)s with it and %(not_taken)s without; %(least)d of each are needed.") % said
