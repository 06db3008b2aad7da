from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.queries import proved_roles_of
from sextant.accounts.models import Person


def can_choose_edition(person: Person) -> bool:
    """Whoever manages an institution, and proved their address, and whoever runs the site; those who teach see the editions."""
    return person.is_staff or proved_roles_of(person).filter(kind=RoleKind.MANAGER).exists()
