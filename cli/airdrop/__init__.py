"""`symbia airdrop`: a CSV of members becomes memberships, each exactly once, whatever interrupts it."""
