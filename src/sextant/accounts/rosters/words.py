"""What is wrong with a line, in sentences that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.accounts.rosters.lines import LineFault

COLUMN_NAMES: dict[str, str | Promise] = {
    "email": gettext_lazy("e-mail"),
    "last_name": gettext_lazy("last name"),
    "first_name": gettext_lazy("first name"),
    "name": gettext_lazy("name"),
    "profession": gettext_lazy("profession"),
    "diploma": gettext_lazy("diploma"),
    "stage": gettext_lazy("year or stage"),
    "entry_year": gettext_lazy("year of entry"),
    "student_number": gettext_lazy("student number"),
}


def fault_in_words(fault: LineFault) -> str:
    """Return the sentence for a fault: the column, what is wrong, what to write."""
    column = str(COLUMN_NAMES[fault.column])
    said = {"column": column, "value": fault.value, "hint": fault.hint}
    sentences = {
        "missing": _("Column “%(column)s”: the cell is empty; write the person’s address."),
        "not-an-address": _("Column “%(column)s”: “%(value)s” is not an address; write it in full, such as name@example.org."),
        "too-long": _("Column “%(column)s”: “%(value)s…” is too long; shorten it."),
        "formula": _("Column “%(column)s”: “%(value)s” begins like a formula; write the value itself."),
        "unreadable": _("Column “%(column)s”: the cell holds characters that cannot be shown; type it again."),
        "unknown": _("Column “%(column)s”: “%(value)s” is not known; use a word of the template’s list."),
        "other-profession": _("Column “%(column)s”: “%(value)s” does not go with this profession; correct one of the two."),
        "not-a-year": _("Column “%(column)s”: “%(value)s” is not a year; write four digits, such as %(hint)s."),
    }
    if fault.code == "unknown" and fault.hint:
        return _("Column “%(column)s”: “%(value)s” is not known; did you mean “%(hint)s”?") % said
    return sentences[fault.code] % said
