"""Icons (Lucide, inline) and the mark."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from ..mark import limb_svg, mark_svg, six_arcs_svg
from .library import register


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Return the Lucide icon `name`, `size` pixels wide, hidden from screen readers: words beside it carry the meaning."""
    return drawn(str(name), int(size))


@lru_cache(maxsize=512)
def drawn(name: str, size: int) -> SafeString:
    """Return the icon's SVG; drawing one parses XML, so each is drawn once per process."""
    return mark_safe(lucide(name, size=size, aria_hidden="true", focusable="false", **{"class": "icon"}))


@register.simple_tag
def ui_mark(size: int = 32) -> SafeString:
    """Return the mark (a 60° arc and its index arm), hidden from screen readers."""
    return mark_svg(size)


@register.simple_tag
def ui_six_arcs(on: str = "") -> SafeString:
    """Return the six pillars as six arcs that close the circle; `on` is a comma-separated list of pillars (1–6) to light in brass."""
    lit = frozenset(int(part) for part in str(on).split(",") if part)
    labels = (_("Personalised"), _("Preventive"), _("Predictive"), _("Participative"), _("Evidence"), _("Practice"))
    return six_arcs_svg(labels, lit=lit, title=_("The six pillars"))


@register.simple_tag
def ui_limb(share: float = 0.62) -> SafeString:
    """Return the great graduated limb of a first page, its arm at `share` of the arc; it stands inside `<div class="hero night">`."""
    return limb_svg(float(share))
