"""States of a membership that has not ended, in the order of MembershipState in IBrandMembership.sol."""

MEMBERSHIP_STATES = ("active", "expired", "lapsed")
ACTIVE, EXPIRED, LAPSED = range(len(MEMBERSHIP_STATES))
