"""Lapses memberships whose time is over."""
