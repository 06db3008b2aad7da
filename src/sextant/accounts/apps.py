from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, learners, institutions, cohorts."""

    name = "sextant.accounts"
    label = "accounts"

    def ready(self) -> None:
        # The account library tells of log-ins and proofs by its own signals only.
        from sextant.accounts import reactions  # noqa: F401
