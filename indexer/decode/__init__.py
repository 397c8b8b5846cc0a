"""From raw logs to typed events."""
