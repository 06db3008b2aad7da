"""The Django application of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and static files shared by every page."""

    name = "sextant.ui"
    label = "ui"
    verbose_name = "Design system"
