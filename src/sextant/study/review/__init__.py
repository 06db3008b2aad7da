"""The daily review: cards that come back when they are about to be forgotten."""
