"""The bank as a whole: where questions are missing, which are worn, what nobody asks, what grows old."""
