"""What several domains say alike: choices, memberships and their state, voting power."""
