"""The mathematics: numbers in, numbers out. No Django, no clock, no files."""
