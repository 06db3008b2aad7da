"""What the reading's templates need to show a resource."""

from typing import Any

from django.template import Library
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.study.reading.queries import Reading
from sextant.ui.components.words import ui_facts
from sextant.ui.markup import shown
from sextant.ui.prose import prose

register = Library()


@register.filter
def check_text(text: Any) -> SafeString:
    """Return a stem or an explanation as HTML."""
    return prose(text)


@register.filter
def check_line(text: Any) -> SafeString:
    """Return a proposition or its justification as HTML, without a paragraph."""
    return prose(text, inline=True)


@register.filter
def about_minutes(minutes: int) -> str:
    """Return a time one may not hold the campus to: "≈ 7 min"."""
    return _("≈ %(minutes)d min") % {"minutes": minutes}


@register.filter
def clock_marks(reading: Reading) -> str:
    """Return the anchors of a text with the seconds under each, for the element that tells the time left: "s-a:120 s-b:80"."""
    return " ".join(f"{section.anchor or '-'}:{section.seconds}" for section in reading.sections)


@register.simple_tag
def reading_facts(reading: Reading) -> SafeString:
    """Return what a reader should know of a resource before reading: time, competences, prerequisites."""
    document = reading.resource
    minutes = ngettext("%(count)d minute", "%(count)d minutes", document.minutes) % {"count": document.minutes}
    aims = format_html_join("; ", "{} ({})", ((shown(competence), shown(level)) for competence, level in reading.targets))
    facts = [(_("Time"), minutes), (_("Competences"), aims or "—")]
    if reading.prerequisites:
        before = format_html_join(
            "; ", '<a href="{}">{}</a>', ((reverse("study:resource", args=[uid]), shown(title)) for uid, title in reading.prerequisites)
        )
        facts.append((_("Read before"), before))
    return ui_facts(facts)


@register.simple_tag
def reading_care(reading: Reading) -> SafeString:
    """Return what a resource rests on and who keeps it right: level of evidence, owner, dates, status, version."""
    document = reading.resource
    reviewed = _("%(reviewed)s; next review before %(next)s") % {
        "reviewed": date_format(document.reviewed, "j F Y"),
        "next": date_format(document.review_by, "j F Y"),
    }
    status = _("proposed: nobody’s approval is implied")
    version = format_html("<code>{}</code>", reading.content_hash[:12])
    return ui_facts(
        [
            (_("Level of evidence"), reading.evidence),
            (_("Owner"), document.owner),
            (_("Reviewed"), reviewed),
            (_("Status"), status),
            (_("Version"), version),
        ]
    )
