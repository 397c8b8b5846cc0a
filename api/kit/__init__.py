"""What every route of the API is made of: HTTP, and nothing about brands."""
