"""How one competence moved, by which answers, and what the model believes: for the learner alone."""
