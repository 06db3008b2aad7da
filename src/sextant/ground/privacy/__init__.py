"""
What personal data each model holds, why, how long, and what becomes of it at erasure.

Each context declares its models in `privacy.py` as `HOLDINGS`; a test fails for a model nobody declared.
"""

from sextant.ground.privacy.holdings import Basis, Category, Erasure, Holding, erase_rows, export_rows

__all__ = ["LEAST_SHOWN", "Basis", "Category", "Erasure", "Holding", "erase_rows", "export_rows"]

LEAST_SHOWN = 11
"""What fewer people did, or are, is neither shown nor counted out."""
