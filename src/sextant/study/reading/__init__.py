"""A resource as a page: its text, its sources, where one was."""
