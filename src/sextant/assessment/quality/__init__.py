"""How good each item is, by the answers it got, and what those who keep the bank decide of it."""
