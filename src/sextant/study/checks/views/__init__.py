"""A check of a resource, the answer that waited for its log-in, the notebook of errors."""
