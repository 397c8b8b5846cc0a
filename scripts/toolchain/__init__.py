"""What `make setup` does, in repeatable steps. Standard library only: it runs before any package is there."""
