"""What the pages of fairness draw, each with the sentence it shows."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sextant.assessment.quality.fairness.queries import Difference, Found, sizes
from sextant.assessment.quality.fairness.words import between_words, size_words
from sextant.frameworks.document import Framework
from sextant.ui.components.forest import ForestRow

MOST_DRAWN = 12
"""Differences in one picture: beyond, a list says more."""

NEGLIGIBLE = 1.0
"""On the scale of the Educational Testing Service: a smaller difference is of class A."""

ENDS = (gettext_lazy("harder for the first group"), gettext_lazy("easier for the first group"))


def forest(found: Sequence[Found], framework: Framework) -> list[ForestRow]:
    """Return the greatest differences of many questions."""
    return [_row(one.difference, f"{one.item.competence} · {between_words(one.difference, framework)}") for one in found[:MOST_DRAWN]]


def forest_of(differences: Sequence[Difference], framework: Framework) -> list[ForestRow]:
    """Return all the differences of one question."""
    return [_row(one, between_words(one, framework)) for one in differences]


def _row(difference: Difference, label: str) -> ForestRow:
    return ForestRow(label, difference.delta, difference.low, difference.high, size_words(difference))


def finding(found: Sequence[Found]) -> str:
    """Return how many differences were found, and how many of them are large."""
    if not found:
        return _("No difference was found.")
    large = sizes(found)["C"]
    said = ngettext("%(count)d difference was found", "%(count)d differences were found", len(found)) % {"count": len(found)}
    how = ngettext("%(large)d is large", "%(large)d are large", large) % {"large": large}
    return _("%(said)s; %(how)s.") % {"said": said, "how": how if large else _("none is large")}


def finding_of(differences: Sequence[Difference]) -> str:
    """Return how many of the comparisons of a question want a look."""
    if not differences:
        return _("No comparison could be made.")
    notable = sum(one.notable for one in differences)
    if not notable:
        return _("No group of equal level answers it otherwise than the rest, as far as these answers tell.")
    return ngettext("%(n)d comparison of %(all)d wants a look.", "%(n)d comparisons of %(all)d want a look.", notable) % {
        "n": notable,
        "all": len(differences),
    }
