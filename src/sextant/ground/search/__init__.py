"""
Search over published texts, in the database itself: accents folded and words stemmed here, then FTS5 or a text search vector.

Each context declares what can be found in its `search.py` (`SEARCH`, a tuple of `Searchable`); `refresh` follows what changed.
"""

from sextant.ground.search.document import Audience, Document, Searchable
from sextant.ground.search.finding import Hit, find
from sextant.ground.search.index import Refreshed, Staleness, forget, index, rebuild, refresh, staleness

__all__ = [
    "Audience",
    "Document",
    "Hit",
    "Refreshed",
    "Searchable",
    "Staleness",
    "find",
    "forget",
    "index",
    "rebuild",
    "refresh",
    "staleness",
]
