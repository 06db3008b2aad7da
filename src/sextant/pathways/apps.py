from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    """Constraints, plans, steps."""

    name = "sextant.pathways"
    label = "pathways"
