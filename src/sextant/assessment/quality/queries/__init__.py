"""What is known of the items: all of them, one of them, and who answered it how often."""
