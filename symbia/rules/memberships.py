"""States of a membership that has not ended, in the order of MembershipState in IBrandMembership.sol; its notices."""

from symbia.units import DAY

MEMBERSHIP_STATES = ("active", "expired", "lapsed")
ACTIVE, EXPIRED, LAPSED = range(len(MEMBERSHIP_STATES))

REVOCABLE_FOR = 30 * DAY  # from the end of the appeal window on, as MembershipLife has it; then anybody ends the notice
