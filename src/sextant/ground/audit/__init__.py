"""Who did what to whom, kept apart from the data it speaks of: opaque ids only, so that erasure breaks nothing."""
