from sextant.accounts.models import Person
from sextant.accounts.queries import has_desk


def can_review_remarks(person: Person) -> bool:
    """Whoever teaches a cohort or manages an institution may read what readers say and answer it; they never see who said it."""
    return has_desk(person)
