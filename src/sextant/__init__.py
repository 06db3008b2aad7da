"""Sextant: the open digital campus for precision pedagogy in digital health."""

__version__ = "0.1.0"
