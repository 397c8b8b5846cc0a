"""Chains and databases of our own, on this machine: Ganache, Anvil, PostgreSQL."""
