from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Connects the contexts' reactions once every app is ready."""

    name = "sextant.config"
    label = "config"

    def ready(self) -> None:
        from sextant.config import discovery, wiring
        from sextant.ground.privacy import registry

        wiring.connect()
        registry.declare_with(discovery.holdings)
