"""Référentiels: domains, competences, capabilities, levels, professions, requirements, versions and their differences, norms."""
