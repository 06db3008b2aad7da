"""What the campus states of a learner to others: transcripts that anybody can check."""
