"""Reading a resource."""
