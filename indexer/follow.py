"""Fetch, decode, handle, move the cursor: one transaction per step, the same for backfill and head."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Self

import msgspec
from sqlalchemy import Connection

from indexer.decode.decoder import Decoder
from indexer.errors import IncompleteLogsError
from indexer.fetch.completeness import SAMPLE, LogCheck
from indexer.fetch.fetcher import Fetcher, Range
from indexer.fetch.prepare import prepare
from indexer.rebuild.adopt import adopt
from indexer.rebuild.aside import ADOPTED, READY, read_state
from indexer.rebuild.replay import newest_shared, newest_stored, stored_ranges
from indexer.write.endpoints import EndpointNotes
from indexer.write.indexes import drop_indexes, make_indexes
from indexer.write.reorg import common_ancestor, roll_back
from indexer.write.store import (
    add_blocks,
    forget_logs,
    forget_suspects,
    hash_of,
    logs_above,
    note_suspect,
    prune,
    read_cursor,
    remove_above,
    require_chain,
    write_cursor,
)
from symbia.chain.deployment import Deployment
from symbia.chain.node import Node
from symbia.chain.same_chain import require_same_chain, require_start_block
from symbia.chain.standing import TOLERATED_LAG, Trouble, furthest
from symbia.chain.wire import Header
from symbia.errors import ChainMovedError, NodeBehindError
from symbia.tables.bookkeeping import Cursor
from symbia.text import Text

FORGET_EVERY = 100  # blocks
FAR_STEPS = 8  # far below the head, from one question for cursor and head to the next
LONG_BACKFILL = 1_000  # blocks to the head; more, and secondary indexes are made after it


class FollowStep(msgspec.Struct, frozen=True):
    """What one step did. `block`: the cursor after it. `blocks` is negative for blocks undone by a reorg."""

    block: int
    head: int
    blocks: int
    logs: int

    @property
    def at_head(self) -> bool:
        """True when there was nothing left to index."""
        return self.blocks == 0 and self.block == self.head


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python's collector looks through every event and row again and again, and finds no cycle: it waits."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Follower:
    """Mirrors one deployment through the writer's connection.

    `blooms` and `sample`: see LogCheck. `raw_log_blocks`: final blocks whose logs are kept as they came; 0 for all.
    """

    def __init__(
        self,
        node: Node,
        connection: Connection,
        deployment: Deployment,
        finality_depth: int,
        *,
        blooms: bool = True,
        sample: int = SAMPLE,
        raw_log_blocks: int = 0,
    ) -> None:
        self._node = node
        self._connection = connection
        self._deployment = deployment
        self._finality_depth = finality_depth
        self._raw_log_blocks = raw_log_blocks
        self._oldest_log = deployment.start_block
        decoder = Decoder(deployment.addresses)
        check = LogCheck(decoder.signatures, blooms=blooms, sample=sample)
        self._prepare = partial(prepare, decoder)
        self._fetcher = Fetcher(node, tuple(decoder.signatures), check, finality_depth, self._prepare)
        self._all_indexes = False  # not known to be there
        self._suspects = True  # not known to be none
        self._cursor: Cursor | None = None  # of the last step, and the head that it knew
        self._head: Header | None = None
        self._far_steps = 0
        self._known = -1  # number of the newest block that was seen
        self._notes = EndpointNotes(connection)
        self._changes: int | None = None  # of the endpoint, when it was last seen to serve this chain

    def __enter__(self) -> Self:
        """Nothing is asked before the first step."""
        return self

    def __exit__(self, *error: object) -> None:
        """Forget what was fetched ahead."""
        self._fetcher.__exit__(*error)

    @property
    def window(self) -> int:
        """Blocks asked for at once."""
        return self._fetcher.window.size

    def require_same_chain(self) -> None:
        """Raises WrongChainError unless node, deployment file and database speak of the same chain."""
        changes = self._node.changes
        require_same_chain(self._node, self._deployment)
        self._node.standing.cleared("other_chain")
        with self._connection.begin():
            require_chain(self._connection, self._deployment)
        self._changes = changes
        self._known = -1  # what another endpoint named, and perhaps could not serve, holds nobody to it

    @property
    def endpoints(self) -> int:
        """How many there are."""
        return len(self._node.standings)

    @property
    def known_head(self) -> int:
        """Number of the newest block that was seen, by whichever endpoint; -1 before the first."""
        return max(self._known, furthest(self._node.standings))

    def note_endpoints(self) -> None:
        """Keep what is known of each endpoint where the API reads it."""
        self._notes.note(self._node.standings, self._node.standing, self.known_head)

    @property
    def may_have_an_endpoint(self) -> bool:
        """Whether one of them is not known to be of another chain: it may be gone for now."""
        return any(one.trouble != "other_chain" for one in self._node.standings)

    def change_endpoint(self) -> None:
        """Ask another endpoint from now on, where there is one: this one does not serve what is needed."""
        self._node.standing.avoid()
        self._node.change_endpoint()

    def note_late(self) -> None:
        """The endpoint in use has not what it should have."""
        self._node.standing.late = True

    def distrust_endpoint(self, trouble: Trouble, why: str) -> None:
        """What the endpoint in use said cannot be believed; the next one is asked."""
        self._node.standing.failed(trouble, why)
        self.change_endpoint()

    def prefer_further(self) -> bool:
        """Go on with an endpoint that is further than the one in use; whether there is one."""
        self._node.look_around()
        return self._node.prefer_further()

    def step(self) -> FollowStep:
        """Index the next blocks, or undo those the chain replaced.

        Raises SymbiaError; then nothing was written, but that a block did not come whole.
        """
        if self._node.changes != self._changes:
            self.require_same_chain()
        cursor, head = self._place()
        try:
            with _no_collection():
                step = self._move(cursor, head)
        except IncompleteLogsError as error:
            with self._connection.begin():
                note_suspect(self._connection, error.header, int(time.time()), str(error))
            self._suspects = True
            raise
        self._head = head
        self._node.standing.served()
        return step

    def replay(self) -> Iterator[FollowStep]:
        """Write stored logs above the cursor into the tables, as far as the node still has their blocks.

        There are some only beside the tables in use, see indexer.aside. What the node no longer has is forgotten first.
        """
        with self._connection.begin():
            cursor = read_cursor(self._connection)
            done = cursor.block_number if cursor else self._deployment.start_block - 1
            if not logs_above(self._connection, done):
                remove_above(self._connection, done)  # empty blocks that a stopped replay did not come to
                return
            head = self._node.head()
            newest = newest_shared(self._connection, self._node, done, head)
            remove_above(self._connection, newest.number if newest else done)
        if newest is None:
            return
        with self._connection.begin():
            oldest_kept = newest_stored(self._connection, min(newest.number, head.number - self._finality_depth))
        final = done if oldest_kept is None else oldest_kept
        for stored in stored_ranges(self._connection, done):
            with _no_collection(), self._connection.begin():
                self._prepare(stored.headers, stored.logs, final).write(self._connection, final)
                self._move_cursor(stored.headers[-1], head.number, final)
            last = stored.headers[-1].number
            yield FollowStep(block=last, head=head.number, blocks=last - done, logs=len(stored.logs))
            done = last
        with self._connection.begin():
            self._move_cursor(newest, head.number, final)
            prune(self._connection, self._deployment.start_block - 1, final)

    def _read_cursor(self) -> Cursor | None:
        """After taking over what was re-indexed, if something was: then it may be an earlier one."""
        with self._connection.begin():
            cursor, mark = read_cursor(self._connection), read_state(self._connection)
        if mark not in (READY, ADOPTED) or not adopt(self._connection, self._deployment):
            return cursor
        self._fetcher.forget()
        self._suspects = True
        with self._connection.begin():
            return read_cursor(self._connection)

    def _move(self, cursor: Cursor | None, head: Header) -> FollowStep:
        if cursor is None:
            return self._advance(None, self._deployment.start_block, head)
        after = head.number - cursor.block_number
        if cursor.block_hash == head.hash:
            if head.number < self._known:
                raise self._behind(head)
            return FollowStep(block=cursor.block_number, head=head.number, blocks=0, logs=0)
        if after < 0:
            self._require_other_block(head)
        if after <= 0 or (after == 1 and head.parent_hash != cursor.block_hash):
            return self._undo(cursor, head)
        try:
            return self._advance(cursor, cursor.block_number + 1, head)
        except ChainMovedError:
            if self._still_canonical(cursor):
                raise
            return self._undo(cursor, head)

    def _require_other_block(self, head: Header) -> None:
        """A head below ours is another history only where it is another block than the one that was there; else the
        node is late. Of most blocks below the final one nothing is kept to compare with. Raises NodeBehindError."""
        with self._connection.begin():
            known = hash_of(self._connection, head.number)
        if known is None or known == head.hash:
            raise self._behind(head)

    def _behind(self, head: Header) -> NodeBehindError:
        """The error of a node whose newest block is `head`, while a newer one was seen."""
        late = self._known - head.number
        return NodeBehindError(Text.of("indexer.behind", url=self._node.url, block=self._known, n=late), behind=late)

    def _place(self) -> tuple[Cursor | None, Header]:
        """Cursor and head. Far below the head as the last step left them: nobody else moves this cursor, and a newer
        head changes nothing but what is left to do."""
        cursor, head = self._cursor, self._head
        self._cursor = self._head = None  # asked for again after a step that fails
        self._far_steps += 1
        if (
            cursor is not None
            and head is not None
            and cursor.block_number < head.number - self._finality_depth
            and self._far_steps < FAR_STEPS
        ):
            return cursor, head
        self._far_steps = 0
        cursor = self._read_cursor()
        head = self._node.head(self._known_with(cursor))
        if self._prefer_further(head):
            self.require_same_chain()
            head = self._node.head(self._known_with(cursor))
        self._known = max(self._known, head.number)  # also where the step fails
        return cursor, head

    def _known_with(self, cursor: Cursor | None) -> int:
        """Number of the newest block that was seen: by a step that went well, or from the endpoint in use."""
        if cursor is not None:
            self._known = max(self._known, cursor.chain_head, cursor.block_number)
        return self._known

    def _prefer_further(self, head: Header) -> bool:
        """Where another endpoint was seen to be further than this one, at `head` now, may be late, go on with that one;
        whether there is one."""
        return furthest(self._node.standings) - head.number > TOLERATED_LAG and self._node.prefer_further()

    def _still_canonical(self, cursor: Cursor) -> bool:
        header = self._node.header(cursor.block_number)
        if header is None:  # that is no other history
            raise NodeBehindError.of("chain.leaves_out", url=self._node.url, block=cursor.block_number)
        return header.hash == cursor.block_hash

    def _undo(self, cursor: Cursor, head: Header) -> FollowStep:
        self._fetcher.forget()
        require_start_block(self._node, self._deployment)
        with self._connection.begin():
            ancestor = common_ancestor(self._connection, self._node, cursor, head)
            roll_back(self._connection, cursor, ancestor, head.number)
        self._known = head.number  # of this history
        undone = cursor.block_number - ancestor.number
        return FollowStep(block=ancestor.number, head=head.number, blocks=-undone, logs=0)

    def _advance(self, cursor: Cursor | None, first: int, head: Header) -> FollowStep:
        if cursor is None and head.number - first > LONG_BACKFILL:
            self._fetcher.begin(first, head)
            with self._connection.begin():
                drop_indexes(self._connection)
            self._all_indexes = False
        fetched = self._fetcher.after(first, cursor.block_hash if cursor else None, head)
        if self._node.changes != self._changes:  # another endpoint answered: of this chain?
            self.require_same_chain()
        if cursor is None and fetched.headers[0].hash != self._deployment.start_block_hash.lower():
            raise ChainMovedError.of("indexer.moved.first")
        last = fetched.headers[-1]
        known_final = cursor.final_block if cursor else self._deployment.start_block - 1
        final = max(known_final, min(last.number, head.number - self._finality_depth))
        self._known = max(self._known_with(cursor), head.number)
        with self._connection.begin():
            self._take(fetched, final)
            self._move_cursor(last, self._known, final)
            prune(self._connection, known_final, final)
            self._forget_logs(final)
            if self._suspects:
                self._suspects = forget_suspects(self._connection, last.number)
            if not self._all_indexes and head.number - last.number <= max(self._finality_depth, self.window):
                make_indexes(self._connection)
                self._all_indexes = True
        self._node.standing.window = self.window
        return FollowStep(block=last.number, head=self._known, blocks=len(fetched.headers), logs=len(fetched.logs))

    def _forget_logs(self, final: int) -> None:
        """Of blocks that were final long enough ago; not at every step, for it looks through the table."""
        oldest = final - self._raw_log_blocks + 1
        if self._raw_log_blocks and oldest - self._oldest_log >= FORGET_EVERY:
            forget_logs(self._connection, oldest)
            self._oldest_log = oldest

    def _take(self, fetched: Range, final: int) -> None:
        """Write blocks, their logs, and what becomes of rows."""
        packed = fetched.packed
        kept = (header for header in fetched.headers if header.number >= final or header.number in packed)
        add_blocks(self._connection, kept, packed)
        prepared = fetched.prepared
        if prepared is None or prepared.final > final:  # the head was higher then: other blocks have to be journalled
            prepared = self._prepare(fetched.headers, fetched.logs, final)
        prepared.write(self._connection, final)

    def _move_cursor(self, last: Header, chain_head: int, final: int) -> None:
        self._cursor = Cursor(
            block_number=last.number,
            block_hash=last.hash,
            block_timestamp=last.timestamp,
            chain_head=chain_head,
            final_block=final,
        )
        write_cursor(self._connection, self._cursor)
