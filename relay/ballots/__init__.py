"""Brings signed ballots to the chain."""
