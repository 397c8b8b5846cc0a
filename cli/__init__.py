"""The `symbia` command."""
