"""The texts of packs as HTML: Markdown, made safe twice, with the typography of their language."""

from sextant.ui.prose.anchors import Part
from sextant.ui.prose.long import LaidOut, laid_out, parts_of
from sextant.ui.prose.short import bare, prose
from sextant.ui.prose.terms import Words
from sextant.ui.prose.typography import french

__all__ = ["LaidOut", "Part", "Words", "bare", "french", "laid_out", "parts_of", "prose"]
