"""What single events become, and that the same log twice is the same as once."""

from collections.abc import Callable

import pytest

from indexer.decode import events
from indexer.decode.decoder import Decoder
from indexer.decode.events import Event
from indexer.errors import MissingRowError, NumberTooLargeError
from indexer.handlers import handle
from indexer.write.changes import LARGEST, Writer
from symbia.chain.wire import Log
from symbia.rules.proposal_text import TITLE_LENGTH, content_uri_of, title_of
from symbia.tables.brand import Role, RoleMember, TimelockOperation, TreasuryEntry
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.members import Delegation, DelegationChange, Member
from symbia.tables.memberships import Membership, MembershipTransfer, TokenApproval
from symbia.tables.migrations import upgrade
from symbia.tables.proposals import Proposal, ProposalAction
from symbia.tables.types import from_wei_text

from .applying import HASH, Tables
from .compare import dump
from .story import ADDRESSES, PEOPLE, ZERO, Story

A, B, C = PEOPLE[:3]


@pytest.fixture
def issued(tables: Tables) -> Tables:
    """Membership 1 of A, approved to C."""
    tables.apply(events.MembershipsIssued, 1, 1, 1, 10)
    tables.apply(events.Transfer, ZERO, A, 1)
    tables.apply(events.Approval, A, C, 1)
    return tables


def test_transfer_changes_holder_and_ends_the_approval(issued: Tables) -> None:
    issued.apply(events.Transfer, A, B, 1, at=2_000)
    membership = issued.row(Membership)
    assert (membership["holder"], membership["issued_at"], membership["acquired_at"]) == (B, 1_000, 2_000)
    assert issued.rows(TokenApproval) == []
    assert [(row["sender"], row["recipient"]) for row in issued.rows(MembershipTransfer)] == [(ZERO, A), (A, B)]


def test_transfer_to_oneself_keeps_the_holding_time(issued: Tables) -> None:
    issued.apply(events.Transfer, A, A, 1, at=2_000)
    membership = issued.row(Membership)
    assert (membership["holder"], membership["acquired_at"]) == (A, 1_000)
    assert issued.rows(TokenApproval) == []
    assert len(issued.rows(MembershipTransfer)) == 2


def test_an_approval_of_nobody_is_none(issued: Tables) -> None:
    issued.apply(events.Approval, A, ZERO, 1)
    assert issued.rows(TokenApproval) == []


def test_delegating_back_to_oneself(tables: Tables) -> None:
    tables.apply(events.DelegateChanged, A, A, B)
    assert tables.row(Delegation)["delegatee"] == B
    tables.apply(events.DelegateChanged, A, B, A)
    assert tables.rows(Delegation) == []
    assert [row["delegatee"] for row in tables.rows(DelegationChange)] == [B, A]


def _propose(tables: Tables, *, binding: bool, targets: tuple[str, ...]) -> None:
    count = len(targets)
    tables.apply(
        events.ProposalCreated, 1, A, targets, (0,) * count, ("",) * count, ("0x",) * count, 1_060, 1_660, "# T\n\nbody"
    )
    tables.apply(events.ProposalRulesFrozen, 1, 2, 2_000, 5_000, binding)


def test_an_advisory_proposal_has_no_action(tables: Tables) -> None:
    _propose(tables, binding=False, targets=(ZERO,))
    assert tables.rows(ProposalAction) == []
    proposal = tables.row(Proposal)
    assert (proposal["type_id"], proposal["binding"], proposal["deadline_at"]) == (2, False, 1_660)


def test_a_binding_call_to_the_zero_address_is_an_action(tables: Tables) -> None:
    _propose(tables, binding=True, targets=(ZERO, B))
    assert [row["target"] for row in tables.rows(ProposalAction)] == [ZERO, B]


def test_a_proposal_from_queue_to_execution(tables: Tables) -> None:
    _propose(tables, binding=True, targets=(B,))
    tables.apply(events.ProposalExtended, 1, 1_900)
    tables.apply(events.CallScheduled, HASH, 0, B, 7, "0x", HASH, 600, at=2_000)
    tables.apply(events.CallSalt, HASH, "0x" + "0b" * 32)
    tables.apply(events.ProposalQueued, 1, 2_600, at=2_000)
    tables.apply(events.CallExecuted, HASH, 0, B, 7, "0x", at=3_000)
    tables.apply(events.ProposalExecuted, 1, at=3_000)
    proposal = tables.row(Proposal)
    assert [proposal[name] for name in ("deadline_at", "queued_at", "eta_at", "executed_at", "canceled_at")] == [
        1_900, 2_000, 2_600, 3_000, None,
    ]  # fmt: skip
    operation = tables.row(TimelockOperation)
    assert (operation["ready_at"], operation["executed_at"], operation["salt"]) == (2_600, 3_000, "0x" + "0b" * 32)
    entry = tables.row(TreasuryEntry)
    assert (entry["incoming"], entry["counterparty"], from_wei_text(entry["amount"])) == (False, B, 7)


def test_cancelling_an_operation_cancels_all_its_calls(tables: Tables) -> None:
    for position in range(3):
        tables.apply(events.CallScheduled, HASH, position, B, 0, "0x", HASH, 600)
    tables.apply(events.Cancelled, HASH, at=1_500)
    assert [row["canceled_at"] for row in tables.rows(TimelockOperation)] == [1_500] * 3


def test_a_call_without_eth_is_no_treasury_entry(tables: Tables) -> None:
    tables.apply(events.CallScheduled, HASH, 0, B, 0, "0x", HASH, 600)
    tables.apply(events.CallExecuted, HASH, 0, B, 0, "0x")
    tables.apply(events.TreasuryReceived, A, 2**256 - 1)
    assert from_wei_text(tables.row(TreasuryEntry)["amount"]) == 2**256 - 1


def test_a_changed_delay_does_not_change_since_when_one_is_a_member(tables: Tables) -> None:
    tables.apply(events.BrandAccessRoleGranted, 0, A, 0, 1_000, True)
    tables.apply(events.BrandAccessRoleGranted, 0, A, 60, 9_000, False)
    member = tables.row(RoleMember)
    assert (member["since"], member["execution_delay"], member["delay_since"]) == (1_000, 60, 9_000)
    assert tables.row(Role)["label"] == "ADMIN"
    tables.apply(events.BrandAccessRoleRevoked, 0, A)
    assert tables.rows(RoleMember) == []


def test_parts_of_a_role_in_any_order(tables: Tables) -> None:
    tables.apply(events.RoleGuardianChanged, 7, 3)
    tables.apply(events.RoleLabel, 7, "PRESS")
    tables.apply(events.BrandAccessRoleAdminChanged, 7, 2)
    role = tables.row(Role)
    assert (role["label"], role["guardian_role_id"], role["admin_role_id"]) == ("PRESS", "3", "2")


@pytest.mark.parametrize(
    ("description", "title", "content"),
    [
        ("# Title\n\nipfs://bafy1\n#proposer=0xab", "Title", "ipfs://bafy1"),
        ("\n \n##  Deep \nbody", "Deep", None),
        ("", "", None),
        ("###\n#\n", "", None),
        ("no heading ipfs://a and ipfs://b", "no heading ipfs://a and ipfs://b", "ipfs://a"),
        ("[x](ipfs://bafy/a.json) <b>", "[x](ipfs://bafy/a.json) <b>", "ipfs://bafy/a.json"),
        ("ipfs://", "ipfs://", None),
        ("x" * 500, "x" * TITLE_LENGTH, None),
        ("\u2028# after a line separator", "after a line separator", None),
    ],
)
def test_descriptions(description: str, title: str, content: str | None) -> None:
    assert title_of(description) == title
    assert content_uri_of(description) == content


def test_an_id_beyond_63_bits_is_refused_loudly(tables: Tables) -> None:
    with pytest.raises(NumberTooLargeError, match=r"membership\.token_id"):
        tables.apply(events.MembershipsIssued, 1, LARGEST + 1, 1, 1)
    assert tables.rows(Membership) == []


def test_an_update_of_nothing_is_refused(tables: Tables) -> None:
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.Locked, 404)


def test_every_log_twice_is_every_log_once(story: Story, new_database: Callable[[], str]) -> None:
    story.grow(120)
    decoder = Decoder(ADDRESSES)
    told = [
        decoder.decode(
            Log(
                log["address"],
                tuple(log["topics"]),
                bytes.fromhex(log["data"][2:]),
                block.number,
                block.hash,
                HASH,
                0,
                i,
            ),
            block.number,
        )
        for block in story.chain.blocks
        for i, log in enumerate(block.logs)
    ]
    once, doubled, replayed = new_database(), new_database(), new_database()
    _tell(once, told)
    _tell(doubled, [event for event in told for _ in range(2)])
    _tell(replayed, told, told[len(told) // 2 :])
    assert dump(once) == dump(doubled) == dump(replayed)


def _tell(url: str, *tellings: list[Event]) -> None:
    engine = create_engine_for(url)
    upgrade(engine)
    with open_writer(engine) as connection:
        for told in tellings:
            with connection.begin():
                write = Writer(connection)
                for event in told:
                    handle(write, event)
                write.flush()
    engine.dispose()


def test_member_numbers_go_by_first_sight(tables: Tables) -> None:
    tables.apply(events.MembershipsIssued, 1, 1, 2, 10)
    tables.apply(events.Transfer, ZERO, B, 1)
    tables.apply(events.DelegateVotesChanged, C, 0, 10)  # B had delegated to C before it held anything
    tables.apply(events.Transfer, ZERO, A, 2)
    tables.apply(events.DelegateVotesChanged, A, 0, 10)
    tables.apply(events.Transfer, A, B, 2)
    tables.apply(events.Transfer, B, ZERO, 2)
    numbers = {row["account"]: row["number"] for row in tables.rows(Member)}
    assert numbers == {B: 1, C: 2, A: 3}
