"""Items and their types, sittings of the diagnostic, and what they tell `mastery`."""
