"""What logs say, as changes of rows: found out in the threads that fetch them, while the database takes others."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import msgspec
from sqlalchemy import Connection

from indexer.decode.decoder import Decoder
from indexer.decode.events import Event
from indexer.handlers import READING, handle
from indexer.write.changes import Writer
from symbia.chain.wire import Header, Log

_BLOCK = attrgetter("block_number")


class PreparedChanges(msgspec.Struct, frozen=True):
    """Changes, and the events that are still to be handled: from the first on that is above block `final`, so that old
    rows have to be kept, or whose handler looks at rows."""

    changes: Writer
    waiting: list[Event]
    final: int

    def write(self, connection: Connection, final: int) -> None:
        """Write all of it; of blocks above `final`, which is not below ours, the old rows are kept."""
        self.changes.use(connection)
        write_events(self.changes, self.waiting, final)


def prepare(decoder: Decoder, headers: Sequence[Header], logs: Iterable[Log], final: int) -> PreparedChanges:
    """Of logs in order, in blocks of these headers. Raises DecodeError."""
    times = {header.number: header.timestamp for header in headers}
    changes, waiting, decode = Writer(), list[Event](), decoder.decode
    for log in logs:
        event = decode(log, times[log.block_number])
        if waiting or event.block_number > final or type(event) in READING:
            waiting.append(event)
        else:
            handle(changes, event)
    return PreparedChanges(changes=changes, waiting=waiting, final=min(final, headers[-1].number))


def write_events(write: Writer, events: Iterable[Event], final: int) -> None:
    """Write what these events say; of blocks above `final` the old rows are kept."""
    for number, of_block in groupby(events, key=_BLOCK):
        if number > final:
            write.journal(number)
        for event in of_block:
            handle(write, event)
    write.flush()
