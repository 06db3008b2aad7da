"""Reading, checks, notes, daily review, and what readers say."""
