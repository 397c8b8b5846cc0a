"""Lapses memberships whose time and grace time are over, so that their units stop counting. Anybody may; this one does
it in seconds.

It judges by the time of the newest block, and the contract judges again: what was renewed meanwhile is passed over.
"""

import uuid
from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from relay.keeper.expired import expired_in_tables, still_expired
from relay.sending.contract import BrandOnChain
from relay.sending.errors import CallTooLargeError
from relay.sending.journal import Journal
from relay.sending.node import SendingNode
from relay.sending.records import PlannedCall
from relay.sending.sender import Sender
from symbia.units import BATCH

_log = structlog.get_logger("symbia.keeper")


class Keeper:
    """One account that lapses."""

    def __init__(
        self, node: SendingNode, brand: BrandOnChain, engine: Engine, journal: Journal, sender: Sender
    ) -> None:
        self._node = node
        self._membership = brand.membership
        self._engine = engine
        self._journal = journal
        self._sender = sender

    def round(self, wait: Callable[[], None]) -> int:
        """Lapse all that can be lapsed now; how many it asked for. Raises RelayError, SymbiaError, DBAPIError.

        What an earlier round, or an earlier process, left under way is seen to its end first. `wait` pauses between
        two looks at the chain, and may raise to end the round: nothing is lost.
        """
        self._settle(wait)
        head = self._node.head()
        asked, grace = 0, int(self._membership.read("grace"))
        for tokens in expired_in_tables(self._engine, head.timestamp, grace, BATCH):
            expired = still_expired(self._membership, tokens)
            if expired:
                self._lapse(head.number, expired, wait)
            asked += len(expired)
        return asked

    def _lapse(self, block: int, tokens: list[int], wait: Callable[[], None]) -> None:
        """In one transaction, or in as many as it takes."""
        key = self._plan(block, tokens)
        self._settle(wait, keep=key if len(tokens) == 1 else None)
        if not self._journal.knows(key):  # it was too large
            middle = len(tokens) // 2
            self._lapse(block, tokens[:middle], wait)
            self._lapse(block, tokens[middle:], wait)

    def _plan(self, block: int, tokens: list[int]) -> str:
        """The key of the call."""
        data = self._membership.encode("lapseBatch", tokens)
        call = PlannedCall(f"lapse {uuid.uuid4().hex}", self._membership.address, data)
        self._journal.plan([call])
        _log.info("lapsing", memberships=len(tokens), first=tokens[0], last=tokens[-1], block=block)
        return call.key

    def _settle(self, wait: Callable[[], None], keep: str | None = None) -> None:
        """A call that is too large is withdrawn: the tables name its memberships again. Raises CallTooLargeError for
        the call `keep`, which cannot be cut."""
        while True:
            try:
                for one in self._sender.run(wait):
                    level = _log.warning if one.reverted else _log.info
                    level("reverted" if one.reverted else "lapsed", tx=one.tx_hash, block=one.block, gas=one.gas)
            except CallTooLargeError as error:
                self._journal.withdraw(error.key)
                if error.key == keep:
                    raise
                _log.warning("too many at once; cutting them smaller", call=error.key)
            else:
                return
