"""Which column is what: titles in French or English, whatever their case, accents and punctuation."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sextant.accounts.rosters.refusals import UnreadableRoster
from sextant.accounts.rosters.sheets import Sheet

TITLES: dict[str, tuple[str, ...]] = {
    "email": (
        "e-mail", "email", "mail", "courriel", "mel", "adresse", "adresse mail", "adresse e-mail", "adresse email", "adresse electronique",
        "adresse courriel", "email address", "e-mail address", "mail universitaire", "courriel universitaire",
    ),
    "last_name": ("nom", "nom de famille", "nom usuel", "last name", "lastname", "surname", "family name"),
    "first_name": ("prenom", "prenoms", "first name", "firstname", "given name", "forename"),
    "name": ("nom complet", "nom et prenom", "nom prenom", "prenom nom", "prenom et nom", "name", "full name"),
    "profession": ("profession", "metier", "filiere", "professions", "occupation", "job"),
    "diploma": ("diplome", "diploma", "diplome prepare", "formation", "degree"),
    "stage": (
        "stage", "etape", "stade", "annee", "annee d etudes", "annee d etude", "niveau", "niveau d etudes", "annee stage", "annee ou etape",
        "annee ou stage", "annee ou stade", "year", "year of study", "study year", "year or stage",
    ),
    "entry_year": (
        "annee d entree", "annee entree", "entree", "promotion", "annee d inscription", "entry year", "year of entry", "intake",
    ),
    "student_number": (
        "numero etudiant", "numero d etudiant", "n etudiant", "no etudiant", "num etudiant", "code etudiant", "matricule", "student number",
        "student id", "student no",
    ),
}  # fmt: skip
"""Field → the titles it is known under, as `folded` writes them."""

_FIELDS = {title.replace("-", " "): field for field, titles in TITLES.items() for title in titles}


def folded(text: str) -> str:
    """
    Return `text` without case, accents or punctuation.

    >>> folded(" N° Étudiant·e "), folded("Année d’entrée"), folded("E-mail")
    ('n etudiant e', 'annee d entree', 'e mail')
    """
    bare = "".join(character for character in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in bare.replace("°", " ").replace("º", " ")).split())


@dataclass(frozen=True, slots=True)
class Columns:
    """The line of titles: which line it is, the place of each known field, the titles nobody knows."""

    line: int
    places: dict[str, int]
    ignored: tuple[str, ...]


def find_columns(sheet: Sheet) -> Columns:
    """Return the columns of the first line that names an e-mail column (a title may stand above). Raises `UnreadableRoster`."""
    for number, cells in sheet.lines[:10]:
        fields = [_FIELDS.get(folded(cell)) if cell else None for cell in cells]
        if "email" not in fields:
            continue
        places: dict[str, int] = {}
        for place, field in enumerate(fields):
            if field in places:
                raise UnreadableRoster(
                    _("Two columns say the same thing: “%(first)s” and “%(second)s”. Remove one and send the file again.")
                    % {"first": cells[places[field]], "second": cells[place]}
                )
            if field:
                places[field] = place
        ignored = tuple(cell[:60] for cell, field in zip(cells, fields, strict=True) if cell and not field)
        return Columns(number, places, ignored)
    seen = ", ".join(f"“{cell[:40]}”" for cell in sheet.lines[0][1] if cell)[:300]
    raise UnreadableRoster(
        _(
            "No column is called “e-mail”. The first line reads: %(seen)s. "
            "Name the columns as in the template (e-mail, last name, first name…) and send the file again."
        )
        % {"seen": seen}
    )
