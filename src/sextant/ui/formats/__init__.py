"""How dates are written where Django's own way would mislead: in English they are read in Europe, day first."""
