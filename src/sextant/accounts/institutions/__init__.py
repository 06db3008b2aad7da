"""Institutions, their cohorts, and who manages and teaches them."""
