"""One read: a session in one transaction, and the head it sees."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, Field
from sqlmodel import Session, select

from api.kit.kept import Kept
from api.kit.problems import ProblemError
from api.kit.times import utc
from symbia.tables.bookkeeping import Cursor, IndexedChain
from symbia.text import Text


class AsOf(BaseModel):
    """The block an answer was read at."""

    block: int = Field(examples=[120])
    hash: str = Field(examples=["0x" + "ab" * 32])
    timestamp: datetime = Field(description="Time of the block: what `now` is in the answer")
    final: bool = Field(description="False: a reorg can still change the answer")


class Answer(BaseModel):
    """What every answer from the tables carries."""

    as_of: AsOf


HEAD_HEADERS = ("Symbia-Block", "Symbia-Block-Hash", "Symbia-Block-Time", "Symbia-Final")


@dataclass(frozen=True, slots=True)
class Head:
    """The indexed head. `timestamp` in unix seconds, `addresses` lower case by contract name.

    `rebuilds`: how often the tables were built again, perhaps up to the same head.
    """

    chain_id: int
    block: int
    hash: str
    timestamp: int
    chain_head: int
    final: bool
    addresses: dict[str, str]
    rebuilds: int

    def as_of(self) -> AsOf:
        """As answers carry it."""
        return AsOf(block=self.block, hash=self.hash, timestamp=utc(self.timestamp), final=self.final)

    def headers(self) -> dict[str, str]:
        """The same for an answer whose body has no place for it."""
        as_of = self.as_of().model_dump(mode="json")
        values = (str(self.block), self.hash, as_of["timestamp"], "true" if self.final else "false")
        return dict(zip(HEAD_HEADERS, values, strict=True))


@dataclass(frozen=True, slots=True)
class Reading:
    """What queries are given: rows of one transaction, at one head; what was worked out from such rows before."""

    session: Session
    head: Head
    kept: Kept


def read_head(session: Session, finality_depth: int) -> Head:
    """The head that this session's transaction sees. Raises the problem `not_yet_indexed` when there is none."""
    cursor, chain = session.exec(select(Cursor)).first(), session.exec(select(IndexedChain)).first()
    if cursor is None or chain is None:
        raise ProblemError("not_yet_indexed", Text("kit.reading.nothing"), headers={"Retry-After": "2"})
    return Head(
        chain_id=chain.chain_id,
        block=cursor.block_number,
        hash=cursor.block_hash,
        timestamp=cursor.block_timestamp,
        chain_head=cursor.chain_head,
        final=cursor.chain_head - cursor.block_number >= finality_depth,
        addresses={name: address.lower() for name, address in chain.addresses.items()},
        rebuilds=chain.rebuilds,
    )


def missing(reading: Reading, thing: Text, known: Text) -> ProblemError:
    """The 404 for something the tables do not hold: "no", or "not yet indexed" while the indexer is behind.

    `thing` such as `proposal 9`, `known` such as `the newest is 8`.
    """
    head = reading.head
    if head.block < head.chain_head:
        return ProblemError(
            "not_yet_indexed",
            Text.of("kit.reading.not_yet", thing=thing, known=known, block=head.block, chain_head=head.chain_head),
            status=404,
            headers={"Retry-After": "1"},
        )
    return ProblemError("not_found", Text.of("kit.reading.missing", thing=thing, known=known, block=head.block))
