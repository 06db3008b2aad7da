"""What may be done with simulated people: test them, have them study, keep what they learnt alive. Every policy meets the same people."""
