"""From the node to ranges of checked logs."""
