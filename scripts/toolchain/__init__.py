"""What `make setup` does, in steps that can be repeated. Standard library only: it runs before anything is installed."""
