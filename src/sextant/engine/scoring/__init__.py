"""What an answer earns: one file for each type of item, from the rules of the exam."""
