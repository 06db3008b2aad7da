"""Pages on paper: tagged PDF, made by typst from data that never becomes source."""

import json
from datetime import datetime
from functools import cache
from typing import Any


def paper(template: bytes, data: dict[str, Any], *, now: datetime) -> bytes:
    """
    Return the PDF that `template` makes of `data`, tagged (PDF/UA-1) in the fonts that come with typst.

    The standard refuses a page that holds a letter its fonts lack, and names are written in every script there is: such a page is made
    without the stamp of the standard, with whatever fonts the machine has; a letter nobody has shows as an empty box.
    """
    import typst

    told: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
        "timestamp": int(now.timestamp()),
    }
    try:
        pdf = typst.compile(template, font_paths=_fonts(), pdf_standards=["ua-1"], **told)
    except typst.TypstError:
        pdf = typst.compile(template, font_paths=_fonts(system=True), **told)
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts(*, system: bool = False) -> Any:
    import typst

    # The fonts inside the wheel, so that the same data give the same page everywhere.
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True)
