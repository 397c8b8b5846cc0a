"""Random campaigns on the contracts, played by Forge: tests/campaigns says what is done and what must hold."""
