"""What a change has to pass: tests, lint, coverage, and the tools for them."""
