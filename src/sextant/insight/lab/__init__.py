"""The laboratory: simulated cohorts put through policies, and the report that anyone can make again."""
