"""The demonstration's past: answers of simulated learners over eighteen months, with defects planted in some questions."""
