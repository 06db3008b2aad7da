"""Background work of the home page, for the schedule of `config.wiring`."""

import logging

from django.utils import timezone
from django_tasks import task

from sextant.accounts.reach.mail import MailRefused
from sextant.insight.reminders.actions import send_due_reminders

logger = logging.getLogger(__name__)


@task()
def send_reminders() -> int:
    """Write to those whose hour has come; return how many mails left. A second run goes on where it stopped."""
    try:
        return send_due_reminders(now=timezone.now())
    except MailRefused as refused:
        logger.warning("Reminders could not be sent (%s): those that are left are tried again in a quarter of an hour.", refused)
        return 0
