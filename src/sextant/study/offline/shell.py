"""What the service worker keeps on every device, and what a browser is told to install the campus. Nothing in it is about anybody."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sextant.ui.context import address_or_nothing

FILES = (
    "ui/sextant.css",
    "ui/favicon.svg",
    "ui/icon-192.png",
    "ui/keep.js",
    "ui/worker.js",
    "study/study.css",
    "study/notes.css",
    "study/notes.js",
    "study/copies.css",
    "study/copies.js",
)
COLOUR = "#0a1523"


def known_language(asked: str) -> str:
    """Return the language asked for if the campus speaks it, else its own."""
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@lru_cache(maxsize=8)
def worker_script(language: str) -> str:
    """
    Return the service worker of readers in `language`.

    It names the files of this release by their hashes, so another release is another script: browsers notice by themselves.
    """
    away = reverse("study:away", args=[language])
    with override(language):
        page = render_to_string("study/offline/away.html")
    facts = {
        "shell": [away, *(static(name) for name in FILES)],
        "away": away,
        "statics": settings.STATIC_URL,
        "study": reverse("study:copies").removesuffix("copies/"),
    }
    script = get_template("study/offline/worker.js").template.source  # type: ignore[attr-defined]
    version = hashlib.sha256(f"{json.dumps(facts)}{page}{script}".encode()).hexdigest()[:12]
    return f"const facts = {json.dumps({**facts, 'version': version})};\n{script}"


def manifest(language: str) -> dict[str, Any]:
    """Return the web app manifest (https://www.w3.org/TR/appmanifest/) in `language`."""
    with override(language):
        shortcuts = [
            {"name": name, "url": url}
            for name, url in (
                (_("Daily review"), address_or_nothing("study:review")),
                (_("My pathway"), address_or_nothing("pathways:plan")),
                (_("My offline copies"), address_or_nothing("study:copies")),
            )
            if url
        ]
        return {
            "id": "/cap/",
            "name": _("Sextant, campus of digital health"),
            "short_name": "Sextant",
            "description": _("Find where you stand in digital health, and the shortest course to what your profession requires."),
            "lang": language,
            "dir": "ltr",
            "start_url": address_or_nothing("insight:cap") or "/",
            "scope": "/",
            "display": "standalone",
            "background_color": COLOUR,
            "theme_color": COLOUR,
            "categories": ["education", "medical"],
            "icons": [
                {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
                {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
                # The mark stands inside the safe circle of its square.
                {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
                {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            ],
            "shortcuts": shortcuts,
        }
