"""The component tags, for every template (`builtins`): see the gallery at /_ui/ and docs/how-to/write-a-page.md."""

from sextant.ui.components import (  # noqa: F401  importing a module registers its tags
    bars,
    blocks,
    buttons,
    changes,
    columns,
    curves,
    fields,
    figures,
    forest,
    frame,
    heat,
    icons,
    navigation,
    once,
    scatter,
    tables,
    weeks,
    words,
)
from sextant.ui.components.library import register

__all__ = ["register"]
