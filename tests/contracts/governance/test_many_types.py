"""As many types as fit into the transaction that makes the governor have gas in it too: what is taken is deployed."""

import dataclasses
from itertools import count, product
from pathlib import Path

import pytest
from brownie import accounts, project, web3
from support.chain import NOBODY
from support.plan import PLAN, POLICY

from scripts.deploy import deploy, require_room
from scripts.plan import MOST_BYTES, MOST_TYPES, DeploymentPlan, PlanError

GAS_OF_A_TRANSACTION = 16_777_216  # EIP-7825
CONSONANTS = "bcdfghkmpt"


def with_types(number: int) -> DeploymentPlan:
    """One that reaches governance, and others of two reaches with the longest names: each is held against each."""
    policy = PLAN.proposal_types[POLICY - 1]
    ends = [f"{one}a{other}" for one, other in product(CONSONANTS, repeat=2)][: number - 1]
    more = (
        dataclasses.replace(policy, name=end.rjust(MOST_BYTES, "x"), reach=("payments", "brand")[place % 2])
        for place, end in enumerate(ends)
    )
    return dataclasses.replace(PLAN, proposal_types=(policy, *more))


def test_the_most_types_are_deployed(tmp_path: Path) -> None:
    (loaded,) = project.get_loaded_projects()
    plan = with_types(MOST_TYPES)
    for number in count(MOST_TYPES, -1):
        plan = with_types(number)
        try:
            require_room(loaded, plan, [NOBODY] * 8)
        except PlanError:
            continue
        break
    before, addresses = web3.eth.block_number, [account.address for account in accounts]
    deployer = accounts.add()  # of its own: Brownie remembers what stood at addresses of the others before a revert
    accounts[0].transfer(deployer, "100 ether")
    brand = deploy(loaded, deployer, plan, path=tmp_path / "1.json", accounts=addresses, say=lambda _: None)
    assert brand.governor.proposalTypeCount() == len(plan.proposal_types) > 20
    sent = [
        web3.eth.get_transaction(digest)["gas"]
        for height in range(before + 1, web3.eth.block_number + 1)
        for digest in web3.eth.get_block(height)["transactions"]
    ]
    assert 10_000_000 < max(sent) < GAS_OF_A_TRANSACTION


def test_one_more_is_refused() -> None:
    (loaded,) = project.get_loaded_projects()
    with pytest.raises(PlanError, match="the governor is"):
        require_room(loaded, with_types(MOST_TYPES), [])
