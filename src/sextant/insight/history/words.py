"""What the model believes of one competence and why, in short sentences; no number that only a model understands."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.assessment.actions import QUESTIONS
from sextant.assessment.choices import AttemptKind, SittingKind
from sextant.assessment.results import time_words
from sextant.frameworks.document import Framework
from sextant.insight.history.queries import CompetenceHistory, Given
from sextant.insight.moves import level_words
from sextant.kernel.text import Text
from sextant.mastery.choices import Verdict
from sextant.mastery.history import LEAST_MOVE, level_width
from sextant.pathways.sentences import percent, quoted
from sextant.ui.markup import plain


def beliefs(found: CompetenceHistory) -> list[str]:
    """Return, in short paragraphs, what is believed, what it rests on, what neighbours and declarations add, and what would settle it."""
    if not found.history.points:
        said = [_("Nothing was observed yet: what stands here is what is expected of your profession at your stage.")]
        return [" ".join([*said, *_declared(found)])]
    paragraphs = (_level(found), _time(found), _grounds(found), [*_neighbours(found), *_declared(found)], _settling(found))
    return [" ".join(sentences) for sentences in paragraphs if sentences]


def _time(found: CompetenceHistory) -> list[str]:
    """Say what time has done since the last answers, and what it never does."""
    words = time_words(found.result, found.framework)
    if not words:
        return []
    return [words, _("Time alone widens the interval and brings the level down towards what is expected of anybody; it never raises it.")]


def _level(found: CompetenceHistory) -> list[str]:
    result, named = found.result, _named(found.framework)
    low, high = named(result.low), named(result.high)
    words = {"level": named(result.theta), "low": low, "high": high}
    if low == high:
        said = [_("The model places you at the level “%(level)s”, and is 90 %% sure of it.") % words]
    else:
        said = [
            _("The model places you at the level “%(level)s”, and is 90 %% sure that you are between “%(low)s” and “%(high)s”.") % words
        ]
    if result.required is not None:
        said.append(
            _("What is required of you is “%(level)s”: the chance that you are there is %(chance)s.")
            % {"level": level_words(result.required), "chance": percent(result.chance)}
        )
    return said


def _grounds(found: CompetenceHistory) -> list[str]:
    counted = [one for one in found.given if one.counts]
    said = [
        ngettext("This rests on %(count)d answer on this competence.", "This rests on %(count)d answers on this competence.", len(counted))
        % {"count": len(counted)}
    ]
    heavy = max((one for one in counted if one.up is not None), key=lambda one: abs(one.influence), default=None)
    if heavy is not None:
        words = {
            "what": source_words(heavy),
            "day": date_format(heavy.at.astimezone(found.zone), "j F Y"),
            "how": OUTCOMES[heavy.outcome](),
        }
        said.append(
            (
                _("What weighs most: %(what)s, on %(day)s (%(how)s): it raises your level.")
                if heavy.up
                else _("What weighs most: %(what)s, on %(day)s (%(how)s): it lowers your level.")
            )
            % words
        )
    left_out = sum(not one.counts for one in found.given)
    if left_out:
        said.append(
            ngettext(
                "%(count)d answer does not count; the table says why.", "%(count)d answers do not count; the table says why.", left_out
            )
            % {"count": left_out}
        )
    return said


def _neighbours(found: CompetenceHistory) -> list[str]:
    """Say what answers on other competences add, by what would be believed without them."""
    history, named = found.history, _named(found.framework)
    if not history.others:
        return []
    alone, together = ([named(value) for value in known] for known in (history.alone, history.now))
    words = {"count": history.others, "level": alone[0], "low": alone[1], "high": alone[2]}
    least = LEAST_MOVE * level_width(found.framework)
    shift = history.now[0] - history.alone[0]
    if alone == together or abs(shift) < least:
        said = ngettext(
            "%(count)d answer on other competences goes the same way.",
            "%(count)d answers on other competences go the same way.",
            history.others,
        )
    elif shift > 0:
        said = ngettext(
            "%(count)d answer on other competences raises it: alone, those above would say “%(level)s”, between “%(low)s” and “%(high)s”.",
            "%(count)d answers on other competences raise it: alone, those above would say “%(level)s”, between “%(low)s” and “%(high)s”.",
            history.others,
        )
    else:
        said = ngettext(
            "%(count)d answer on other competences lowers it: alone, those above would say “%(level)s”, between “%(low)s” and “%(high)s”.",
            "%(count)d answers on other competences lower it: alone, those above would say “%(level)s”, between “%(low)s” and “%(high)s”.",
            history.others,
        )
    return [said % words]


def _declared(found: CompetenceHistory) -> list[str]:
    if found.declared is None:
        return []
    level = level_words(found.framework.levels.get(found.declared))
    return [_("You had declared “%(level)s”. The model started from there; it is worth less than two answers.") % {"level": level}]


def _settling(found: CompetenceHistory) -> list[str]:
    said = {
        Verdict.TO_SETTLE: _("What is required lies inside the interval: a short test of at most %(most)d questions would settle it."),
        Verdict.BORDERLINE: _(
            "After a short test your level and what is required are too close to be told apart: more answers may part them."
        ),
        Verdict.ACQUIRED: _("What is required lies below the interval: only several wrong answers would change the verdict."),
        Verdict.TO_ACQUIRE: _("What is required lies above the interval: right answers after some work would change the verdict."),
    }.get(found.result.verdict)
    return [said % {"most": QUESTIONS[SittingKind.SETTLE]}] if said else []


def finding(found: CompetenceHistory) -> str:
    """Return what the drawing shows, in a sentence."""
    points, named = found.history.points, _named(found.framework)
    if not points:
        return ""
    asked = [one for one in points if one.own or one.others]
    first, last = asked[0], points[-1]
    words = {"before": named(first.theta), "after": named(last.theta), "day": date_format(first.day, "j F Y")}
    if len(asked) == 1 and words["before"] == words["after"]:
        return _("One day of answers: %(after)s.") % words
    if words["before"] == words["after"]:
        narrower = last.high - last.low < first.high - first.low
        said = _("At “%(after)s” since %(day)s; the interval narrows with the answers.") if narrower else _("At “%(after)s” since %(day)s.")
        return said % words
    return _("From “%(before)s” on %(day)s to “%(after)s” today.") % words


def source_words(given: Given) -> str:
    """Return what an answer belongs to, in words."""
    if given.title:
        return quoted(plain(Text(dict(given.title))))
    for kinds in (SittingKind, AttemptKind):
        if given.source in kinds.values:
            return str(kinds(given.source).label)
    return _("an observation")


def weight_words(given: Given) -> str:
    """Return what an answer counts for, and why."""
    return str(given.weighing.label)


def effect_words(given: Given) -> str:
    """Return where an answer carries the level."""
    if not given.counts:
        return "—"
    if given.up is None:
        return _("hardly moves the level")
    return _("raises the level") if given.up else _("lowers the level")


OUTCOMES = {
    "right": lambda: _("right"),
    "partly": lambda: _("partly right"),
    "wrong": lambda: _("not right"),
    "dont-know": lambda: _("“I do not know”"),
}
"""An answer in a word or two."""


def _named(framework: Framework) -> Callable[[float], str]:
    """Return what names the level that holds a value."""
    return lambda theta: level_words(framework.level_at(theta))
