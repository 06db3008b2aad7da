from django.apps import AppConfig


class StudyConfig(AppConfig):
    """Reading."""

    name = "sextant.study"
    label = "study"
