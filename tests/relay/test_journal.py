"""What a journal takes back, and what it never forgets."""

from pathlib import Path

from relay.sending.fees import Fees
from relay.sending.journal import Journal
from relay.sending.node import MinedReceipt
from relay.sending.records import Attempt

from .house import call

HASH = "0x" + "ab" * 32


def attempt(number: int) -> Attempt:
    return Attempt(f"0x{number:064x}", number, b"raw", 100, Fees(2, 1), 1.0)


def receipt(tx_hash: str) -> MinedReceipt:
    return MinedReceipt(tx_hash, HASH, "0x7", "0x1", "0x64", "0x2")


def test_what_may_still_be_mined_is_not_withdrawn(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.plan([call(1), call(2)])
        journal.sign(call(2), attempt(2))
        assert journal.unsigned() == ["call 1"]
        for number in (1, 2, 3):
            journal.withdraw(f"call {number}")
        assert [journal.knows(f"call {number}") for number in (1, 2, 3)] == [False, True, False]


def test_what_was_undone_is_under_way_again_with_all_that_was_signed(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.sign(call(1), attempt(1))
        journal.sign(call(1), attempt(2))
        assert journal.newest_hash("call 1") == attempt(2).tx_hash
        assert journal.outcome("call 1") is None
        journal.settle("call 1", receipt(attempt(1).tx_hash), "said")
        settled = journal.outcome("call 1")
        assert settled is not None
        assert (settled.tx_hash, settled.outcome, journal.sent()) == (attempt(1).tx_hash, "said", [])
        assert journal.newest_hash("call 1") == attempt(1).tx_hash
        journal.reopen("call 1")
        (sent,) = journal.sent()
        assert [one.tx_hash for one in sent.attempts] == [attempt(1).tx_hash, attempt(2).tx_hash]
        assert journal.outcome("call 1") is None
