"""The questions inside resources: answering them, and the notebook of errors."""
