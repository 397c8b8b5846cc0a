"""Members with units that are easy to add up."""

from typing import Any

import pytest
from support.chain import pass_time
from support.members import issue
from support.plan import GROVE, ROOT, SEED

# 100, 10 and 10 units, then five with 1: 125 in all. 20% of them are 25, 30% are 38 (37.5 rounded up).
TIERS_OF_MEMBERS = (GROVE, ROOT, ROOT, SEED, SEED, SEED, SEED, SEED)


@pytest.fixture(scope="module")
def voters(_module_isolation: None, membership: Any, issuer: Any, people: Any) -> list[Any]:
    """Members since a second ago; the first holds 100 units, two hold 10, five hold 1."""
    members = [people[index] for index in range(len(TIERS_OF_MEMBERS))]
    for member, tier_id in zip(members, TIERS_OF_MEMBERS, strict=True):
        issue(membership, issuer, member, tier_id)
    pass_time(1)
    return members
