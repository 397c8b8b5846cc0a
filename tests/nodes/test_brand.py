"""A brand's life on geth and on Hardhat: lists, ballots, lapses, tables; within the gas that a transaction may have."""

import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_keys.datatypes import PrivateKey
from sqlalchemy import func
from sqlmodel import Session, select

from api.relay.taking import store
from cli.airdrop.batches import AirdropBatch
from cli.airdrop.state import AirdropJournal
from relay.sending.contract import BrandOnChain
from relay.sending.fees import Fees
from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode
from relay.sending.records import Attempt
from symbia.chain.deployment import Deployment
from symbia.rules.ballots.gas import KEY_BALLOT_GAS, GasRules
from symbia.rules.ballots.typed_data import UnsignedBallot, governor_name
from symbia.rules.member_list import fingerprint
from symbia.rules.typed_data import SigningDomain
from symbia.tables.db import create_engine_for
from symbia.tables.relay import BallotBatch, RelayStatus, SignedBallot
from symbia.tables.types import to_wei_text
from symbia.units import TRANSACTION_GAS
from tests.indexer.compare import assert_same

from .house import BRAND, DEPLOYER, GETH, HARDHAT, ISSUER, RELAY, House, eventually, key_of, open_house

MEMBERS, BALLOTS = 1_000, 900
DOCUMENT = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
YEAR = 365 * 86_400
ZERO = "0x" + "0" * 40
FRIEND, SEASON = 1, 2


@pytest.fixture(scope="module", params=[GETH, HARDHAT])
def make(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def house(make: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A brand with a tier for life and one for a year."""
    with open_house(make, tmp_path_factory.mktemp(make)) as house:
        done = house.deploy()
        assert done.code == 0, done.output
        for name, duration in (("Friend", 0), ("Season", YEAR)):
            terms = (1, 10_000, duration, True, 0, ZERO, name)
            house.send(house.contract("BrandMembership").functions.defineTier(terms, DOCUMENT, DOCUMENT), BRAND)
        yield house


@pytest.fixture(scope="module")
def members(house: House) -> list[PrivateKey]:
    """Whose memberships are issued by a list, in batches as large as can be asked for."""
    chance = random.Random(11)
    found = [PrivateKey(chance.randbytes(32)) for _ in range(MEMBERS)]
    listed = write_list(house.folder / "members.csv", [key.public_key.to_checksum_address() for key in found])
    done = house.run("airdrop", str(listed), "--batch", str(MEMBERS), **house.sending(ISSUER))
    assert done.code == 0, done.output
    assert f"more would need more gas than the {TRANSACTION_GAS:,}" in done.output
    return found


def write_list(path: Path, accounts: list[str]) -> Path:
    path.write_text("account,tier\n" + "".join(f"{account},Friend\n" for account in accounts))
    return path


def issued(house: House) -> int:
    return int(house.contract("BrandMembership").functions.issuedCount().call())


def holders(house: House, first: int) -> list[str]:
    """Of all tokens from `first` on."""
    membership = house.contract("BrandMembership")
    logs = membership.events.Transfer.get_logs(from_block=0)
    return [log["args"]["to"] for log in logs if log["args"]["id"] >= first]


def gas_limits(house: House, account: str) -> list[int]:
    """Of all transactions that an account has sent."""
    blocks: list[Any] = [house.web3.eth.get_block(one, True) for one in range(house.web3.eth.block_number + 1)]
    return [tx["gas"] for block in blocks for tx in block["transactions"] if tx["from"] == account]


def index(house: House, **settings: str) -> None:
    done = house.run("index", "--until-head", **settings)
    assert done.code == 0, done.output


def test_a_long_list_is_issued_in_batches_that_fit(house: House, members: list[PrivateKey]) -> None:
    assert sorted(holders(house, 1)) == sorted(key.public_key.to_checksum_address() for key in members)
    limits = gas_limits(house, key_of(ISSUER).address)
    assert max(limits) <= TRANSACTION_GAS
    assert MEMBERS // 200 <= len(limits) <= MEMBERS // 100
    again = house.run("airdrop", str(house.folder / "members.csv"), **house.sending(ISSUER))
    assert (again.code, "issued already" in again.output) == (0, True)
    assert issued(house) == MEMBERS


def test_a_list_that_an_earlier_release_was_stuck_with_goes_on(house: House, members: list[PrivateKey]) -> None:
    """It had signed 300 memberships as one transaction of 24 million gas, which no node takes."""
    chance, before = random.Random(12), issued(house)
    accounts = [PrivateKey(chance.randbytes(32)).public_key.to_checksum_address() for _ in range(300)]
    listed = write_list(house.folder / "stuck.csv", accounts)
    sign_as_before(house, listed, accounts)
    done = house.run("airdrop", str(listed), **house.sending(ISSUER))
    assert done.code == 0, done.output
    assert "it is sent as two" in done.output
    assert sorted(holders(house, before + 1)) == sorted(accounts)


def sign_as_before(house: House, listed: Path, accounts: list[str]) -> None:
    key = SigningKey.from_hex(key_of(ISSUER).key.hex())
    batch = AirdropBatch(1, FRIEND, tuple(accounts))
    with SendingNode(house.chain.url) as node:
        brand = BrandOnChain(node, Deployment.load(house.settings.deployment))
        with AirdropJournal(AirdropJournal.beside(listed), brand) as journal:
            assert not journal.begun("", key.address)
            journal.plan([batch], fingerprint(listed.read_bytes()))
            journal.journal.bind(chain=str(house.chain.chain_id), account=key.address)
            call, nonce = batch.call(brand.membership), node.look(key.address, [], 0).used
            fees = {"maxFeePerGas": 3 * 10**9, "maxPriorityFeePerGas": 10**9}
            terms = {"type": 2, "chainId": house.chain.chain_id, "nonce": nonce, "gas": 24_000_000, **fees}
            signed = key.sign({**terms, "to": call.to, "value": 0, "data": call.data})
            attempt = Attempt(signed.tx_hash, nonce, signed.raw, 24_000_000, Fees(3 * 10**9, 10**9), time.time())
            journal.journal.sign(call, attempt)


def test_ballots_are_brought_in_batches_that_fit(house: House, members: list[PrivateKey]) -> None:
    governor = house.contract("BrandGovernor")
    house.send(governor.functions.proposeTyped(1, [], [], [], "# Juniper?"), BRAND)
    number = governor.functions.latestProposalId().call()
    snapshot = governor.functions.proposalSnapshot(number).call()
    index(house)
    while house.web3.eth.get_block("latest")["timestamp"] <= snapshot:
        time.sleep(0.5)
        house.tick()
    hand_in(house, number, members[:BALLOTS])

    def counted() -> bool:
        assert relay.poll() is None, relay.communicate()[0]
        return states(house) == {"counted": BALLOTS}

    relay = house.start(
        "relay", **house.sending(RELAY), SYMBIA_RELAY_BATCH=str(BALLOTS), SYMBIA_RELAY_FLUSH_SECONDS="0"
    )
    try:
        eventually(counted, "every ballot counts")
    finally:
        os.killpg(relay.pid, signal.SIGKILL)
        relay.communicate()
    voted = [log["args"]["voter"] for log in governor.events.VoteCast.get_logs(from_block=0)]
    assert sorted(voted) == sorted(key.public_key.to_checksum_address() for key in members[:BALLOTS])
    assert max(gas_limits(house, key_of(RELAY).address)) <= TRANSACTION_GAS
    engine = create_engine_for(house.settings.database_url)
    with Session(engine) as session:
        assert session.get_one(RelayStatus, 1).state == "working"
        assert {batch.state for batch in session.exec(select(BallotBatch))} == {"settled"}
    engine.dispose()


def hand_in(house: House, number: int, voters: list[PrivateKey]) -> None:
    """As the API stores them once it has checked them."""
    governor = house.contracts["BrandGovernor"]
    deadline = int(house.contract("BrandGovernor").functions.proposalDeadline(number).call())
    domain = SigningDomain(governor_name("Juniper & Rye"), house.chain.chain_id, governor)
    digest = UnsignedBallot(number, 1, deadline).digest(domain)
    engine = create_engine_for(house.settings.database_url)
    now = int(time.time())
    for place, voter in enumerate(voters, 1):
        signature = voter.sign_msg_hash(digest)
        compact = signature.r.to_bytes(32) + (signature.s | signature.v << 255).to_bytes(32)
        ballot = SignedBallot(
            receipt=f"{place:064x}",
            proposal_number=number,
            account=voter.public_key.to_address(),
            member_number=place,
            kind="member",
            choice=to_wei_text(1),
            deadline=deadline,
            signature="0x" + compact.hex(),
            votes=1,
            gas=KEY_BALLOT_GAS,
            received_at=now,
            changed_at=now,
        )
        store(engine, ballot, GasRules.load(house.settings), left=86_400)
    engine.dispose()


def states(house: House) -> dict[str, int]:
    """How many ballots are in each state."""
    engine = create_engine_for(house.settings.database_url)
    with Session(engine) as session:
        found = dict(session.exec(select(SignedBallot.state, func.count()).group_by(SignedBallot.state)).all())
    engine.dispose()
    return found


def test_what_expired_is_lapsed(house: House, members: list[PrivateKey]) -> None:
    membership = house.contract("BrandMembership")
    house.send(membership.functions.issue(key_of(DEPLOYER).address, SEASON), ISSUER)
    token = issued(house)
    index(house)
    done = house.run("keep", "--once", **house.sending(RELAY))
    assert (done.code, "nothing is expired" in done.output) == (0, True), done.output
    if house.make != HARDHAT:
        return  # only there can the clock be moved
    house.rpc("evm_increaseTime", YEAR + 30 * 86_400)
    house.rpc("evm_mine")
    done = house.run("keep", "--once", **house.sending(RELAY))
    assert done.code == 0, done.output
    logs = membership.events.MembershipLapsed.get_logs(from_block=0)
    assert [log["args"]["tokenId"] for log in logs] == [token]


def test_the_tables_say_what_the_contracts_say(house: House, members: list[PrivateKey]) -> None:
    index(house)
    done = house.run("audit")
    assert done.code == 0, done.output
    assert "0 drifted" in done.output


def test_after_a_reorg_the_tables_are_those_of_a_fresh_index(house: House, members: list[PrivateKey]) -> None:
    membership, recipient = house.contract("BrandMembership"), key_of(DEPLOYER).address
    for number in range(12):
        if number == 2:
            mark = house.mark()
        house.send(membership.functions.issue(recipient, FRIEND), ISSUER)
    index(house)
    undone = issued(house)
    house.set_back(mark)
    assert issued(house) == undone - 10
    for _ in range(11):
        house.send(membership.functions.issue(key_of(BRAND).address, FRIEND), ISSUER)
    index(house)
    fresh = replace(house.settings, database_url=f"sqlite:///{house.folder / 'fresh.db'}")
    index(house, SYMBIA_DATABASE_URL=fresh.database_url)
    assert_same(house.settings.database_url, fresh.database_url)
    assert house.run("audit").code == 0
