from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Resources, lexicon, places, sessions."""

    name = "sextant.catalogue"
    label = "catalogue"
