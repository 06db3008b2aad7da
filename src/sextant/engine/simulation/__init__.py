"""Simulated people, for the demonstration, the lab and the benchmarks; what comes from here is always labelled simulated."""
