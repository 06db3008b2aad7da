"""Answering an item outside a sitting: inside a resource, in an exercise, in the daily review."""
