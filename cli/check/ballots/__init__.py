"""Tallies and powers."""
