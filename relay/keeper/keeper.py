"""Lapses memberships whose time and grace time are over, so that their units stop counting. Anybody may; this one does
it in seconds.

It judges by the time of the newest block, and the contract judges again: what was renewed meanwhile is passed over.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from relay.keeper.expired import expired_in_tables, still_expired
from relay.sending.contract import BrandOnChain
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
                self._plan(head.number, expired)
                self._settle(wait)
            asked += len(expired)
        return asked

    def _plan(self, block: int, tokens: list[int]) -> None:
        data = self._membership.encode("lapseBatch", tokens)
        number = self._journal.count() + 1
        self._journal.plan([PlannedCall(f"lapse {number}", self._membership.address, data)])
        _log.info("lapsing", memberships=len(tokens), first=tokens[0], last=tokens[-1], block=block)

    def _settle(self, wait: Callable[[], None]) -> None:
        for one in self._sender.run(wait):
            level = _log.warning if one.reverted else _log.info
            level("reverted" if one.reverted else "lapsed", tx=one.tx_hash, block=one.block, gas=one.gas)
