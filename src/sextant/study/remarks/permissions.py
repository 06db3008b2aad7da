from sextant.accounts.institutions.queries import proved_roles_of
from sextant.accounts.models import Person


def can_review_remarks(person: Person) -> bool:
    """
    Whoever teaches a cohort or manages an institution, and proved their address, may read what readers say and answer it.

    They never see who said it.
    """
    return proved_roles_of(person).exists()
