"""Pages of members and what they hold."""
