"""Pages of the taster, of the diagnostic and of its result."""
