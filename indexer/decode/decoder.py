"""Raw log -> typed event. Pure; built from the ABIs when a Decoder is made.

An event without arrays has a function of its own in `decoders.py`; what that does not take is read or refused here.

Strict: Solidity writes one canonical form (every part where the one before ended, padding of zeros), and anything else
raises DecodeError. Text is the exception: a member may write any bytes into a string, so what is not UTF-8, and NUL,
which PostgreSQL cannot store, become U+FFFD instead of stopping the indexer.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
from eth_utils.abi import event_abi_to_log_topic

from indexer.decode import events
from indexer.decode.decoders import DECODERS, REPLACEMENT, Decode
from indexer.decode.events import Event
from indexer.decode.naming import class_names
from indexer.errors import DecodeError
from symbia.chain.abi import events_of
from symbia.chain.wire import Log
from symbia.text import Text, TextError

WORD = 32


class _BadDataError(TextError):
    """Where and why, to follow a colon; becomes a DecodeError with the names of contract, event and transaction."""


class _Kind(msgspec.Struct, frozen=True):
    """How to read an ABI type. `read(data, at)` gives the value, and for a dynamic type also where it ends."""

    dynamic: bool
    read: Callable[[bytes, int], Any]


class _Plan(msgspec.Struct):
    """How to read one event. `order` puts topics first, data after into the order of the ABI."""

    event: type[Event]
    topics: tuple[_Kind, ...]
    data: tuple[_Kind, ...]
    order: tuple[int, ...]
    fast: Decode | None


class Decoder:
    """Decodes logs of the deployed contracts. `addresses` is contract name -> lower-case address."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._plans = {address: _plans(contract) for contract, address in addresses.items()}
        self._contracts = {address: contract for contract, address in addresses.items()}
        self._by_log = {
            (address, topic): plan for address, plans in self._plans.items() for topic, plan in plans.items()
        }

    @property
    def signatures(self) -> dict[str, tuple[str, ...]]:
        """Address -> first topics of the events it may emit."""
        return {address: tuple(plans) for address, plans in self._plans.items()}

    def decode(self, log: Log, at: int) -> Event:
        """The event of a log; `at` is its block's timestamp, unix seconds. Raises DecodeError."""
        topics = log.topics
        plan = self._by_log.get((log.address, topics[0] if topics else ""))
        if plan is None:
            raise self._failure(log, Text("indexer.decode.unknown_event"), Text("indexer.decode.unknown_topic"))
        try:
            if plan.fast is not None and (event := plan.fast(log, at)) is not None:
                return event
            values = _values(plan, log)
        except _BadDataError as error:
            raise self._failure(log, plan.event.NAME, error.text) from error
        except ValueError as error:  # a topic that is not hexadecimal
            raise self._failure(log, plan.event.NAME, str(error)) from error
        return plan.event(log.block_number, log.log_index, log.tx_hash, at, *values)

    def _failure(self, log: Log, event: Text | str, why: Text | str) -> DecodeError:
        contract = self._contracts.get(log.address, log.address)
        return DecodeError.of(
            "indexer.decode.failed", contract=contract, event=event, hash=log.tx_hash, index=log.log_index, why=why
        )


def topic_of(event: Mapping[str, Any]) -> str:
    """First topic of an ABI event: 0x and the hash of its signature."""
    return "0x" + event_abi_to_log_topic(event).hex()  # type: ignore[arg-type]


@cache
def _plans(contract: str) -> dict[str, _Plan]:
    return {topic_of(event): _plan_of(contract, event) for event in events_of(contract)}


def _plan_of(contract: str, event: Mapping[str, Any]) -> _Plan:
    inputs = event["inputs"]
    indexed = [position for position, item in enumerate(inputs) if item["indexed"]]
    plain = [position for position, item in enumerate(inputs) if not item["indexed"]]
    read_order = [*indexed, *plain]
    topics = tuple(_kind(inputs[position]["type"]) for position in indexed)
    if any(kind.dynamic for kind in topics):
        raise ValueError(f"{contract} {event['name']}: an indexed dynamic value is a hash; give it a type of its own.")
    kind = getattr(events, class_names()[contract, event["name"]])
    return _Plan(
        event=kind,
        topics=topics,
        data=tuple(_kind(inputs[position]["type"]) for position in plain),
        order=tuple(read_order.index(position) for position in range(len(inputs))),
        fast=DECODERS.get(kind),
    )


def _values(plan: _Plan, log: Log) -> Iterable[Any]:
    if len(log.topics) != len(plan.topics) + 1:
        raise _BadDataError.of("indexer.decode.topics", n=len(log.topics), wanted=len(plan.topics) + 1)
    words = (_topic(topic) for topic in log.topics[1:])
    values = [kind.read(word, 0) for kind, word in zip(plan.topics, words, strict=True)]
    plain, end = _sequence(plan.data, log.data, 0)
    if end != len(log.data):
        raise _BadDataError.of("indexer.decode.size", size=len(log.data), wanted=end)
    values += plain
    return values if len(values) < 2 else itemgetter(*plan.order)(values)


def _topic(topic: str) -> bytes:
    word = bytes.fromhex(topic[2:])
    if len(word) != WORD:
        raise _BadDataError.of("indexer.decode.topic", topic=topic)
    return word


def _sequence(kinds: Iterable[_Kind], data: bytes, base: int) -> tuple[list[Any], int]:
    """Values of a tuple whose head starts at `base`, and where its last part ends."""
    kinds = tuple(kinds)
    tail = base + WORD * len(kinds)
    if len(data) < tail:
        raise _BadDataError.of("indexer.decode.ends", size=len(data), wanted=tail)
    values = []
    for at, kind in zip(range(base, tail, WORD), kinds, strict=True):
        if kind.dynamic:
            if _number(data, at) != tail - base:
                raise _BadDataError.of("indexer.decode.offset", at=at)
            value, tail = kind.read(data, tail)
        else:
            value = kind.read(data, at)
        values.append(value)
    return values, tail


def _kind(abi_type: str) -> _Kind:
    if abi_type.endswith("[]"):
        return _Kind(True, _array(_kind(abi_type[:-2])))
    if abi_type in ("string", "bytes"):
        return _Kind(True, _string if abi_type == "string" else _bytes)
    if abi_type == "address":
        return _Kind(False, _address)
    if abi_type == "bool":
        return _Kind(False, _bool)
    if abi_type.startswith("uint"):
        return _Kind(False, _uint(int(abi_type[4:])))
    if abi_type.startswith("bytes"):
        return _Kind(False, _fixed(int(abi_type[5:])))
    raise ValueError(f"{abi_type}: no event used this type before; teach indexer/decode/decoder.py to read it.")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + WORD])


def _uint(bits: int) -> Callable[[bytes, int], int]:
    def read(data: bytes, at: int) -> int:
        number = _number(data, at)
        if number >> bits:
            raise _BadDataError.of("indexer.decode.number", at=at, bits=bits)
        return number

    return read


def _bool(data: bytes, at: int) -> bool:
    number = _number(data, at)
    if number > 1:
        raise _BadDataError.of("indexer.decode.bool", at=at, number=number)
    return number == 1


def _address(data: bytes, at: int) -> str:
    if any(data[at : at + 12]):
        raise _BadDataError.of("indexer.decode.padding", type="address", at=at)
    return "0x" + data[at + 12 : at + WORD].hex()


def _fixed(size: int) -> Callable[[bytes, int], str]:
    def read(data: bytes, at: int) -> str:
        if any(data[at + size : at + WORD]):
            raise _BadDataError.of("indexer.decode.padding", type=f"bytes{size}", at=at)
        return "0x" + data[at : at + size].hex()

    return read


def _payload(data: bytes, at: int) -> tuple[bytes, int]:
    """Content of a `string` or `bytes` that starts at `at`, and where its padding ends."""
    start = at + WORD
    if len(data) < start:
        raise _BadDataError.of("indexer.decode.ends_in_length", size=len(data), at=at)
    stop = start + _number(data, at)
    end = start + -(-(stop - start) // WORD) * WORD
    if len(data) < end:
        raise _BadDataError.of("indexer.decode.ends", size=len(data), wanted=end)
    if any(data[stop:end]):
        raise _BadDataError.of("indexer.decode.padding_of_bytes", at=at)
    return data[start:stop], end


def _bytes(data: bytes, at: int) -> tuple[str, int]:
    content, end = _payload(data, at)
    return "0x" + content.hex(), end


def _string(data: bytes, at: int) -> tuple[str, int]:
    content, end = _payload(data, at)
    return content.decode("utf-8", "replace").replace("\x00", REPLACEMENT), end


def _array(element: _Kind) -> Callable[[bytes, int], tuple[tuple[Any, ...], int]]:
    def read(data: bytes, at: int) -> tuple[tuple[Any, ...], int]:
        base = at + WORD
        if len(data) < base:
            raise _BadDataError.of("indexer.decode.ends_in_length", size=len(data), at=at)
        length = _number(data, at)
        if length > (len(data) - base) // WORD:  # before any memory is taken for it
            raise _BadDataError.of("indexer.decode.array", at=at, length=length)
        values, end = _sequence([element] * length, data, base)
        return tuple(values), end

    return read
