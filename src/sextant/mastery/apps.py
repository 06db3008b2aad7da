from django.apps import AppConfig


class MasteryConfig(AppConfig):
    """The competence state of learners."""

    name = "sextant.mastery"
    label = "mastery"
