"""Writing documents back as the YAML a person would read."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString


def as_yaml(document: Any) -> str:
    """Return `document` as YAML: no empty values, long texts as blocks."""
    stream = StringIO()
    writer = YAML(typ="rt")
    writer.width = 120
    writer.allow_unicode = True
    writer.dump(_readable(document), stream)
    return stream.getvalue()


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items() if item is not None and item != [] and item != {}}
    if isinstance(value, (list, tuple)):
        return [_readable(item) for item in value]
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    return value
