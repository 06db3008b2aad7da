"""The report of the laboratory: one file that needs nothing else, the same byte for byte from the same seed."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

import sextant.ui
from sextant.engine.simulation.cohorts import Assumptions
from sextant.insight.lab import pictures, promises
from sextant.insight.lab.campus import Setting
from sextant.insight.lab.charts import table
from sextant.insight.lab.findings import Findings
from sextant.insight.lab.words import assumptions, decimal, people

SHEETS = (Path(sextant.ui.__file__).parent / "static" / "ui" / "sextant.css", Path(__file__).with_name("report.css"))


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of itself: how it was made, and how to make it again."""

    setting: Setting
    assumed: Assumptions
    seed: int
    on: date
    command: str
    version: str


def as_html(findings: Findings, about: About, *, language: str) -> str:
    """Return the report in `language` (fr or en): one page, no script, nothing outside itself."""
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in SHEETS)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    with override(language):
        context = {
            # The style sheet is ours, read from our own files.
            "sheet": mark_safe(sheet),
            "policy": f"default-src 'none'; style-src 'sha256-{digest}'",
            "facts": _facts(findings, about),
            "on": about.on,
            "seed": about.seed,
            "command": about.command,
            "generated": about.setting.generated,
            "findings": findings,
            "stats": promises.in_short(findings),
            "promises": promises.held(findings),
            "assumptions": _assumptions(about),
            "lengths": pictures.of_lengths(findings),
            "coverage": pictures.of_coverage(findings),
            "settings": pictures.of_settings(findings),
            "no_claim": promises.why_no_claim(findings),
            "hours": pictures.of_hours(findings, about.setting),
            "courses": pictures.of_courses(findings),
            "plans": promises.of_plans(findings),
            "keeping": pictures.of_keeping(findings),
        }
        return render_to_string("insight/lab/report.html", context)


def as_json(findings: Findings, about: About) -> str:
    """Return every figure of the report, and how it was made, for a program."""
    setting = about.setting
    data: dict[str, Any] = {
        "simulated": True,
        "sextant": about.version,
        "command": about.command,
        "date": about.on.isoformat(),
        "seed": about.seed,
        "framework": {"code": setting.framework, "version": setting.version, "edition": setting.edition, "generated": setting.generated},
        "assumptions": asdict(about.assumed),
        **findings.as_data(),
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _facts(findings: Findings, about: About) -> list[tuple[Any, Any]]:
    setting = about.setting
    content = (
        _("generated, since no pack is loaded: `sextant content load` gives the real one")
        if setting.generated
        else f"{setting.framework} {setting.version} · {_('calibration')} {setting.edition}"
    )
    counts = _("%(competences)s competences, %(items)s questions, %(modules)s modules") % {
        "competences": decimal(findings.competences),
        "items": decimal(findings.items),
        "modules": decimal(findings.modules),
    }
    who = _("%(people)s, in %(tracks)s professions × stages and %(cohorts)s cohorts with true difficulties of their own") % {
        "people": people(findings.learners),
        "tracks": decimal(findings.tracks),
        "cohorts": decimal(findings.cohorts),
    }
    return [
        (_("Who"), who),
        (_("Content"), f"{content} · {counts}"),
        (_("Seed"), about.seed),
        (_("Version of Sextant"), about.version),
        (
            _("Intervals"),
            _("At 90 %, by drawing the same people again 400 times: what other people would change, not other assumptions."),
        ),
    ]


def _assumptions(about: About) -> SafeString:
    heads = [_("Assumption"), _("Value"), _("What it means"), _("Where it comes from")]
    rows = [
        (format_html("<code>{}</code>", one.name) if one.changeable else one.name, one.value, one.meaning, one.source)
        for one in assumptions(about.assumed)
    ]
    return table(_("What is assumed"), heads, rows)
