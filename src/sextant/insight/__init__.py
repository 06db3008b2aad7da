"""Cap (the home page) and the programme manager's desk: reads everything below."""
