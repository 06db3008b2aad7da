"""What a reader says of a resource, what became of it, and the queue of those who answer."""
