"""Members with units that are easy to add up."""

from typing import Any

import pytest
from brownie import BrandGovernor, accounts
from support.chain import create, pass_time
from support.governance import CHARTER, Proposal, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, GROVE, ROOT, SEED

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


@pytest.fixture(scope="module")
def members(voters: list[Any]) -> list[Any]:
    """Whose ballots a module is about: the voters, unless it says who else."""
    return voters


@pytest.fixture
def proposal(governor: Any, members: list[Any]) -> Proposal:
    """Proposal 1, open; proposal 2 is open beside it."""
    first = propose(governor, ADVISORY, members[0], description="# One")
    propose(governor, ADVISORY, members[0], description="# Two").open()
    return first


@pytest.fixture
def twin(governor: Any, membership: Any, timelock: Any, access: Any) -> Any:
    """The governor of another brand with the same name and the same members, on the same chain."""
    kind = rules(60, DAY, 1, 1, 5_000, 0, False, True, "Only")
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER], [])
    return create(BrandGovernor, governor.name(), *parts, sender=accounts[0])
