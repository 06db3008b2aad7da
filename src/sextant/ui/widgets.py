"""Form widgets whose HTML the browser helps with, and choices that explain themselves."""

from dataclasses import dataclass
from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A date, with the browser's own calendar; the value travels as ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Choice:
    """The label of a radio button or checkbox, with a line beneath it: use it as the second half of a `choices` pair."""

    label: Any
    hint: Any = ""

    def __str__(self) -> str:
        return str(self.label)
