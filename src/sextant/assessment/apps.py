from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Items, sittings, responses."""

    name = "sextant.assessment"
    label = "assessment"
