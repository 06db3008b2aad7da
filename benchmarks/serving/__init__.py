"""A real server on loopback, and clients that behave as browsers do."""
