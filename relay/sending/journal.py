"""What is to be sent and what was signed, in a SQLite file: written before anything leaves for the node.

A call is what somebody wants done on the chain, once. An attempt is a signed transaction that would do it; whichever
attempt is mined counts. What was signed is never removed.

    planned -> sent -> done     (-> sent, when a reorg undid it)
                    -> reverted (-> planned, when a person asks for it)
                    -> planned  (its nonce is spent by something else, and the contract refuses it now)
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relay.sending.errors import JournalError
from relay.sending.fees import Fees
from relay.sending.node import MinedReceipt
from relay.sending.records import Attempt, PlannedCall, Sent, Settled
from symbia.process.closing import Closing
from symbia.text import Text

SCHEMA = """
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS call (
    key TEXT PRIMARY KEY, place INTEGER NOT NULL, recipient TEXT NOT NULL, data BLOB NOT NULL, value TEXT NOT NULL,
    state TEXT NOT NULL, tx_hash TEXT, block INTEGER, gas INTEGER, gas_price TEXT, outcome TEXT) STRICT;
CREATE INDEX IF NOT EXISTS call_state ON call (state, place);
CREATE TABLE IF NOT EXISTS attempt (
    tx_hash TEXT PRIMARY KEY, call_key TEXT NOT NULL, nonce INTEGER NOT NULL, raw BLOB NOT NULL, gas INTEGER NOT NULL,
    max_fee TEXT NOT NULL, tip TEXT NOT NULL, signed_at REAL NOT NULL, over INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS attempt_call ON attempt (call_key);
"""
_SETTLED = (
    "SELECT key, state = 'reverted', tx_hash, block, gas, gas_price, outcome FROM call "
    "WHERE state IN ('done', 'reverted')"
)


class Journal(Closing):
    """One journal. A context manager; only one process can have it open."""

    def __init__(self, path: Path) -> None:
        """Raises JournalError if it cannot be opened or another process has it."""
        self.path = path
        self._lock = _locked(path)
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA synchronous = FULL")  # signed means on disk
            self._connection.executescript(SCHEMA)
        except sqlite3.Error as error:
            os.close(self._lock)
            raise JournalError.of("relay.journal.unusable", path=str(path), reason=str(error)) from error

    def close(self) -> None:
        """Close it and let others have it."""
        self._connection.close()
        os.close(self._lock)

    def notes(self) -> dict[str, str]:
        """What `plan` and `bind` noted."""
        return dict(self._connection.execute("SELECT name, value FROM note"))

    def bind(self, **identity: str) -> None:
        """Say what the journal is of (chain, account); raises JournalError if it is of something else already."""
        known = self.notes()
        for name, value in identity.items():
            if known.get(name, value) != value:
                raise JournalError.of(
                    "relay.journal.another", path=str(self.path), name=name, known=known[name], value=value
                )
        with self._transaction():
            self._note(identity)

    def plan(self, calls: Iterable[PlannedCall], **notes: str) -> None:
        """Add calls behind those there are, and notes, all or nothing."""
        with self._transaction():
            self._note(notes)
            (last,) = self._connection.execute("SELECT coalesce(max(place), 0) FROM call").fetchone()
            self._insert(calls, last + 1)

    def _insert(self, calls: Iterable[PlannedCall], first: int) -> None:
        self._connection.executemany(
            "INSERT INTO call (key, place, recipient, data, value, state) VALUES (?, ?, ?, ?, ?, 'planned')",
            ((call.key, place, call.to, call.data, str(call.value)) for place, call in enumerate(calls, first)),
        )

    def forget_plan(self) -> None:
        """Remove calls and notes, as long as nothing was ever signed."""
        with self._transaction():
            if self.signed():
                raise JournalError.of("relay.journal.signed", path=str(self.path))
            self._connection.execute("DELETE FROM call")
            self._connection.execute("DELETE FROM note")

    def signed(self) -> bool:
        """Whether any transaction was ever signed."""
        return self._connection.execute("SELECT 1 FROM attempt LIMIT 1").fetchone() is not None

    def count(self) -> int:
        """How many calls there ever were."""
        (number,) = self._connection.execute("SELECT count(*) FROM call").fetchone()
        return int(number)

    def planned(self) -> PlannedCall | None:
        """The first call that nothing was signed for."""
        return next(self._planned(), None)

    def _planned(self) -> Iterator[PlannedCall]:
        rows = self._connection.execute(
            "SELECT key, recipient, data, value FROM call WHERE state = 'planned' ORDER BY place"
        )
        return map(_call, rows)

    def knows(self, key: str) -> bool:
        """Whether there is such a call."""
        return self._connection.execute("SELECT 1 FROM call WHERE key = ?", (key,)).fetchone() is not None

    def unsigned(self) -> list[str]:
        """Keys of the calls that nothing was signed for, by place."""
        rows = self._connection.execute("SELECT key FROM call WHERE state = 'planned' ORDER BY place")
        return [key for (key,) in rows]

    def unsigned_calls(self) -> list[PlannedCall]:
        """The same calls."""
        return list(self._planned())

    def withdraw(self, key: str) -> None:
        """Remove a call for which nothing was signed that may still be mined; any other stays."""
        with self._transaction():
            self._connection.execute(
                "DELETE FROM call WHERE key = ? AND state = 'planned' "
                "AND NOT EXISTS (SELECT 1 FROM attempt WHERE call_key = call.key AND NOT over)",
                (key,),
            )

    def cut(self, key: str, parts: Sequence[PlannedCall], **notes: str) -> None:
        """Put others in the place of a call for which nothing was signed that may still be mined, and note; all or
        nothing. Raises JournalError if something may still be mined."""
        with self._transaction():
            gone = self._connection.execute(
                "DELETE FROM call WHERE key = ? AND state = 'planned' "
                "AND NOT EXISTS (SELECT 1 FROM attempt WHERE call_key = call.key AND NOT over) RETURNING place",
                (key,),
            ).fetchone()
            if gone is None:
                raise JournalError.of("relay.journal.not_cut", call=key, path=str(self.path))
            (first,) = gone
            self._note(notes)
            self._connection.execute("UPDATE call SET place = place + ? WHERE place > ?", (len(parts) - 1, first))
            self._insert(parts, first)

    def give_up(self, key: str) -> None:
        """What was signed for a call can never be mined, and cannot be signed anew: it is planned, as before."""
        with self._transaction():
            self._connection.execute("UPDATE call SET state = 'planned' WHERE key = ? AND state = 'sent'", (key,))
            self._connection.execute("UPDATE attempt SET over = 1 WHERE call_key = ?", (key,))

    def newest_hash(self, key: str) -> str | None:
        """Hash of the transaction that was mined, or signed last, for a call."""
        row = self._connection.execute(
            "SELECT coalesce(c.tx_hash, a.tx_hash) FROM call c JOIN attempt a ON a.call_key = c.key WHERE c.key = ? "
            "ORDER BY a.rowid DESC LIMIT 1",
            (key,),
        ).fetchone()
        return None if row is None else str(row[0])

    def sent(self) -> list[Sent]:
        """Calls with signed transactions that are not settled, by place."""
        rows = self._connection.execute(
            "SELECT c.key, c.recipient, c.data, c.value, a.tx_hash, a.nonce, a.raw, a.gas, a.max_fee, a.tip, "
            "a.signed_at FROM call c JOIN attempt a ON a.call_key = c.key AND NOT a.over WHERE c.state = 'sent' "
            "ORDER BY c.place, a.rowid"
        )
        found: dict[str, tuple[PlannedCall, list[Attempt]]] = {}
        for row in rows:
            found.setdefault(row[0], (_call(row[:4]), []))[1].append(_attempt(row[4:]))
        return [Sent(call, tuple(attempts)) for call, attempts in found.values()]

    def next_nonce(self) -> int:
        """One above the highest ever signed."""
        (nonce,) = self._connection.execute("SELECT coalesce(max(nonce) + 1, 0) FROM attempt").fetchone()
        return int(nonce)

    def sign(self, call: PlannedCall, attempt: Attempt) -> None:
        """Keep a signed transaction of a call, and the call if it was not planned. On disk when this returns.

        The same bytes may be signed again: a reorg undid them, and nothing else has changed.
        """
        with self._transaction():
            self._connection.execute(
                "INSERT INTO call (key, place, recipient, data, value, state) "
                "VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM call), ?, ?, ?, 'sent') "
                "ON CONFLICT (key) DO UPDATE SET state = 'sent'",
                (call.key, call.to, call.data, str(call.value)),
            )
            self._connection.execute(
                "INSERT INTO attempt (tx_hash, call_key, nonce, raw, gas, max_fee, tip, signed_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (tx_hash) DO UPDATE SET over = 0, signed_at = excluded.signed_at",
                (
                    attempt.tx_hash,
                    call.key,
                    attempt.nonce,
                    attempt.raw,
                    attempt.gas,
                    str(attempt.fees.max_fee),
                    str(attempt.fees.tip),
                    attempt.signed_at,
                ),
            )

    def settle(self, key: str, receipt: MinedReceipt, outcome: str) -> Settled:
        """Note what became of a call."""
        state = "done" if receipt.succeeded else "reverted"
        numbers = (receipt.block, receipt.gas, str(receipt.gas_price))
        with self._transaction():
            self._connection.execute(
                "UPDATE call SET state = ?, tx_hash = ?, block = ?, gas = ?, gas_price = ?, outcome = ? WHERE key = ?",
                (state, receipt.transaction_hash, *numbers, outcome, key),
            )
            self._connection.execute("UPDATE attempt SET over = 1 WHERE call_key = ?", (key,))
        return Settled(
            key, not receipt.succeeded, receipt.transaction_hash, receipt.block, receipt.gas, receipt.gas_price, outcome
        )

    def settled(self) -> list[Settled]:
        """Calls that are done or reverted, by place."""
        rows = self._connection.execute(f"{_SETTLED} ORDER BY place")
        return [_settled(row) for row in rows]

    def outcome(self, key: str) -> Settled | None:
        """What became of a call, None while it is not settled."""
        row = self._connection.execute(f"{_SETTLED} AND key = ?", (key,)).fetchone()
        return None if row is None else _settled(row)

    def reopen(self, key: str) -> None:
        """A settled call is under way again, with all that was signed for it: a reorg undid its block."""
        with self._transaction():
            self._connection.execute(
                "UPDATE call SET state = 'sent', tx_hash = NULL, block = NULL, gas = NULL, gas_price = NULL, "
                "outcome = NULL WHERE key = ? AND state IN ('done', 'reverted')",
                (key,),
            )
            self._connection.execute("UPDATE attempt SET over = 0 WHERE call_key = ?", (key,))

    def plan_again(self, key: str) -> None:
        """A reverted call may be tried once more: somebody has seen to what made it revert."""
        with self._transaction():
            self._connection.execute("UPDATE call SET state = 'planned' WHERE key = ? AND state = 'reverted'", (key,))

    def _note(self, notes: dict[str, str]) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", notes.items())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.OperationalError as error:
            raise JournalError.of("relay.journal.unwritable", path=str(self.path), reason=str(error)) from error


def _locked(path: Path) -> int:
    """A descriptor that holds the journal's lock: gone with the process, however it ends. The file stays."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalError.of("relay.journal.no_lock", path=str(lock), reason=str(error.strerror)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode(errors="replace") or Text("relay.journal.just_started")
        os.close(descriptor)
        raise JournalError.of("relay.journal.in_use", holder=holder, path=str(path)) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def _call(row: tuple[Any, ...]) -> PlannedCall:
    key, to, data, value = row
    return PlannedCall(key, to, data, int(value))


def _settled(row: tuple[Any, ...]) -> Settled:
    key, reverted, tx_hash, block, gas, price, outcome = row
    return Settled(key, bool(reverted), tx_hash, block, gas, int(price), outcome)


def _attempt(row: tuple[Any, ...]) -> Attempt:
    tx_hash, nonce, raw, gas, max_fee, tip, signed_at = row
    return Attempt(tx_hash, nonce, raw, gas, Fees(int(max_fee), int(tip)), signed_at)
