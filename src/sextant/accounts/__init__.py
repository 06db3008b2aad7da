"""People, learners, institutions, cohorts, roles, and how to reach people."""
