"""The pages of the profile, the plan, its steps and its calendar address."""
