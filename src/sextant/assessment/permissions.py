from sextant.accounts.institutions.queries import proved_roles_of
from sextant.accounts.models import Person


def can_review_items(person: Person) -> bool:
    """
    Whoever teaches a cohort or manages an institution, and proved their address, and whoever runs the site, may keep the items right.

    They never see who answered what.
    """
    return person.is_staff or proved_roles_of(person).exists()
