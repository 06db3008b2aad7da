"""A learner's constraints, goal, plan, steps and calendar."""
