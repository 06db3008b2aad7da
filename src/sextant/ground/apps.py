from django.apps import AppConfig
from django.db.backends.signals import connection_created


class GroundConfig(AppConfig):
    """The ground: models of the task lease, the schedule and the audit trail."""

    name = "sextant.ground"
    label = "ground"

    def ready(self) -> None:
        from sextant.ground import database

        # The framework's own signal, because only it sees every connection, the worker's included.
        connection_created.connect(database.refuse_unsafe_connection, dispatch_uid="ground.database")
