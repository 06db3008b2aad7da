from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody the demonstration can be entered as; `first_page` is the name of the route they start from."""

    key: str
    name: str
    job: str | Promise
    first_page: str = "insight:cap"

    @property
    def email(self) -> str:
        """Return the address of the seeded person."""
        return f"{self.key}@demo.sextant.test"


CAST = (
    Member("amina", "Amina Benali", _("Nursing student, second year, Nîmes")),
    Member("bruno", "Bruno Teissier", _("General practitioner in Lozère")),
    Member("chloe", "Chloé Martin", _("Teacher who follows a cohort"), "insight:desk"),
    Member("elise", "Élise Garnier", _("Programme manager of a consortium"), "insight:desk"),
    Member("diop", "Dr Diop", _("Dean, member of a conference"), "frameworks:framework"),
    Member("idris", "Idris Caron", _("Patient partner"), "frameworks:framework"),
    Member("jeanne", "Jeanne Roux", _("System administrator"), "admin:index"),
    Member("farid", "Farid Haddad", _("A stranger, who must see nothing")),
)


def member(key: str) -> Member | None:
    """Return the member of the cast called `key`."""
    return next((one for one in CAST if one.key == key), None)
