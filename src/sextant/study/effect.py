"""What is known of the effect of a resource. It is estimated in a room above: the settings name who answers (`STUDY_EFFECTS`)."""

from django.conf import settings
from django.utils.module_loading import import_string


def effect_line(uid: str) -> str:
    """Return the effect of a resource in one line, in the language of the page; empty while nothing can be said (one query)."""
    path = getattr(settings, "STUDY_EFFECTS", "")
    return str(import_string(path)(uid)) if path else ""
