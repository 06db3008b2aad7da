"""Where a learner stands: items, the posterior over competences, and which question to ask next."""
