from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, learners, institutions, cohorts."""

    name = "sextant.accounts"
    label = "accounts"
