"""Pages of Cap, of the desks, and the first page."""
