"""The journal beside a list: what it goes on with, and what it refuses to."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.airdrop.batches import batches
from cli.airdrop.errors import AirdropError
from cli.airdrop.state import AirdropJournal
from relay.sending.contract import ContractOnNode
from relay.sending.errors import JournalError
from relay.sending.fees import Fees
from relay.sending.node import LogEntry, MinedReceipt, SendingNode
from relay.sending.records import Attempt, PlannedCall
from symbia.chain.deployment import DeployedContract, Deployment
from symbia.rules.member_list import Row

ACCOUNT = "0x" + "a" * 40
ROWS = [Row(number + 2, f"0x{number + 1:040x}", 1) for number in range(5)]
PARTS = batches(ROWS, {1: 2})
CALLS = {f"batch {number}": PlannedCall(f"batch {number}", ACCOUNT, b"") for number in (1, 2)}


def brand(address: str = "0x" + "1" * 40, chain_id: int = 1, start: str = "0x" + "b" * 64) -> Any:
    deployment = Deployment(chain_id, "A", 5, start, {"BrandMembership": DeployedContract(address, "")})
    return SimpleNamespace(
        deployment=deployment, membership=ContractOnNode(SendingNode("http://node.test"), "BrandMembership", address)
    )


def begin(path: Path) -> AirdropJournal:
    """One batch signed."""
    journal = AirdropJournal(path, brand())
    assert not journal.begun("rows", ACCOUNT)
    journal.plan(PARTS, "rows")
    journal.journal.bind(account=ACCOUNT)
    sign(journal, "batch 1", 0)
    return journal


def sign(journal: AirdropJournal, key: str, nonce: int) -> None:
    journal.journal.sign(CALLS[key], Attempt(f"0x{nonce:064x}", nonce, b"raw", 9, Fees(2, 1), 0.0))


def receipt(nonce: int, status: int = 1, logs: tuple[LogEntry, ...] = ()) -> MinedReceipt:
    return MinedReceipt(f"0x{nonce:064x}", "0x" + "c" * 64, "0x7", hex(status), hex(100), hex(3), logs)


def issued(journal: AirdropJournal, first: int, count: int) -> str:
    """The outcome of a receipt that says so."""
    membership = brand().membership
    other = LogEntry(membership.address, ("0x" + "d" * 64,), "0x")
    data = "0x" + "".join(f"{value:064x}" for value in (first, count, 1))
    log = LogEntry(membership.address, (membership.topic("MembershipsIssued"), "0x1"), data)
    return journal.remember("batch", receipt(0, logs=(other, log)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return AirdropJournal.beside(tmp_path / "members.csv")


def test_it_lies_beside_the_list(tmp_path: Path, path: Path) -> None:
    assert path == tmp_path / "members.csv.airdrop"


def test_it_goes_on(path: Path) -> None:
    begin(path).journal.close()
    with AirdropJournal(path, brand()) as journal:
        assert journal.begun("rows", ACCOUNT)
        assert not journal.progress().finished


def test_a_plan_of_which_nothing_was_signed_is_made_anew(path: Path) -> None:
    with AirdropJournal(path, brand()) as journal:
        journal.plan(PARTS, "rows")
    with AirdropJournal(path, brand()) as journal:
        assert not journal.begun("other rows", ACCOUNT)
        journal.plan(PARTS[:1], "other rows")
        assert journal.progress().batches == 1


@pytest.mark.parametrize(
    ("place", "rows", "account", "words"),
    [
        (brand(), "other", ACCOUNT, "Put the rows back as they were"),
        (brand(), "rows", "0x" + "e" * 40, f"begun by {ACCOUNT}"),
        (brand(chain_id=2), "rows", ACCOUNT, "begun on chain 1"),
        (brand(address="0x" + "2" * 40), "rows", ACCOUNT, "copy the list under another name"),
        (brand(start="0x" + "f" * 64), "rows", ACCOUNT, "another life of it"),
    ],
)
def test_something_else_is_refused(path: Path, place: Any, rows: str, account: str, words: str) -> None:
    begin(path).journal.close()
    with AirdropJournal(path, place) as journal, pytest.raises(AirdropError, match=words):
        journal.begun(rows, account)


def test_what_was_issued_is_added_up(path: Path) -> None:
    with begin(path) as journal:
        journal.journal.settle("batch 1", receipt(0), issued(journal, 7, 2))
        sign(journal, "batch 2", 1)
        journal.journal.settle("batch 2", receipt(1), issued(journal, 12, 2))
        progress = journal.progress()
    assert (progress.members, progress.members_done) == (5, 4)
    assert (progress.batches, progress.batches_done) == (3, 2)
    assert (progress.gas, progress.cost) == (200, 600)
    assert (progress.first_token_id, progress.last_token_id) == (7, 13)
    assert not progress.finished


def test_a_reverted_batch_is_not_done_and_may_be_tried_again(path: Path) -> None:
    with begin(path) as journal:
        journal.journal.settle("batch 1", receipt(0, status=0), "")
        (reverted,) = journal.progress().reverted
        assert reverted.key == "batch 1"
        assert journal.progress().members_done == 0
        journal.try_reverted_again()
        assert journal.progress().reverted == ()
        planned = journal.journal.planned()
        assert planned is not None
        assert planned.key == "batch 1"


def accounts_planned(journal: AirdropJournal) -> list[tuple[str, tuple[str, ...]]]:
    """Key and accounts of each batch that nothing was signed for."""
    membership = brand().membership
    calls = journal.journal.unsigned_calls()
    return [(call.key, membership.arguments_in("airdrop", call.data)[0]) for call in calls]


def test_a_batch_that_is_too_large_is_sent_as_two(path: Path) -> None:
    everybody = [row.account for row in ROWS]
    with AirdropJournal(path, brand()) as journal:
        journal.begun("rows", ACCOUNT)
        journal.plan(batches(ROWS, {1: 4}), "rows")
        assert journal.cut("batch 1")
        assert accounts_planned(journal) == [
            ("batch 1.1", tuple(everybody[:2])),
            ("batch 1.2", tuple(everybody[2:4])),
            ("batch 2", tuple(everybody[4:])),
        ]
        assert journal.progress().batches == 3
        assert not journal.cut("batch 2"), "of one member"
        assert journal.cut("batch 1.1")
        assert [account for _, some in accounts_planned(journal) for account in some] == everybody
        assert (journal.progress().batches, journal.progress().members) == (4, 5)


def test_a_batch_that_may_still_be_mined_is_not_cut(path: Path) -> None:
    with begin(path) as journal:
        assert not journal.cut("batch 1")
        with pytest.raises(JournalError, match="may still be mined"):
            journal.journal.cut("batch 1", [CALLS["batch 2"]])
        journal.journal.give_up("batch 1")
        assert journal.cut("batch 1")
        assert [key for key, _ in accounts_planned(journal)] == ["batch 1.1", "batch 1.2", "batch 2", "batch 3"]
