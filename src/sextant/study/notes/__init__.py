"""Highlights and notes, kept on any device."""
