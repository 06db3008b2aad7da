"""Search: across what is published and what one has answered."""
