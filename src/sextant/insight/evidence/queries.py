"""What is known of effects: the editions in force and their rows."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from sextant.assessment.models import CalibrationEdition
from sextant.ground.privacy import LEAST_SHOWN
from sextant.insight.evidence.choices import Comparison
from sextant.insight.evidence.models import EffectEdition, ResourceEffect


def edition_in_force(framework: str, *, simulated: bool) -> EffectEdition | None:
    """Return the newest edition of a framework made of real learners, or of simulated ones."""
    return EffectEdition.objects.filter(framework=framework, simulated=simulated).order_by("-made_at", "-id").first()


def editions_in_force() -> list[EffectEdition]:
    """Return the edition in force of each framework, real learners first: one query, however many editions were made."""
    return sorted(_in_force(), key=lambda one: (one.simulated, one.framework))


def _in_force() -> QuerySet[EffectEdition]:
    same = EffectEdition.objects.filter(framework=OuterRef("framework"), simulated=OuterRef("simulated"))
    newest = same.order_by("-made_at", "-id").values("pk")[:1]
    return EffectEdition.objects.filter(pk=Subquery(newest))


def effects_of(editions: list[EffectEdition]) -> list[ResourceEffect]:
    """Return the effects of several editions, as they are published."""
    rows = ResourceEffect.objects.filter(edition__in=editions).select_related("edition").order_by("resource", "competence")
    return [_published(row) for row in rows]


def _published(effect: ResourceEffect) -> ResourceEffect:
    """Round an effect to one decimal of a level: a drawing, an order or hours made of more digits would tell them to whoever looks."""
    for name in ("value", "low", "high"):
        digits = getattr(effect, name)
        setattr(effect, name, None if digits is None else round(digits, 1) + 0.0)
    return effect


def shown_hash(edition: EffectEdition | CalibrationEdition) -> str:
    """Return the SHA-256 of what was compared; empty where so few people stand behind it that their data could be guessed from it."""
    return edition.data_hash if edition.people >= LEAST_SHOWN else ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a resource that a level costs, with the bounds of its interval; never without an upper bound."""

    value: float
    low: float
    high: float


def hours_to_a_level(effect: ResourceEffect) -> Hours | None:
    """
    Return the hours to gain a level at the pace of this resource; None where they cannot be measured.

    They can be only if the whole interval of the effect lies above nothing: else they might be without end. A comparison with another
    resource says nothing of them.
    """
    if effect.comparison != Comparison.OBSERVATIONAL or effect.value is None or effect.low is None or effect.high is None:
        return None
    if effect.low <= 0.0:
        return None
    hours = effect.minutes / 60
    return Hours(hours / effect.value, hours / effect.high, hours / effect.low)


def effect_of_resource(uid: str) -> ResourceEffect | None:
    """
    Return the effect of a resource that stands on the surest ground, as published: real learners before simulated ones; None without data.

    Of several competences, the one measured on most people.
    """
    rows = ResourceEffect.objects.filter(resource=uid, edition__in=_in_force(), comparison=Comparison.OBSERVATIONAL, value__isnull=False)
    found = [_published(row) for row in rows.select_related("edition")]
    return min(found, key=lambda one: (one.edition.simulated, -(one.taken + one.not_taken)), default=None)
