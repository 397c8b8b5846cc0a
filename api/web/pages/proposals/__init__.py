"""Pages of proposals, their ballots and results."""
