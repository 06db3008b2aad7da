"""The laboratory in words: its policies, what it assumes and where that comes from, its numbers in the writing of the language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sextant.engine.measurement.verdicts import SETTLING_QUESTIONS
from sextant.engine.simulation.cohorts import Assumptions
from sextant.engine.simulation.policies.examining import LEAST_QUESTIONS, MOST_QUESTIONS, SURE, Examining
from sextant.engine.simulation.policies.keeping import ROUNDS, STAYS, Keeping
from sextant.engine.simulation.policies.problems import COVERED
from sextant.engine.simulation.policies.studying import Studying
from sextant.insight.lab.figures import Figure

EXAMINING: Mapping[str, Promise] = {
    Examining.RISK: gettext_lazy("Together, by risk (Sextant)"),
    Examining.VARIANCE: gettext_lazy("Together, by variance"),
    Examining.RANDOM: gettext_lazy("Together, at random"),
    Examining.APART: gettext_lazy("Separate tests, by variance"),
}
STUDYING: Mapping[str, Promise] = {
    Studying.MEASURED: gettext_lazy("Measured, then planned (Sextant)"),
    Studying.DECLARED: gettext_lazy("Planned from declared levels"),
    Studying.EVERYTHING: gettext_lazy("All required modules"),
}
KEEPING: Mapping[str, Promise] = {
    Keeping.NOTHING: gettext_lazy("No refresh test"),
    Keeping.REFRESH: gettext_lazy("Short tests of what may have faded (Sextant)"),
    Keeping.EVERYTHING: gettext_lazy("The whole diagnostic again"),
}
WHY_NOT: Mapping[str, Promise] = {
    "nobody": gettext_lazy("nobody simulated"),
    "few": gettext_lazy("not shown: too few people"),
    "not-covered": gettext_lazy("not shown: the pack covers too few requirements"),
    "no-claim": gettext_lazy("not shown: no equal mastery"),
    "not-equal": gettext_lazy("not shown: mastery is not equal here"),
    "nothing-learnt": gettext_lazy(
        "Under these assumptions nobody learns anything: there is no mastery to be equal to, hence no hours saved."
    ),
}


Writer = Callable[[float], str]

SPACE = "\u00a0"
"""What stands between a number and its unit: they stay on one line."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """An assumption: its `name` (that of the command line where it can be changed), value, meaning, and where it comes from."""

    name: str
    changeable: bool
    value: str
    meaning: str
    source: str


def assumptions(assumed: Assumptions) -> list[Assumed]:
    """Return every assumption in words: those that can be changed, then those that are fixed."""
    told = _changeable()
    changeable = [Assumed(field.name, True, decimal(getattr(assumed, field.name)), *told[field.name]) for field in fields(assumed)]
    return [*changeable, *_fixed()]


def _changeable() -> dict[str, tuple[str, str]]:
    ours, guess = _("Our own guess: not measured."), _("Declared; nothing has been measured yet.")
    return {
        "judgement": (
            _("How far true difficulties lie from the believed ones, in multiples of the uncertainty the bank states for each."),
            _("1: the bank is right about its own uncertainty (experts’ spread of .10 of a share, or standard errors of the calibration)."),
        ),
        "slope": (_("Deviation, on a logarithmic scale, of how well questions really discriminate."), ours),
        "careless": (_("Share of answers given by the toss of a coin."), ours),
        "seconds": (
            _("Seconds a question takes, in the middle; people differ by a quarter."),
            _("As in the demonstration: 15 to 70 seconds."),
        ),
        "gain": (
            _("What a module brings, in multiples of what plans expect: half a level above the cut it aims at, give or take .3 logit."),
            _("An assumption of the experts (docs: planning, Gain)."),
        ),
        "pace": (_("Deviation, on a logarithmic scale, of what the same module brings to different people."), ours),
        "stability": (
            _("Days after which 37 % is left of what is above the level expected of everybody."),
            _("Custers, 2010, doi:10.1007/s10459-008-9101-y: two thirds to three quarters after one year, slightly below half after two."),
        ),
        "wander": (
            _("How much levels move by themselves, as a share of what the engine’s law of forgetting allows for (1: as much)."),
            guess,
        ),
        "dropout": (_("Chance of leaving the course in any one week, until it is over."), guess),
        "minutes": (_("Free minutes a week in the middle; people have between half and one and a half times that."), guess),
        "weeks": (
            _("Weeks to the deadline in the middle; people have between half and one and a half times that."),
            _("The campus’s own default."),
        ),
        "reach": (_("Chance that a site where sessions are held is within reach."), guess),
        "optimism": (_("By how much people rate themselves too high (logits; a level is 1 wide)."), _("As in the demonstration.")),
        "blur": (_("How loosely a declared level follows the true one (logits)."), _("As in the demonstration.")),
    }


def _fixed() -> list[Assumed]:
    campus = _("The rule of the campus.")
    return [
        Assumed(
            _("true levels"),
            False,
            f"{decimal(1)} · {decimal(0.7)} · {decimal(0.5)}",
            _(
                "Spread of the true levels about what is expected of a profession and stage (logits), then their correlation within a"
                " domain and across domains."
            ),
            _("What the engine expects too; worlds in which it is wrong are in benchmarks/measurement_fifteen."),
        ),
        Assumed(
            _("requirements and modules"),
            False,
            "—",
            _("The levels required, the level expected of a newcomer, the length of modules, their sessions and their sites."),
            _("The pack that is loaded."),
        ),
        Assumed(
            _("verdict"),
            False,
            percent(SURE),
            _("A competence is acquired, or to be acquired, when it is so with this probability."),
            campus,
        ),
        Assumed(
            _("diagnostic"),
            False,
            f"{LEAST_QUESTIONS}–{MOST_QUESTIONS}",
            _("Questions of a diagnostic; it ends when every requirement is decided, or after 20 minutes."),
            campus,
        ),
        Assumed(
            _("short test"),
            False,
            decimal(SETTLING_QUESTIONS),
            _("Questions of a short test, at most: one for each competence left open."),
            campus,
        ),
        Assumed(_("covered"), False, percent(COVERED), _("How surely a plan must cover a requirement."), campus),
        Assumed(
            _("sessions"),
            False,
            "—",
            _(
                "Whoever takes all modules has every session at once and every site within reach, and simulated people take no seat from"
                " each other: this favours the comparison."
            ),
            _("A simplification."),
        ),
        Assumed(
            _("refresh tests"),
            False,
            " · ".join(decimal(week) for week in ROUNDS),
            _("Weeks after the deadline at which refresh tests are taken; on the day of the deadline everybody sits a last diagnostic."),
            _("A choice of this laboratory."),
        ),
        Assumed(
            _("faded"),
            False,
            percent(STAYS),
            _("What was acquired is tested again once its chance of still being so falls below this."),
            campus,
        ),
    ]


def decimal(value: float, places: int | None = None) -> str:
    """Return a number in the writing of the language, with as many decimals as needed, or as told."""
    if places is None:
        places = 0 if value == int(value) else 1 if round(value, 1) == value else 2
    return number_format(value, places, use_l10n=True, force_grouping=True).replace("-", "−")


def percent(value: float, places: int = 0) -> str:
    """Return a share as a percentage."""
    return f"{decimal(100 * value + 0.0, places)}{SPACE}%"


def points(value: float) -> str:
    """Return a difference of shares in points, signed."""
    rounded = round(100 * value, 1) + 0.0
    return ("+" if rounded > 0 else "") + decimal(rounded, 1)


def between(figure: Figure, write: Writer) -> str:
    """Return a figure with the ends of its interval, which do not repeat its unit."""
    if figure.low is None or figure.high is None:
        return write(figure.value)
    low, high = (write(end).split(SPACE)[0] for end in (figure.low, figure.high))
    return _("%(value)s (%(low)s to %(high)s)").replace(" ", SPACE) % {"value": write(figure.value), "low": low, "high": high}


def hours(value: float) -> str:
    """Return hours with one decimal."""
    return f"{decimal(value, 1)}{SPACE}h"


def minutes(value: float) -> str:
    """Return whole minutes."""
    return f"{decimal(value, 0)}{SPACE}min"


def people(count: int) -> str:
    """Return how many people."""
    return ngettext("%(count)d simulated person", "%(count)d simulated people", count) % {"count": count}
