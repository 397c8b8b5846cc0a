"""Measurements, each beside its baseline in the same run. Results are JSON in `benchmarks/results/`."""
