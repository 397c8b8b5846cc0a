"""What the contracts' errors mean: a code for each, whose words say what to do."""
