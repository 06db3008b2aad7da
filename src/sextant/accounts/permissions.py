from sextant.accounts.models import Person
from sextant.accounts.queries import has_desk


def can_open_desk(person: Person) -> bool:
    """Managers of an institution and teachers of a cohort may; so may administrators, who create the first institution there."""
    return person.is_staff or has_desk(person)
