"""Against a real Ganache and the compiled contracts: logs, blooms, and what `evm_revert` takes back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import col, select

from benchmarks.tallies import ReferenceRound
from indexer.fetch.completeness import bloom_of_logs
from indexer.follow import Follower
from scripts.local.ganache import Ganache
from symbia.chain.node import Node
from symbia.errors import NodeBehindError
from symbia.rules.ballots.counting import Lot, Weighted, count
from symbia.rules.ballots.names import CURVES, METHODS
from symbia.rules.ballots.run_off import label_digest
from symbia.rules.proposals import REACHES
from symbia.tables.bookkeeping import Cursor
from symbia.tables.db import create_engine_for, open_writer, read_session
from symbia.tables.memberships import Membership, Tier, effective_expiry, state_at
from symbia.tables.migrations import upgrade
from symbia.tables.types import from_wei_text
from tests import ROOT

from .brand import Brand
from .choosing import choose
from .compare import assert_same, dump
from .telling import ZERO

ETHER = 10**18


@pytest.fixture(scope="module")
def standing() -> Iterator[Brand]:
    with Ganache(ROOT, accounts=12) as chain:
        brand = Brand(chain.url)
        yield brand
        brand.close()


@pytest.fixture
def brand(standing: Brand) -> Iterator[Brand]:
    """What a test does on chain is undone."""
    snapshot = standing.rpc("evm_snapshot")
    standing.rpc("evm_mine")  # the clock has gone on while earlier tests let time pass, the last block has not
    yield standing
    standing.rpc("evm_revert", snapshot)


def index(brand: Brand, url: str) -> None:
    """Everything up to the head; opens and closes all it needs, as a process would."""
    engine = create_engine_for(url)
    upgrade(engine)
    with open_writer(engine) as connection, Node(brand.url) as node:
        follower = Follower(node, connection, brand.deployment(), finality_depth=64)
        follower.require_same_chain()
        while not follower.step().at_head:
            pass
    engine.dispose()


def live(brand: Brand) -> None:
    """Memberships, transfers, delegations, perks, a proposal from the idea to its payment."""
    members = brand.accounts[1:6]
    brand.issue(1, *members)
    brand.issue(2, brand.accounts[6], brand.accounts[6])
    brand.send("BrandMembership", "transferFrom", members[2], brand.accounts[8], 3, sender=members[2])
    brand.send("BrandMembership", "delegate", members[0], sender=members[3])
    brand.send("PerkRegistry", "redeem", 1, 1, sender=members[0])
    brand.transact(brand.owner, brand.address["BrandTimelock"], b"", 5 * ETHER)
    brand.decide(1, value=ETHER)


def test_snapshot_and_revert_equal_a_fresh_index(brand: Brand, new_database: Callable[[], str]) -> None:
    database = new_database()
    live(brand)
    index(brand, database)
    snapshot = brand.rpc("evm_snapshot")
    at_snapshot = dump(database)

    brand.decide(2, value=ETHER)
    choose(brand)
    brand.send("BrandMembership", "setTierURI", 1, "ipfs://bafkreiother", "ipfs://bafkreiimage")
    brand.grow_old()
    brand.sell()
    brand.send("BrandMembership", "setContractURI", "ipfs://bafkreicollection")
    brand.send("BrandMembership", "freezeMetadata")
    brand.issue(1, brand.accounts[9])
    index(brand, database)
    assert len(dump(database)["proposal"]) == 7

    before = dump(database)
    brand.rpc("evm_revert", snapshot)
    with pytest.raises(NodeBehindError):  # the head went backwards, and nothing is in its place yet
        index(brand, database)
    assert dump(database) == before
    brand.rpc("evm_mine")
    index(brand, database)
    assert rows_of_brand(dump(database)) == rows_of_brand(at_snapshot)

    brand.issue(1, brand.accounts[10], brand.accounts[1])
    brand.send("PerkRegistry", "setPaused", 1, True)
    choose(brand)
    brand.grow_old()
    brand.sell()
    index(brand, database)
    fresh = new_database()
    index(brand, fresh)
    assert_same(database, fresh)


def rows_of_brand(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Without what the indexer keeps of blocks."""
    return {name: rows for name, rows in tables.items() if name not in {"block", "cursor", "undo"}}


def test_what_the_contracts_say_is_what_the_tables_say(brand: Brand, database: str) -> None:
    live(brand)
    index(brand, database)
    tables = dump(database)
    holders = {row["token_id"]: row["holder"] for row in tables["membership"]}
    assert holders[3] == brand.accounts[8]
    assert {row["token_id"] for row in tables["membership"] if row["locked"]} == {6, 7}
    assert sum(row["delta"] for row in tables["unit_change"]) == 10 * len(holders)
    assert [row["delegatee"] for row in tables["delegation"]] == [brand.accounts[1]]
    (proposal,) = tables["proposal"]
    assert (proposal["title"], proposal["content_uri"]) == ("Proposal 1", "ipfs://bafkreiexample1")
    assert proposal["binding"]
    assert proposal["executed_at"] >= proposal["eta_at"] > proposal["queued_at"] > proposal["deadline_at"]
    assert [row["executed_at"] for row in tables["timelock_operation"]] == [proposal["executed_at"]]
    assert {(row["support"], row["votes"]) for row in tables["ballot"]} == {(1, 20), (2, 10)}
    amounts = [(row["incoming"], int(row["amount"], 16)) for row in tables["treasury_entry"]]
    assert amounts == [(True, 5 * ETHER), (False, ETHER)]
    balance = int(brand.rpc("eth_getBalance", brand.address["BrandTimelock"], "latest"), 16)
    assert balance == 4 * ETHER


def test_choices_are_what_the_contracts_say(brand: Brand, database: str) -> None:
    choose(brand)
    index(brand, database)
    tables = dump(database)
    for row in tables["proposal_type"]:
        *_, methods, curve, cap, option_bps, answer_period, least, reach, name = brand.call(
            "BrandGovernor", "proposalType", row["type_id"]
        )[0]
        said = (methods, CURVES[curve], cap, option_bps, answer_period, least, REACHES[reach], name)
        names = ("methods", "curve", "cap", "option_bps", "answer_period", "quorum_least", "reach", "name")
        assert tuple(row[name] for name in names) == said
    assert {(row["version"], row["account"]) for row in tables["excluded_account"]} == {(1, brand.excluded)}
    assert brand.call("BrandGovernor", "excludedAccounts", 1) == ((brand.excluded,),)
    for row in tables["proposal"]:
        (said,) = brand.call("BrandGovernor", "proposalRules", row["number"])
        method, curve = METHODS.index(row["method"]), CURVES.index(row["curve"])
        rules = [row[name] for name in ("type_id", "quorum_bps", "approval_bps", "binding")]
        rules += [method, row["option_count"], curve]
        names = ("cap", "option_bps", "answer_period", "exclusions", "quorum_base", "quorum_least")
        assert (*rules, *(row[name] for name in names), REACHES.index(row["reach"])) == said
        assert row["quorum_base"] > 0
        options = [option for option in tables["proposal_option"] if option["proposal_number"] == row["number"]]
        assert [option["label"] for option in options] == [f"option {n + 1}" for n in range(row["option_count"])]


def test_ballots_between_options_count_as_the_contracts_count(brand: Brand, database: str) -> None:
    choose(brand)
    index(brand, database)
    tables = dump(database)
    for row in tables["proposal"]:
        ballots = [ballot for ballot in tables["ballot"] if ballot["proposal_number"] == row["number"]]
        weighted = [Weighted(int(ballot["params"], 16), ballot["votes"]) for ballot in ballots]
        named = [one for one in tables["proposal_option"] if one["proposal_number"] == row["number"]]
        digests = tuple(one["label_digest"] for one in named)
        assert digests == tuple(label_digest(one["label"]) if row["method"] == "ranked" else 0 for one in named)
        seed = int(row["tie_seed"] or "0", 16)
        assert brand.call("BallotLens", "tieSeedOf", row["number"]) == (seed,)
        assert (seed > 0) == (row["method"] == "ranked")
        lot = Lot(seed, sum(ballot["votes"] for ballot in ballots), digests)  # a unit is a vote here
        (quorum,) = brand.call("BrandGovernor", "proposalQuorum", row["number"]) if row["binding"] else (0,)
        found = count(row["method"], row["option_count"], row["option_bps"], weighted, lot, quorum=quorum)
        ((_, _, _, votes, options, winner),) = brand.call("BallotLens", "tallyOf", row["number"])
        assert (found.votes, found.options, found.winner) == (votes, options, winner), row["method"]
        (rounds,) = brand.call("BallotLens", "roundsOf", row["number"])
        assert [ReferenceRound.of_rules(one) for one in found.rounds] == [ReferenceRound.of_chain(r) for r in rounds]
        if row["executed_at"]:
            assert (row["method"], winner, len(rounds)) == ("ranked", 3, 2)
    assert [row["executed_at"] is not None for row in tables["proposal"]] == [True, False, False, False, False]
    skipped = [(row["position"], row["problem"]) for row in tables["skipped_ballot"] if row["proposal_number"] == 1]
    assert skipped == [(2, "excluded"), (4, "unknown_signer"), (0, "already_voted")]
    paid = [int(row["amount"], 16) for row in tables["treasury_entry"] if not row["incoming"]]
    assert paid == [3 * ETHER]


STATES = ("active", "expired", "lapsed")  # in the order of MembershipState


def test_lives_are_what_the_contracts_say(brand: Brand, database: str) -> None:
    live(brand)
    brand.sell()
    brand.grow_old()
    index(brand, database)
    lives, ended = _lives(database), 0
    for token_id, life in lives.items():
        if life["state"] == "ended":
            ended += 1
            continue
        names = ("holder", "tier_id", "issued_at", "acquired_at", "units", "expiry", "revocable_at", "state")
        ((*said, state, _paid),) = brand.call("BrandMembership", "membershipOf", token_id)
        assert [life[name] or 0 for name in names] == [*said, STATES[state]], f"membership {token_id}"
        assert brand.call("BrandMembership", "locked", token_id) == (life["locked"],)
    states = [life["state"] for life in lives.values()][-6:]
    assert states == ["active", "active", "active", "lapsed", "ended", "ended"]
    assert (len(lives), ended) == (*brand.call("BrandMembership", "issuedCount"), 2)


def test_units_of_all_times_are_what_the_contracts_say(brand: Brand, database: str) -> None:
    live(brand)
    brand.grow_old()
    brand.pass_time(1)
    index(brand, database)
    changes = dump(database)["unit_change"]
    assert min(row["delta"] for row in changes) < 0
    for at in {row["at"] + shift for row in changes for shift in (-1, 0)}:
        total = sum(row["delta"] for row in changes if row["at"] <= at)
        assert brand.call("BrandMembership", "getPastTotalSupply", at) == (total,), at


def test_tiers_and_collection_are_what_the_contracts_say(brand: Brand, database: str) -> None:
    brand.issue(3, brand.accounts[1], brand.accounts[2])
    brand.send("BrandMembership", "reduceTierSupply", 3, 2)
    brand.send("BrandMembership", "reduceTierRoyalty", 3, 1, brand.accounts[5])
    brand.send("BrandMembership", "setTierURI", 3, "ipfs://bafkreiother", "ipfs://bafkreiotherimage")
    brand.send("BrandMembership", "setContractURI", "ipfs://bafkreicollection")
    brand.send("BrandMembership", "freezeMetadata")
    brand.send("BrandMembership", "defineTier", (1, 1, 0, True, 0, ZERO, "Late"), "ipfs://bafkrei4", "ipfs://bafkrei5")
    index(brand, database)
    tables = dump(database)
    terms = ("units", "supply", "duration", "transferable", "royalty_bps", "royalty_receiver", "name")
    for row in tables["tier"]:
        said, issued, uri, image_uri = brand.call("BrandMembership", "tier", row["tier_id"])
        assert (tuple(row[name] for name in terms), row["uri"], row["image_uri"]) == (said, uri, image_uri)
        assert issued == sum(1 for token in tables["membership"] if token["tier_id"] == row["tier_id"])
    (collection,) = tables["collection"]
    said = [brand.call("BrandMembership", view)[0] for view in ("contractURI", "renderer", "metadataFrozen")]
    assert [collection[name] for name in ("contract_uri", "renderer", "metadata_frozen")] == said
    assert (collection["frozen_tiers"], len(tables["tier"])) == (3, 4)


def test_sales_are_what_the_contracts_say(brand: Brand, database: str) -> None:
    brand.sell()
    index(brand, database)
    tables = dump(database)
    terms = ("tier_id", "starts_at", "ends_at", "supply", "per_wallet", "currency")
    for row in tables["membership_drop"]:
        (*said, price, root), claimed, closed, uri = brand.call("MembershipDrops", "drop", row["drop_id"])
        assert [row[name] for name in terms] == said
        stored = (from_wei_text(row["price"]), row["allowlist_root"], row["uri"])
        assert stored == (price, "0x" + root.hex(), uri)
        claims = [claim for claim in tables["drop_claim"] if claim["drop_id"] == row["drop_id"]]
        assert (row["closed_at"] is not None, sum(claim["quantity"] for claim in claims)) == (closed, claimed)
    assert [row["closed_at"] is None for row in tables["membership_drop"]] == [False, True]
    for row in tables["tier_price"]:
        said = brand.call("MembershipDrops", "tierPrice", row["tier_id"], row["currency"])
        assert (from_wei_text(row["price"]), True) == said
    (currency,) = tables["currency"]
    assert brand.call("MembershipDrops", "currencyAllowed", currency["address"]) == (currency["allowed"],)
    uids = {from_wei_text(row["uid"]): row["canceled"] for row in tables["voucher_use"]}
    assert uids == {2: False, 3: True, 2**256 - 1: False}
    assert all(brand.call("MembershipDrops", "voucherUsed", brand.owner, uid) == (True,) for uid in uids)


def test_every_wei_paid_in_eth_reaches_the_treasury(brand: Brand, database: str) -> None:
    brand.sell()
    index(brand, database)
    tables = dump(database)
    free_of_eth = {row["drop_id"] for row in tables["membership_drop"] if row["currency"] != ZERO}
    paid = [row["paid"] for row in tables["drop_claim"] if row["drop_id"] not in free_of_eth]
    for name in ("renewal_sale", "tier_change_sale", "voucher_use"):
        paid += [row["paid"] for row in tables[name] if row["currency"] == ZERO]
    balance = int(brand.rpc("eth_getBalance", brand.address["BrandTimelock"], "latest"), 16)
    assert len(paid) == 5
    assert sum(map(from_wei_text, paid)) == balance
    assert balance == sum(from_wei_text(row["amount"]) for row in tables["treasury_entry"])


def _lives(url: str) -> dict[int, dict[str, Any]]:
    """Token id -> its row with `expiry` and `state` at the newest block."""
    engine = create_engine_for(url)
    with read_session(engine) as session:
        now = session.exec(select(Cursor.block_timestamp)).one()
        rows = session.exec(
            select(Membership, effective_expiry(), state_at(now))
            .join(Tier, col(Tier.tier_id) == col(Membership.tier_id))
            .order_by(col(Membership.token_id))
        ).all()
    engine.dispose()
    return {row.token_id: row.model_dump() | {"expiry": expiry, "state": state} for row, expiry, state in rows}


def test_blooms_of_ganache_can_be_trusted(brand: Brand) -> None:
    live(brand)
    with Node(brand.url) as node:
        headers = node.headers(range(node.head().number + 1))
        for header in headers:
            assert header is not None
            assert bloom_of_logs(node.logs_of_block(header.hash)) == header.bloom
