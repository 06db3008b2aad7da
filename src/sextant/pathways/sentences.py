"""The sentences of a plan, made from its codes and numbers in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.catalogue.document import Resource, Site
from sextant.engine.planning.model import Reason
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.mastery.sights import BELOW
from sextant.ui.markup import plain

CLOCK = "H:i"


class Names:
    """The names behind the codes of a plan: resources, competences, levels, places."""

    def __init__(self, framework: Framework, resources: Mapping[str, tuple[str, Resource]], places: Mapping[str, Site]) -> None:
        self.framework, self.resources, self.places = framework, resources, places

    def title(self, key: str) -> Any:
        """Return the title of a module, or of the test of a competence."""
        if key in self.resources:
            return Text(self.resources[key][1].title)
        if key.startswith("test:"):
            return _("Short test: %(competence)s") % {"competence": self.competence(key.removeprefix("test:"))}
        return _("A resource that is no longer offered")

    def titles(self, keys: Sequence[str]) -> str:
        """Return titles in quotation marks, one after the other."""
        return ", ".join(quoted(plain(self.title(key))) for key in keys)

    def competence(self, code: str) -> str:
        """Return the title of a competence."""
        return plain(self.framework.title_of(code)) if code in self.framework.axis else code

    def competences(self, codes: Sequence[str]) -> str:
        """Return titles of competences in quotation marks."""
        return ", ".join(quoted(self.competence(code)) for code in codes)

    def level(self, code: str) -> str:
        """Return the name of a level; an empty code is below the first."""
        level = self.framework.levels.get(code)
        return plain(Text(level.title)) if level else str(BELOW)

    def place(self, code: str) -> str:
        """Return the name of a place with its city."""
        site = self.places.get(code)
        if site is None:
            return code
        name = plain(Text(site.name))
        return name if site.city in name else f"{name}, {site.city}"


def quoted(text: str) -> str:
    """Return `text` between the quotation marks of the language."""
    return _("“%(text)s”") % {"text": text}


def percent(share: float) -> str:
    """Return a probability as a whole percentage that never claims certainty."""
    return _("%(share)d %%") % {"share": min(99, max(1, round(100 * share)))}


def duration(minutes: int) -> str:
    """Return a duration: "25 min", "2 h", "2 h 30"."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def day(value: date) -> str:
    """Return a day with its name: "Monday 23 November"."""
    return date_format(value, "l j F")


def short_day(value: date) -> str:
    """Return a day without its name: "23 November"."""
    return date_format(value, "j F")


def clock(value: datetime, zone: ZoneInfo) -> str:
    """Return the hour of a moment in a zone: "18:00"."""
    return date_format(value.astimezone(zone), CLOCK)


def weekday_span(start: datetime, end: datetime) -> str:
    """Return a stretch of local time without its date: "Tuesday, 18:00–18:30"."""
    times = f"{date_format(start, CLOCK)}–{date_format(end, CLOCK)}"
    return _("%(day)s, %(time)s") % {"day": date_format(start, "l j"), "time": times}


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return a moment in a zone: "Monday 23 November, 18:00"."""
    local = value.astimezone(zone)
    return _("%(day)s, %(time)s") % {"day": day(local.date()), "time": date_format(local, CLOCK)}


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return a stretch of time in a zone: "Monday 23 November, 18:00–18:30"."""
    return f"{moment(start, zone)}–{date_format(end.astimezone(zone), CLOCK)}"


def why(reasons: Mapping[str, Any], names: Names) -> list[str]:
    """Return why a step is there, one sentence a reason, the weightiest first."""
    said = []
    if reasons.get("tests"):
        said.append(
            _("At most eight questions on %(competence)s: they tell whether you hold what is required, which reading alone cannot.")
            % {"competence": quoted(names.competence(reasons["tests"]))}
        )
    if reasons.get("faded"):
        said.append(
            _("You held it on %(day)s, when you last answered on it; time has made it uncertain. No course unless it turns out to be lost.")
            % {"day": date_format(date.fromisoformat(reasons["faded"]), "j F Y")}
        )
    for one in reasons.get("brings", ()):
        said.append(_brings(one, names))
    if reasons.get("after"):
        said.append(_("It comes after %(titles)s, which it builds on.") % {"titles": names.titles(reasons["after"])})
    if reasons.get("opens"):
        said.append(_("It opens the way to %(titles)s.") % {"titles": names.titles(reasons["opens"])})
    if reasons.get("drawn"):
        said.append(_drawn(reasons["drawn"]))
    if reasons.get("pinned"):
        said.append(_("You asked to keep it."))
    return said


def _drawn(one: Mapping[str, Any]) -> str:
    count = len(one["among"])
    return ngettext(
        "Drawn by lot between %(count)d equivalent resource: this tells us which one teaches better. You may take the other.",
        "Drawn by lot between %(count)d equivalent resources: this tells us which one teaches better. You may take the other.",
        count,
    ) % {"count": count}


def _brings(one: Mapping[str, Any], names: Names) -> str:
    known = {
        "competence": quoted(names.competence(one["competence"])),
        "before_level": names.level(one["from"]),
        "level": names.level(one["level"]),
        "before": percent(one["before"]),
        "after": percent(one["after"]),
    }
    if one["from"] == one["level"]:
        return _("On %(competence)s it makes your level “%(level)s” surer: from %(before)s to %(after)s.") % known
    return (
        _("On %(competence)s it leads from “%(before_level)s” to “%(level)s”: chances of holding it from %(before)s to %(after)s.") % known
    )


def aim(reasons: Mapping[str, Any], names: Names) -> str:
    """Return in a few words what a step is for: the column of a calendar has no room for more."""
    if "faded" in reasons:
        return _("keeps what you hold")
    if reasons.get("tests"):
        # Its title says so already: "Short test: …".
        return ""
    for one in reasons.get("brings", ()):
        return _("towards “%(level)s”: %(before)s → %(after)s") % {
            "level": names.level(one["level"]),
            "before": percent(one["before"]),
            "after": percent(one["after"]),
        }
    return _("kept by you") if reasons.get("pinned") else _("leads to another step") if reasons.get("opens") else ""


def brings(reasons: Mapping[str, Any], names: Names) -> list[str]:
    """Return what the whole course would lose on each requirement without this step."""
    return [
        _("Requirement on %(competence)s: %(with)s with this step, %(without)s without.")
        % {"competence": quoted(names.competence(one["competence"])), "with": percent(one["with"]), "without": percent(one["without"])}
        for one in reasons.get("brings", ())
        if one["with"] - one["without"] > 0.005
    ]


def other_way(one: Mapping[str, Any], names: Names, zone: ZoneInfo) -> str:
    """Return what an alternative is."""
    if one["kind"] == "other-session" and one.get("starts"):
        where = f" · {names.place(one['place'])}" if one.get("place") else ""
        return (
            _("Another date: %(when)s") % {"when": moment(datetime.fromisoformat(one["starts"]), ZoneInfo(one.get("zone") or zone.key))}
            + where
        )
    if one["kind"] == "other-module" and one["module"]:
        return _("Take %(title)s instead") % {"title": quoted(plain(names.title(one["module"])))}
    if one["added"]:
        return _("Leave it out; %(titles)s would fill in") % {"titles": names.titles(one["added"])}
    return _("Leave it out")


def cost(one: Mapping[str, Any], names: Names) -> list[str]:
    """Return what an alternative costs against the plan: time, travel, days, coverage."""
    said = []
    if one["minutes"]:
        said.append(
            _("%(time)s more") % {"time": duration(one["minutes"])}
            if one["minutes"] > 0
            else _("%(time)s less") % {"time": duration(-one["minutes"])}
        )
    if one["travel"]:
        more = _("%(time)s more on the road") if one["travel"] > 0 else _("%(time)s less on the road")
        said.append(more % {"time": duration(abs(one["travel"]))})
    if one["days"]:
        later = ngettext("ends %(days)d day later", "ends %(days)d days later", abs(one["days"]))
        sooner = ngettext("ends %(days)d day sooner", "ends %(days)d days sooner", abs(one["days"]))
        said.append((later if one["days"] > 0 else sooner) % {"days": abs(one["days"])})
    for loss in one["losses"]:
        change = {
            "competence": quoted(names.competence(loss["competence"])),
            "before": percent(loss["before"]),
            "after": percent(loss["after"]),
        }
        if loss["after"] < loss["before"]:
            said.append(_("%(competence)s falls from %(before)s to %(after)s") % change)
        else:
            said.append(_("%(competence)s rises from %(before)s to %(after)s") % change)
    return said or [_("same time, same coverage")]


def unmet(one: Mapping[str, Any], names: Names) -> str:
    """Return why a required competence stays short of what is required, and what can be done."""
    blocked = names.titles(one.get("blocked", ()))
    known = {"titles": blocked}
    said = {
        Reason.NO_MODULE: _("The campus has no resource that goes that far yet. Your other steps do not wait for it."),
        Reason.ALREADY_DONE: _("You have finished the resources on it: a short test says where you stand now, or go through one again."),
        Reason.NO_SESSION: _("It is taught in a session, and no date is announced yet."),
        Reason.REFUSED: _("Only %(titles)s would reach it, and you left it out.") % known,
        Reason.UNREACHABLE_PLACE: _("Only %(titles)s would reach it, at a place you did not tick.") % known,
        Reason.SESSION_FULL: _("Only %(titles)s would reach it, and no seat is left.") % known,
        Reason.OUTSIDE_AVAILABILITY: _("Only %(titles)s would reach it, outside your free hours or after your deadline.") % known,
        Reason.NOT_ENOUGH_TIME: _("There is not enough time for it before your deadline, within your hours a week."),
    }
    return said[Reason(one["reason"])]


def way_out(one: Mapping[str, Any], names: Names, deadline: date) -> list[str]:
    """Return the parts of a relaxation, each as what one would say yes to."""
    parts = []
    if one["weeks"]:
        until = date_format(deadline + timedelta(weeks=one["weeks"]), "j F Y")
        parts.append(
            ngettext("one week more (until %(until)s)", "%(weeks)d weeks more (until %(until)s)", one["weeks"])
            % {"weeks": one["weeks"], "until": until}
        )
    if one["minutes"]:
        parts.append(_("%(time)s more a week") % {"time": duration(one["minutes"])})
    if one["places"]:
        parts.append(_("going to %(places)s") % {"places": ", ".join(names.place(code) for code in one["places"])})
    if one["taken_back"]:
        parts.append(_("taking %(titles)s after all") % {"titles": names.titles(one["taken_back"])})
    if one["brought_forward"]:
        parts.append(_("not waiting for %(titles)s") % {"titles": names.titles(one["brought_forward"])})
    for freed in one.get("freed", ()):
        start, end = datetime.fromisoformat(freed["starts"]), datetime.fromisoformat(freed["ends"])
        parts.append(
            _("making room on %(when)s for %(title)s")
            % {"when": span(start, end, ZoneInfo(freed["zone"])), "title": names.titles([freed["module"]])}
        )
    return [part[:1].upper() + part[1:] for part in parts]


def gain_of(one: Mapping[str, Any], names: Names) -> str:
    """Return what a relaxation gives back."""
    if one["enough"]:
        return _("Everything the campus can teach you for this is then covered.")
    count = len(one["regained"])
    return ngettext("%(count)d competence more is then covered.", "%(count)d competences more are then covered.", count) % {"count": count}


def changes(one: Mapping[str, Any] | None, names: Names) -> str:
    """Return in one line what changed from the course before to this one; empty when nothing did."""
    if not one:
        return ""
    parts = []
    if one["minutes"]:
        more = _("%(time)s longer") if one["minutes"] > 0 else _("%(time)s shorter")
        parts.append(more % {"time": duration(abs(one["minutes"]))})
    if one["added"]:
        parts.append(ngettext("%(count)d new step", "%(count)d new steps", len(one["added"])) % {"count": len(one["added"])})
    if one["removed"]:
        parts.append(ngettext("%(count)d step left out", "%(count)d steps left out", len(one["removed"])) % {"count": len(one["removed"])})
    if one["moved"]:
        parts.append(ngettext("%(count)d step at another time", "%(count)d steps at another time", one["moved"]) % {"count": one["moved"]})
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]
