"""Content packs read from files: resources, lexicon, places and sessions."""
