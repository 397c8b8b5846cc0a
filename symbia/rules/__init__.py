"""What ballots, lists of members, perks and drops are, and how they are counted. Pure: no network, clock or table."""
