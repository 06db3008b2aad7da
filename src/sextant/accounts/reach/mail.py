"""The mail that reminds: plain text, what to do next and its link, nothing of what somebody knows; and how to stop it, in two ways."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sextant.accounts.models import Reach
from sextant.accounts.reach.links import stopping_path


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one mail says: `title` is what to do next, in the language of the person, `path` where it is done."""

    reach: Reach
    title: str
    path: str


class MailRefused(Exception):
    """The mail server does not take mail now; `unsent` are the preferences whose mail did not leave."""

    def __init__(self, cause: str, unsent: list[UUID]) -> None:
        super().__init__(cause)
        self.unsent = unsent


def send_reminders(reminders: Iterable[Reminder]) -> int:
    """Send these mails over one connection; return how many left. Raises `MailRefused`."""
    left = list(reminders)
    sent = 0
    try:
        with _connection() as connection:
            while left:
                try:
                    message_of(left[0], connection).send()
                    sent += 1
                except SMTPRecipientsRefused:
                    # This address alone: asking again in a quarter of an hour would change nothing.
                    pass
                left.pop(0)
    except (SMTPException, OSError) as error:
        # Its name only: what a mail server answers holds the address.
        raise MailRefused(type(error).__name__, [reminder.reach.pk for reminder in left]) from None
    return sent


def message_of(reminder: Reminder, connection: Any = None) -> EmailMessage:
    """Return the mail of a reminder, in the language of its reader (RFC 2369 and 8058: programmes can offer to stop it by one click)."""
    person = reminder.reach.learner.person
    assert person is not None
    stop = settings.SITE_URL + stopping_path(reminder.reach.pk, reminder.reach.serial)
    with translation.override(person.language):
        words = {
            "title": reminder.title,
            "url": settings.SITE_URL + reminder.path,
            "stop": stop,
            "rhythm": settings.SITE_URL + reverse("insight:rhythm"),
        }
        body = render_to_string("accounts/mail/reminder.txt", words)
        subject = " ".join((_("Your next step: %(title)s") % {"title": reminder.title}).split())
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email], headers=headers, connection=connection)


@contextmanager
def _connection() -> Iterator[Any]:
    connection = get_connection()
    connection.open()
    try:
        yield connection
    finally:
        connection.close()
