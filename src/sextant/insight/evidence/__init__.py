"""Preuves: what is known of the effect of each resource, and how; the public page that says so."""
