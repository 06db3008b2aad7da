from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """Frameworks and norms."""

    name = "sextant.frameworks"
    label = "frameworks"
