"""What a difference between groups of equal level means, and what it may come from, in words."""

from math import exp

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sextant.assessment.choices import Grouping
from sextant.assessment.quality.fairness.queries import OTHERS, Difference
from sextant.assessment.quality.words import percent
from sextant.engine.measurement.fairness import DELTA
from sextant.frameworks.document import Framework
from sextant.kernel.text import Text
from sextant.ui.markup import plain

SIZES = {"A": gettext_lazy("negligible"), "B": gettext_lazy("moderate"), "C": gettext_lazy("large")}
"""The classes of the Educational Testing Service."""

KINDS = {"A": "soft", "B": "care", "C": "bad"}

_LANGUAGES = {"fr": gettext_lazy("answers in French"), "en": gettext_lazy("answers in English")}


def label_of(difference: Difference, label: str, framework: Framework) -> str:
    """Return the name of a group; of those it is held against, "all the others" where they are."""
    if label == OTHERS:
        return _("all the others")
    if difference.by == Grouping.LANGUAGE:
        return str(_LANGUAGES.get(label, label))
    if difference.by == Grouping.PROFESSION and label in framework.professions:
        return plain(Text(framework.professions[label].title))
    if difference.by == Grouping.STAGE and label in framework.stages:
        return plain(Text(framework.stages[label].title))
    return label


def between_words(difference: Difference, framework: Framework) -> str:
    """Return which groups are compared: "Nurse, against all the others"."""
    return _("%(focal)s, against %(reference)s") % {
        "focal": label_of(difference, difference.focal, framework),
        "reference": label_of(difference, difference.reference, framework),
    }


def size_words(difference: Difference) -> str:
    """Return how great a difference is, and in which direction; one that is nothing on average may still turn round with the level."""
    size = str(SIZES.get(difference.size, difference.size))
    if difference.size == "A":
        return _("turns round with the level") if difference.changes else size
    return (_("%(size)s, harder") if difference.harder else _("%(size)s, easier")) % {"size": size}


def share_words(difference: Difference) -> str:
    """
    Return the difference as people see it: of those of a level at which half of the others get it right, how many here do.

    The scale of the ETS is −2.35 times a log odds ratio; at odds of one, the ratio is the odds of the focal group.
    """
    return _("Where half of the others get it right, about %(share)s of them do, at equal level.") % {
        "share": percent(share_at_half(difference.delta))
    }


def share_at_half(delta: float) -> float:
    """
    Return the share of right answers in the focal group where the others' is one half.

    >>> round(share_at_half(0.0), 2), round(share_at_half(-1.5), 2)
    (0.5, 0.35)
    """
    return 1.0 / (1.0 + exp(-delta / -DELTA))


def possible_reasons(difference: Difference) -> list[str]:
    """Return what such a difference may come from, ours to propose and a person's to decide; the last one is always that it is no wrong."""
    found = _REASONS.get((Grouping(difference.by), difference.harder), ())
    crossing = [str(_CROSSING)] if difference.changes else []
    return [*crossing, *(str(reason) for reason in found), str(_TRUE[Grouping(difference.by)])]


_CROSSING = gettext_lazy(
    "It changes with the level: the weaker and the stronger of the group do not differ alike. A proposition may attract only some of them."
)
_TRUE = {
    Grouping.PROFESSION: gettext_lazy(
        "A true difference: the training of some insists on this point. It is not unfair if the point is required of all of them."
    ),
    Grouping.STAGE: gettext_lazy("A true difference: this very point comes early, or late, in the curriculum. It is not unfair."),
    Grouping.INSTITUTION: gettext_lazy(
        "A true difference: it is taught better in one place. It is not unfair; the others may want to know how."
    ),
    Grouping.LANGUAGE: gettext_lazy(
        "A true difference: those who read in another language often trained elsewhere, under other rules. It is not unfair if the rule "
        "asked applies to them here."
    ),
}
_REASONS = {
    (Grouping.PROFESSION, True): (
        gettext_lazy("A word, a document or a tool belongs to another profession: the question measures who has met it."),
        gettext_lazy("The situation happens in a place where they do not work, and they guess what is done there."),
        gettext_lazy("In their profession a different answer is right, or allowed: the key holds for the others only."),
    ),
    (Grouping.PROFESSION, False): (
        gettext_lazy("The case is told in the words of their profession: they recognise a day at work rather than reason."),
        gettext_lazy("The right proposition looks like a rule that they alone learn by heart, for another purpose."),
    ),
    (Grouping.STAGE, True): (
        gettext_lazy("The law or the tool changed, and they learnt, or still practise, what was right before."),
        gettext_lazy("It supposes a placement or a responsibility that comes at another stage."),
    ),
    (Grouping.STAGE, False): (
        gettext_lazy("It was taught to them lately, perhaps with this very example."),
        gettext_lazy("Practice shows the answer to those who hold the post, without any knowledge of the rule."),
    ),
    (Grouping.INSTITUTION, True): (
        gettext_lazy("It describes an organisation or a software that is not theirs."),
        gettext_lazy("A rule of their house, stricter or looser, contradicts the answer."),
    ),
    (Grouping.INSTITUTION, False): (
        gettext_lazy("The question, or one very like it, was used in a course or has gone round among them."),
        gettext_lazy("It describes the organisation or the software of their house."),
    ),
    (Grouping.LANGUAGE, True): (
        gettext_lazy("A word of the translation says more, less or something else than the original; read both side by side."),
        gettext_lazy("The sentence is longer or heavier in this language, or keeps an acronym of the other one unexplained."),
    ),
    (Grouping.LANGUAGE, False): (
        gettext_lazy("The translation gives the answer away: a word of the right proposition repeats one of the question."),
        gettext_lazy("An ambiguity of the original disappeared in the translation: put the clearer sentence back into it."),
    ),
}
