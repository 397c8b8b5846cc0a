"""What is known of each endpoint, kept where the API reads it: now and then, and when a state changes."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert

from indexer.write.shapes import table_of
from symbia.chain.standing import Standing, State
from symbia.tables.bookkeeping import Endpoint

EVERY = 5.0  # seconds; at the head it would be a transaction more for each block


class EndpointNotes:
    """Writes through the writer's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: list[tuple[bool, State]] = []
        self._at = 0.0  # by the monotonic clock

    def note(self, standings: Sequence[Standing], in_use: Standing, known: int) -> None:
        """Write them down, if it is time. `known`: number of the newest block that was seen."""
        states = [(one is in_use, one.state(known)) for one in standings]
        if states == self._noted and time.monotonic() < self._at + EVERY:
            return
        table, now = table_of(Endpoint), int(time.time())
        rows = [
            Endpoint(
                place=place,
                in_use=used,
                state=state,
                head=one.head,
                lag=one.lag(known),
                refusals=one.refusals,
                window=one.window,
                last_words=one.last_words,
                last_words_at=one.last_words_at,
                answered_at=one.answered_at,
                noted_at=now,
            ).model_dump()
            for place, (one, (used, state)) in enumerate(zip(standings, states, strict=True), start=1)
        ]
        with self._connection.begin():
            self._connection.execute(delete(table))
            self._connection.execute(insert(table), rows)
        self._noted, self._at = states, time.monotonic()
