"""What drops rest on: Merkle trees of allowlists, and what a change of tier costs."""
