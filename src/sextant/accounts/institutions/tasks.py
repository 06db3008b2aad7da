"""Background work for roles, for `config.wiring`."""

from uuid import UUID

from django_tasks import task

from sextant.accounts.mail import write_role
from sextant.accounts.models import Role


@task()
def announce_role(role: str) -> None:
    """Tell somebody what they may do from now on; a role that was taken back meanwhile is not announced."""
    found = Role.objects.filter(pk=UUID(role)).select_related("person", "institution", "cohort").first()
    if found is not None:
        write_role(found)
