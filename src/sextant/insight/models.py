"""Where Django looks for the models of the rooms of insight."""

from sextant.insight.evidence.models import EffectEdition, ResourceEffect

__all__ = ["EffectEdition", "ResourceEffect"]
