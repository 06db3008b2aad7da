"""What every context stands on and that knows nobody: tasks, audit, privacy, packs, database safety."""
