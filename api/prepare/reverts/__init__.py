"""What the contracts' errors mean, in words that say what to do."""
