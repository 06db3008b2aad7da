from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Cap and the desks."""

    name = "sextant.insight"
    label = "insight"
