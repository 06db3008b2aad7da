"""Samples for the gallery at /_ui/: invented, small, and in every state a component has."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from sextant.kernel.text import Text

from .bands import Bands
from .charts import Part
from .components.changes import Change
from .components.columns import Column
from .components.curves import ShareRow
from .components.figures import verdict_parts
from .components.forest import ForestRow
from .components.heat import HeatCell, HeatRow
from .components.weeks import Event, Waypoint
from .curve import Curve, CurvePoint
from .page import Link, Persona, Shell, Space
from .scatter import Scatter, ScatterPoint
from .sight import Sight
from .trail import Trail, TrailPoint
from .widgets import Choice, DayInput

CUTS = (-1.2, 0.0, 1.2)
LEVELS = ("discovery", "foundation", "adapted", "confirmed")
MONDAY = date(2026, 3, 23)
DAYS = (("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"), ("6", "Saturday"), ("7", "Sunday"))
PARTS = (("am", "Morning"), ("noon", "Midday"), ("pm", "Afternoon"), ("eve", "Evening"))


def sample_sight(
    label: str,
    low: float,
    level: float,
    high: float,
    *,
    required: float | None,
    verdict: str,
    thought: float | None = None,
    before: float | None = None,
) -> Sight:
    """Return a sight on the sample scale."""
    return Sight(
        label=label,
        low=low,
        level=level,
        high=high,
        required=required,
        thought=thought,
        cuts=CUTS,
        level_names=LEVELS,
        verdict=verdict,
        url="#sight",
        before=before,
    )


SIGHTS = (
    sample_sight("Health data and their protection", 0.35, 0.9, 1.4, required=0.0, thought=0.6, verdict="acquired"),
    sample_sight("Shared medical record", -1.7, -1.1, -0.5, required=0.0, thought=0.6, verdict="to-acquire"),
    sample_sight("Telehealth with a patient who hears badly", -0.6, 0.2, 1.0, required=0.0, thought=-0.6, verdict="to-settle"),
    sample_sight("Sources found on the web", -0.3, 0.05, 0.4, required=0.0, verdict="borderline"),
    sample_sight("Cyber-vigilance", 0.9, 1.9, 3.1, required=None, verdict="not-required"),
)


MOVED = (
    sample_sight("Identification", -0.3, 0.4, 1.1, required=0.0, verdict="to-settle", before=-0.7),
    sample_sight("Cyber-vigilance", 0.3, 0.8, 1.3, required=0.0, verdict="acquired", before=0.8),
)
TRAIL = Trail(
    points=tuple(
        TrailPoint(label, level - reach, level, level + reach, note)
        for label, level, reach, note in (
            ("2 March", -0.9, 1.1, "4 answers"),
            ("9 March", -0.5, 0.9, "3 answers"),
            ("11 March", 0.1, 0.7, "5 answers"),
            ("23 March", 0.6, 0.5, "6 answers"),
        )
    ),
    cuts=CUTS,
    level_names=LEVELS,
    required=0.0,
)
CURVE = Curve(
    points=tuple(
        CurvePoint(at, share, share - 0.09, share + 0.09, expected, 31)
        for at, share, expected in ((-1.8, 0.2, 0.18), (-0.7, 0.31, 0.33), (0.2, 0.52, 0.5), (1.0, 0.7, 0.68), (1.9, 0.71, 0.83))
    ),
    line=tuple((step / 5 - 2.4, 1 / (1 + 2.718 ** (0.2 - step / 5 + 2.4))) for step in range(25)),
    cuts=CUTS,
    level_names=LEVELS,
)
BANDS = Bands(
    labels=("everything", "half", "nothing"),
    places=(-2.5, -1.0, 0.0, 1.0, 2.5),
    shares=((0.05, 0.15, 0.35, 0.6, 0.9), (0.15, 0.4, 0.45, 0.3, 0.08), (0.8, 0.45, 0.2, 0.1, 0.02)),
    cuts=CUTS,
    level_names=LEVELS,
)
RANGES = (
    sample_sight("By the experts", -1.4, -0.4, 0.6, required=None, verdict=""),
    sample_sight("By 248 answers", 0.1, 0.4, 0.7, required=None, verdict=""),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Your name", help_text="As it should stand on your certificate.", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label="E-mail")
    hours = forms.IntegerField(label="Hours a week", min_value=0, max_value=40, required=False)
    day = forms.DateField(label="Deadline", widget=DayInput())
    place = forms.ChoiceField(label="Place", choices=[("", "Choose a place"), ("mtp", "Montpellier"), ("nim", "Nîmes")])
    text = forms.CharField(label="What is wrong with this question?", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    level = forms.ChoiceField(
        label="How well do you know this?",
        widget=forms.RadioSelect,
        choices=[
            ("0", Choice("Discovery", "I have heard of it.")),
            ("1", Choice("Foundation", "I do it with help.")),
            ("2", Choice("Adapted", "I do it alone.")),
        ],
    )
    sites = forms.MultipleChoiceField(
        label="Where can you go?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("mtp", "Montpellier"), ("nim", "Nîmes"), ("bez", "Béziers")],
    )
    agree = forms.BooleanField(label="Keep my answers", help_text="You can delete them at any time.")


class WeekForm(forms.Form):
    """The slots of a week."""

    slots = forms.MultipleChoiceField(
        label="When can you learn?",
        required=False,
        choices=[(f"{day}-{part}", f"{name} {when}") for day, name in DAYS for part, when in PARTS],
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the sample week; `day` 0 is Monday."""
    return datetime.combine(MONDAY, datetime.min.time()) + timedelta(days=day, hours=hour, minutes=minute)


def sample_shell(request: HttpRequest) -> Shell:
    """Return the surroundings of a page with everything shown; tests name it in `UI_SHELL`."""
    return Shell(
        spaces=(
            Space("components", "Components", "/", ("ui",)),
            Space("pathway", "Pathway", "#pathway", ("pathways",)),
            Space("study", "Study", "#study"),
        ),
        who="Amina Benali",
        account=(Link("My profile", "#profile", "user"), Link("My data", "#data", "database")),
        footer=(Link("Accessibility", "#accessibility"), Link("Privacy", "#privacy"), Link("Who sees what", "#who")),
        login_url="#login",
        quit_url="/quit/",
        idle_minutes=20,
        personas=(Persona("amina", "Amina", "nursing student"), Persona("bruno", "Bruno", "general practitioner")),
        enter_url="/enter/",
    )


def samples() -> dict[str, Any]:
    """Return everything the gallery shows."""
    wrong = SampleForm({"wrong-email": "amina", "wrong-day": "2026-02-31", "wrong-level": "1", "wrong-sites": ["mtp"]}, prefix="wrong")
    wrong.is_valid()
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "week_form": WeekForm(initial={"slots": ["1-eve", "3-eve", "6-am"]}),
        "days": DAYS,
        "parts": PARTS,
        "crumbs": [("Pathway", "#"), ("Weeks", "#"), ("Week 13", "")],
        "tabs": [("list", "List", "#list"), ("week", "Week", "#week"), ("later", "Later", "#later", 4)],
        "steps": [("Profession", "#1"), ("What you know", "#2"), ("Your week", "#3"), ("Deadline", "#4")],
        "page_obj": Paginator(range(240), 20).page(4),
        "facts": [("Profession", "Nurse"), ("Year", "Second"), ("Deadline", "12 June 2026")],
        "people": [("Amina", "Nîmes", 12, SIGHTS[0]), ("Bruno", "Mende", 7, SIGHTS[1]), ("Chloé", "Montpellier", 9, SIGHTS[2])],
        "waypoints": [
            Waypoint("Health data and their protection", "done", "Monday 16 March", "Acquired, 40 minutes."),
            Waypoint(
                "Shared medical record", "now", "This week", "It is required of you and the first place where you fall short.", "#course"
            ),
            Waypoint("Telehealth in practice", "next", "From 30 March"),
        ],
        "monday": MONDAY,
        "today": MONDAY + timedelta(days=2),
        "events": [
            Event("Shared medical record", at(0, 18), at(0, 19), url="#week", kind="yours"),
            Event("Live session: telehealth", at(2, 17, 30), at(2, 19, 30), note="Montpellier", url="#week"),
            Event("Review", at(2, 12), at(2, 12, 30), kind="done"),
            Event("Case in a team", at(5, 9), at(5, 11, 30), note="Nîmes", kind="yours"),
        ],
        "changes": [
            Change("added", "Amina Benali", after="amina@example.org"),
            Change("changed", "Bruno Roux", before="year 2", after="year 3"),
            Change("removed", "Chloé Martin", before="chloe@example.org"),
            Change("same", "Idris Vidal"),
            Change("refused", "Line 14", note="The e-mail address has no @: correct it in the file and read it again."),
        ],
        "sights": SIGHTS,
        "sight": SIGHTS[2],
        "moved": MOVED,
        "trail": TRAIL,
        "curve": CURVE,
        "bands": BANDS,
        "scatter": Scatter(
            tuple(
                ScatterPoint(f"Question {number}", before, now, marked=abs(now - before) > 0.7)
                for number, (before, now) in enumerate(((-1.4, -1.2), (-0.6, -0.7), (0.1, 0.3), (0.4, 1.5), (0.9, 0.8)), start=1)
            ),
            CUTS,
            LEVELS,
            "difficulty before",
            "difficulty now",
        ),
        "ranges": RANGES,
        "shares": [
            ShareRow("A", "Wait for the patient to ask.", False, (0.31, 0.2, 0.08)),
            ShareRow("B", "Check the identity, then open the record.", True, (0.4, 0.66, 0.9)),
            ShareRow("C", "Open the record at once.", False, (0.29, 0.14, 0.02)),
        ],
        "share_groups": ("weaker", "middle", "stronger"),
        "heat": [
            HeatRow("A.1", "Identification", [HeatCell("9.4", 4), HeatCell("6.1", 3, "+2"), HeatCell("1.2", 0, "+7")]),
            HeatRow("A.2", "Health data", [HeatCell("8.0", 4), HeatCell("4.2", 2, "+4"), HeatCell("2.6", 1)]),
        ],
        "heat_columns": ("discovery", "foundation", "adapted"),
        "forest": [
            ForestRow("Nurses, against doctors", -1.9, -2.7, -1.1, "large"),
            ForestRow("In English, against French", 0.4, -0.6, 1.4, "negligible"),
        ],
        "forest_ends": ("harder for them", "easier for them"),
        "verdicts": ["acquired", "to-acquire", "to-settle", "borderline", "not-required"],
        "verdict_parts": verdict_parts({"acquired": 52, "to-acquire": 31, "to-settle": 12, "borderline": 5}),
        "bars": [
            ("Health data and their protection", verdict_parts({"acquired": 22, "to-acquire": 6, "to-settle": 4, "borderline": 0})),
            ("Shared medical record", verdict_parts({"acquired": 5, "to-acquire": 19, "to-settle": 6, "borderline": 2})),
        ],
        "columns": [
            Column(f"Day {day}", [Part("come back", back), Part("new", 2 * (day < 6), "soft")], f"Day {day}" if day % 7 == 1 else "")
            for day, back in enumerate((6, 2, 0, 4, 9, 1, 3, 5, 0, 2, 7, 4, 0, 1), start=1)
        ],
        "plain_parts": [Part("seen", 9), Part("not seen", 2, "soft")],
        "french": Text({"fr": "examen clinique objectif structuré"}),
        "markdown": Text(
            {"en": "A paragraph with **weight**, a [link](#text) and a table.\n\n| Who | Reads |\n|---|---|\n| The patient | all of it |"}
        ),
        "spark": [3, 4, 4, 6, 5, 8, 9, 12],
    }
