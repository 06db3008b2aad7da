"""Answers given elsewhere or earlier, brought in at once: by a file, or simulated."""
