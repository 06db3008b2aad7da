"""Whether questions work alike for everybody of equal level: the differences found, what they may come from, what somebody concluded."""
