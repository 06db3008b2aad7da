"""A transcript on paper: the object that is kept, with its code; the same bytes each time."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sextant.credentials.codes import shown
from sextant.credentials.models import Transcript
from sextant.ui.paper import paper

TEMPLATE = Path(__file__).parent / "typst" / "transcript.typ"


def transcript_pdf(transcript: Transcript, *, address: str) -> bytes:
    """Return the tagged PDF (PDF/UA-1) of a transcript in the language it was issued in; `address` is its public page."""
    with translation.override(transcript.language):
        return paper(TEMPLATE.read_bytes(), printed(transcript, address=address), now=transcript.issued_at)


def printed(transcript: Transcript, *, address: str) -> dict[str, Any]:
    """Return what the template prints: the contents, and how to check them."""
    return {
        **transcript.content,
        "brand": "Sextant",
        "issued": date_format(localtime(transcript.issued_at), "DATE_FORMAT"),
        "code": shown(transcript.code),
        "address": address,
        "hash": transcript.content_hash,
        "qr": qr_svg(address),
        "qr_words": _("QR code that leads to the public page of this transcript"),
        "how_to_check": _("Anybody can compare this paper with what was issued, without an account: scan the code, or open the address."),
    }


def qr_svg(address: str) -> str:
    """Return a QR code that leads to `address`, as SVG."""
    import segno

    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, dark="#000", light="#fff", xmldecl=False)
    return picture.getvalue().decode()
