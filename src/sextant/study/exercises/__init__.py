"""Small exercises where doing teaches more than reading."""
