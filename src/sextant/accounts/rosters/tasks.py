"""Background work for invitations, for `config.wiring`."""

import logging
from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from sextant.accounts.mail import write_invitation
from sextant.accounts.models import Cohort
from sextant.accounts.rosters import actions
from sextant.accounts.rosters.queries import unsent

logger = logging.getLogger(__name__)


@task()
def send_invitations(cohort: str) -> int:
    """Write to everybody in `cohort` nobody wrote to yet, one by one; a second run goes on where it stopped. Return how many mails left."""
    found = Cohort.objects.filter(pk=UUID(cohort)).select_related("institution").first()
    if found is None:
        return 0
    sent = 0
    for invitation in list(unsent(found)):
        if not actions.claim_invitation(invitation=invitation.pk, now=timezone.now()):
            continue
        try:
            write_invitation(invitation, found)
            sent += 1
        except (SMTPException, OSError) as error:
            actions.release_invitation(invitation=invitation.pk)
            # Its name only: what a mail server answers holds the address, which has no place in a log.
            logger.warning(
                "An invitation could not be sent (%s): it waits, and is sent when invitations are asked for again.", type(error).__name__
            )
            break
    return sent


@task()
def purge_rosters() -> int:
    """Forget what imports no longer need."""
    return actions.purge_rosters(now=timezone.now())
