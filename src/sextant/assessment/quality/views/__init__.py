"""The questions, one of them, and what is decided of it."""
