"""The mails an institution sends."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sextant.accounts.models import Cohort, Invitation, Role
from sextant.accounts.proofs import proving_path


def write_invitation(invitation: Invitation, cohort: Cohort) -> None:
    """Send the mail that invites somebody into `cohort`, in the language of the campus; the one who sends is the campus."""
    with translation.override(settings.LANGUAGE_CODE):
        _send(
            invitation.email,
            _("You are invited into “%(cohort)s”") % {"cohort": cohort.name},
            "accounts/mail/invitation.txt",
            {"invitation": invitation, "cohort": cohort, "url": settings.SITE_URL + proving_path(invitation.email)},
        )


def write_role(role: Role) -> None:
    """Tell somebody, in their language, that they may manage an institution or teach a cohort from now on."""
    with translation.override(role.person.language):
        subject = _("You teach “%(where)s”") if role.cohort else _("You manage “%(where)s”")
        _send(
            role.person.email,
            subject % {"where": (role.cohort or role.institution).name},
            "accounts/mail/role.txt",
            {"role": role, "person": role.person, "url": settings.SITE_URL + reverse("insight:desk")},
        )


def _send(address: str, subject: str, template: str, context: dict[str, object]) -> None:
    # A line break in a name must not become a header.
    EmailMessage(" ".join(subject.split()), render_to_string(template, context), settings.DEFAULT_FROM_EMAIL, [address]).send()
