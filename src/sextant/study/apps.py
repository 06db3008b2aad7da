from django.apps import AppConfig


class StudyConfig(AppConfig):
    """Reading, checks, notes, review, remarks."""

    name = "sextant.study"
    label = "study"
