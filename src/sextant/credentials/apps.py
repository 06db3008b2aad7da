from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Transcripts and their public pages."""

    name = "sextant.credentials"
    label = "credentials"
