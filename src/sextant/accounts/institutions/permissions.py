from sextant.accounts.choices import RoleKind
from sextant.accounts.institutions.queries import proved_roles_of
from sextant.accounts.models import Institution, Person


def can_create_institution(person: Person) -> bool:
    """Administrators may, and those who manage an institution already."""
    return person.is_staff or proved_roles_of(person).filter(kind=RoleKind.MANAGER).exists()


def can_manage(person: Person, institution: Institution) -> bool:
    """The managers of the institution may; an administrator sets institutions up without seeing learners, and is no manager."""
    return proved_roles_of(person).filter(kind=RoleKind.MANAGER, institution=institution).exists()
