"""Bringing a cohort in from one file: read it, show what would change, apply it, take it back, write to those invited."""
