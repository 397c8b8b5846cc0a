"""The loop of a writer: step after step, through what heals, until told to stop."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Self

import structlog
from sqlalchemy import Connection

from indexer.audit.background import Auditor
from indexer.fetch.around import LookAround
from indexer.fetch.heads import NewHeads
from indexer.follow import Follower, FollowStep
from indexer.outage import Outage
from indexer.patience import PATIENCE, Patience
from indexer.watch.metrics import Watch
from symbia.chain.deployment import Deployment
from symbia.chain.node import Node
from symbia.chain.sources import is_of_this_release, sources
from symbia.errors import RpcError, SymbiaError, WrongChainError
from symbia.process.stopping import Stop
from symbia.settings import Settings

_log = structlog.get_logger("symbia.indexer")

Progress = Callable[[FollowStep], None]


class Loop:
    """Steps, one after the other, through the writer's connection. Runs again through another one when it is lost.

    `until_head`: it ends there, and does not wait for a block that does not come whole.
    """

    def __init__(
        self,
        settings: Settings,
        deployment: Deployment,
        stop: Stop,
        watch: Watch,
        outage: Outage,
        progress: Progress | None,
        *,
        until_head: bool,
    ) -> None:
        self.stop = stop
        self.until_head = until_head
        self.deployment = deployment
        self._settings = settings
        self._watch = watch
        self._outage = outage
        self._progress = progress
        self._patient = not until_head
        self._aside = False
        self._begun = False

    def aside(self) -> Self:
        """Another one for a database beside the one in use: it ends at the head, and leaves audits to the other."""
        loop = copy(self)
        loop.until_head = loop._aside = True
        loop._settings = replace(self._settings, ws_url="", audit_seconds=0.0)
        return loop

    def waited(self) -> None:
        """Another indexer writes."""
        self._outage.answered()
        self._watch.waited()

    def run(self, connection: Connection) -> None:
        """Until told to stop, or there is nothing left to do."""
        settings, deployment = self._settings, self.deployment
        self._outage.found()
        with (
            Node(settings.rpc_url) as node,
            Follower(
                node,
                connection,
                deployment,
                settings.finality_depth,
                blooms=settings.completeness != "receipts",
                sample=settings.receipt_sample,
                raw_log_blocks=settings.raw_log_blocks,
            ) as follower,
            self._watch.following(node, follower, aside=self._aside),
        ):
            if not self._begun:  # else the first step asks, and waits for a node that is gone as well
                self._begin(node, follower)
                self._begun = True
            _log.info(
                "re-indexing" if self._aside else "following",
                chain_id=deployment.chain_id,
                brand=deployment.brand,
                node=node.url,
            )
            patience = Patience(
                self._settings.poll_seconds,
                self.stop,
                self._watch,
                follower,
                lasting=self._patient,
                aside=self._aside,
            )
            self._replay(follower, patience)
            with (
                NewHeads(settings.ws_url) as heads,
                Auditor(settings, self._watch),
                LookAround(node),
            ):
                self._follow(follower, heads, patience)

    def _begin(self, node: Node, follower: Follower) -> None:
        """See that the node is of this chain; of several the first that is goes on. Raises SymbiaError."""
        late, others = 0, 0
        while not self.stop.is_set():
            try:
                follower.require_same_chain()
                if not node.proves_headers:
                    _log.warning(
                        "headers of this chain have fields of their own: that they give their hash is not held"
                    )
                self._tell_other_sources(node)
            except RpcError as error:  # late, or it says what cannot be
                late += 1
                if late >= PATIENCE * follower.endpoints:
                    raise
                _log.warning("node cannot be used yet", error=str(error))
                follower.change_endpoint()
                self.stop.wait(self._settings.poll_seconds)
            except WrongChainError as error:
                others += 1
                if others >= follower.endpoints:
                    raise
                _log.warning("endpoint of another chain, asking the next one", error=str(error))
                follower.distrust_endpoint("other_chain", str(error))
            else:
                return

    def _replay(self, follower: Follower, patience: Patience) -> None:
        """Write what is stored; goes on where a node that is late or gone interrupted it."""
        while not self.stop.is_set():
            try:
                for step in follower.replay():
                    self._report(step)
                    patience.restored()
                    if self.stop.is_set():
                        return
            except SymbiaError as error:
                patience.wait(error)
            else:
                return

    def _tell_other_sources(self, node: Node) -> None:
        """Events that have the same names are read the same, but what the contracts do may differ."""
        contracts = {name: one.address for name, one in self.deployment.contracts.items() if name in sources()}
        codes = node.codes(list(contracts.values()), node.block_number())
        for (name, address), code in zip(contracts.items(), codes, strict=True):
            if code and not is_of_this_release(name, code):
                _log.warning(
                    "this contract was deployed from other sources than this release has: its events are mirrored, "
                    "but its rules may differ from what the documents say",
                    contract=name,
                    address=address,
                )

    def _follow(self, follower: Follower, heads: NewHeads, patience: Patience) -> None:
        unannounced = False
        while not self.stop.is_set():
            try:
                step = follower.step()
            except SymbiaError as error:
                patience.wait(error)
                continue
            patience.restored()
            if not self._aside:
                follower.note_endpoints()
            self._report(step)
            if unannounced and step.blocks > 0:
                heads.missed()
            unannounced = False
            if step.at_head:
                if not self.until_head:
                    unannounced = not heads.wait(self.stop, self._settings.poll_seconds)
                elif not follower.prefer_further():
                    return

    def _report(self, step: FollowStep) -> None:
        self._outage.answered()
        self._watch.stepped(step)
        if step.blocks < 0:
            _log.warning("reorg", undone=-step.blocks, block=step.block)
        elif step.logs:
            _log.info("indexed", block=step.block, head=step.head, logs=step.logs)
        if self._progress is not None:
            self._progress(step)
