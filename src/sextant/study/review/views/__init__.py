"""Pages of the daily review."""
