"""A real Ganache and a real Anvil that move and take back what was done: after every round no value has drifted."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from indexer.audit.run import audit
from indexer.follow import Follower
from scripts.local.anvil import Anvil
from scripts.local.ganache import Ganache
from symbia.chain.node import Node
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade
from tests import ROOT

from .brand import Brand
from .compare import assert_same
from .test_ganache import index

ROUNDS = 20
CHAINS: dict[str, Any] = {
    "ganache": lambda: Ganache(ROOT, accounts=12),
    "anvil": lambda: Anvil(ROOT, accounts=12),
}


@pytest.fixture(params=CHAINS)
def brand(request: pytest.FixtureRequest) -> Iterator[Brand]:
    running: AbstractContextManager[Any] = CHAINS[request.param]()
    with running as chain:
        brand = Brand(chain.url)
        yield brand
        brand.close()


def test_twenty_rounds_end_without_drift(brand: Brand, tmp_path: Path) -> None:
    chance = random.Random(5)
    live, fresh = (f"sqlite:///{tmp_path}/{name}.db" for name in ("live", "fresh"))
    engine = create_engine_for(live)
    upgrade(engine)
    with open_writer(engine) as connection, Node(brand.url) as node:
        follower = Follower(node, connection, brand.deployment(), finality_depth=200)
        with follower:
            follower.require_same_chain()
            for number in range(ROUNDS):
                _round(brand, chance, follower, number)
                report = audit(engine, node)
                assert report is not None
                assert (report.drifts, report.checked > 20) == ([], True)
    engine.dispose()
    index(brand, fresh)
    assert_same(live, fresh)


def _round(brand: Brand, chance: random.Random, follower: Follower, number: int) -> None:
    """Some transactions; in every third round they are taken back, with or without having been indexed."""
    taken_back = number % 3 == 2
    snapshot = brand.rpc("evm_snapshot") if taken_back else ""
    for _ in range(chance.randint(1, 6)):
        chance.choice((_issue, _move, _delegate, _redeem, _pause))(brand, chance)
    if number % 7 == 3:
        _propose_and_vote(brand, chance)
    if not taken_back or chance.random() < 0.7:
        _to_head(follower)
    if taken_back:
        brand.rpc("evm_revert", snapshot)
        _issue(brand, chance)
        _to_head(follower)


def _propose_and_vote(brand: Brand, chance: random.Random) -> None:
    _issue(brand, chance)
    able = [one for one in brand.accounts[1:8] if one != brand.excluded]
    voters = [one for one in able if brand.call("BrandMembership", "getVotes", one)[0]]
    number = brand.call("BrandGovernor", "latestProposalId")[0] + 1
    brand.send("BrandGovernor", "proposeTyped", 1, [brand.owner], [1], [b""], f"# Proposal {number}")
    brand.pass_time(61)
    for voter in voters:
        brand.send("BrandGovernor", "castVoteWithReason", number, chance.randrange(3), "so be it", sender=voter)


def _to_head(follower: Follower) -> None:
    while not follower.step().at_head:
        pass


def _issue(brand: Brand, chance: random.Random) -> None:
    brand.issue(chance.choice((1, 2, 3)), *chance.sample(brand.accounts[1:8], chance.randint(1, 3)))


def _move(brand: Brand, chance: random.Random) -> None:
    token = _own(brand)
    if token is not None:
        holder = brand.call("BrandMembership", "ownerOf", token)[0]
        brand.send("BrandMembership", "transferFrom", holder, chance.choice(brand.accounts[1:8]), token, sender=holder)


def _delegate(brand: Brand, chance: random.Random) -> None:
    free = [account for account in brand.accounts[1:8] if account != brand.excluded]  # whose votes are not bound
    one, other = chance.sample(free, 2)
    brand.send("BrandMembership", "delegate", other, sender=one)


def _redeem(brand: Brand, chance: random.Random) -> None:
    token = _own(brand)
    if token is not None and brand.call("PerkRegistry", "redeemedWith", 1, token)[0] < 5:
        _pause(brand, chance, paused=False)
        holder = brand.call("BrandMembership", "ownerOf", token)[0]
        brand.send("PerkRegistry", "redeem", 1, token, sender=holder)


def _pause(brand: Brand, chance: random.Random, *, paused: bool | None = None) -> None:
    brand.send("PerkRegistry", "setPaused", 1, chance.random() < 0.5 if paused is None else paused)


def _own(brand: Brand) -> int | None:
    """The newest membership of tier 1: anybody may move it, and perk 1 is for it."""
    for token in range(brand.call("BrandMembership", "issuedCount")[0], 0, -1):
        if brand.call("BrandMembership", "membershipOf", token)[0][1] == 1:
            return token
    return None
