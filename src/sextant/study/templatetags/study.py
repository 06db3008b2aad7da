"""What the reading's templates need to show a resource."""

from typing import Any

from django.template import Library
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sextant.study.reading.queries import Reading
from sextant.ui.components.words import ui_facts
from sextant.ui.markup import shown
from sextant.ui.prose import long_prose, prose

register = Library()


@register.filter
def reading_text(reading: Reading) -> SafeString:
    """Return the text of a resource as HTML, with its figures."""
    return long_prose(reading.text, figures=reading.figures)


@register.filter
def check_text(text: Any) -> SafeString:
    """Return a stem or an explanation as HTML."""
    return prose(text)


@register.filter
def check_line(text: Any) -> SafeString:
    """Return a proposition or its justification as HTML, without a paragraph."""
    return prose(text, inline=True)


@register.simple_tag
def reading_facts(reading: Reading) -> SafeString:
    """Return what a reader should know of a resource before reading: time, competences, level of evidence."""
    document = reading.resource
    minutes = ngettext("%(count)d minute", "%(count)d minutes", document.minutes) % {"count": document.minutes}
    aims = format_html_join("; ", "{} ({})", ((shown(competence), shown(level)) for competence, level in reading.targets))
    return ui_facts([(_("Time"), minutes), (_("Competences"), aims or "—"), (_("Level of evidence"), reading.evidence)])


@register.simple_tag
def reading_care(reading: Reading) -> SafeString:
    """Return who keeps a resource right: owner, dates, status."""
    document = reading.resource
    reviewed = _("%(reviewed)s; next review before %(next)s") % {
        "reviewed": date_format(document.reviewed, "j F Y"),
        "next": date_format(document.review_by, "j F Y"),
    }
    status = _("proposed: nobody’s approval is implied")
    return ui_facts([(_("Owner"), document.owner), (_("Reviewed"), reviewed), (_("Status"), status)])
