"""Background work in our own database: a lease on top of the queue, a reaper, a schedule."""
