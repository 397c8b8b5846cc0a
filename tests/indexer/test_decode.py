"""The decoder against web3's, event by event, and against data no contract would write."""

import string
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web3 import Web3

from indexer.decode import events
from indexer.decode.decoder import Decoder, _values
from indexer.decode.naming import class_names, snake
from indexer.errors import DecodeError
from symbia.chain.abi import CONTRACTS, events_of
from symbia.chain.wire import Log

from .encoding import encode_event, entry_of
from .story import ADDRESSES

DECODER = Decoder(ADDRESSES)
NAMES = class_names()
ORACLE = Web3()
EVENTS = [(contract, entry) for contract in CONTRACTS for entry in events_of(contract)]
TX = "0x" + "ab" * 32
HOSTILE = ("\x00", "\x00" * 33, "'; DROP TABLE member; --", "🧵" * 40, "\u202e\ufeff", "a" * 31, "b" * 32, "<script>")


def log_of(contract: str, topics: tuple[str, ...], data: bytes) -> Log:
    return Log(ADDRESSES[contract], topics, data, 7, "0x" + "cd" * 32, TX, 3, 11)


@cache
def values_of(abi_type: str) -> st.SearchStrategy[Any]:
    if abi_type.endswith("[]"):
        return st.lists(values_of(abi_type[:-2]), max_size=4)
    if abi_type.startswith("uint"):
        largest = 2 ** int(abi_type[4:]) - 1
        return st.sampled_from((0, 1, largest)) | st.integers(0, largest)
    if abi_type == "address":
        return st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
    if abi_type == "bool":
        return st.booleans()
    if abi_type == "string":
        return st.sampled_from(HOSTILE) | st.text(max_size=70)
    if abi_type == "bytes":
        return st.binary(max_size=70)
    size = int(abi_type.removeprefix("bytes"))
    return st.binary(min_size=size, max_size=size)


@cache
def oracle_of(contract: str, name: str) -> Any:
    """web3's decoder of an event."""
    return ORACLE.eth.contract(abi=[entry_of(contract, name)]).events[name]()


def as_ours(value: Any) -> Any:
    """A value as web3 gives it, in our representation."""
    if isinstance(value, (list, tuple)):
        return tuple(as_ours(item) for item in value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, str):
        is_address = len(value) == 42 and value.startswith("0x") and set(value[2:]) <= set(string.hexdigits)
        return value.lower() if is_address else value.replace("\x00", "\ufffd")
    return value


@pytest.mark.parametrize(
    ("contract", "entry"), EVENTS, ids=lambda value: value if isinstance(value, str) else value["name"]
)
@given(data=st.data())
def test_equals_web3(contract: str, entry: dict[str, Any], data: st.DataObject) -> None:
    values = {item["name"]: data.draw(values_of(item["type"]), item["name"]) for item in entry["inputs"]}
    log = log_of(contract, *encode_event(entry, values))
    ours = msgspec.structs.asdict(DECODER.decode(log, at=99))
    oracle = oracle_of(contract, entry["name"]).process_log(
        {
            "address": Web3.to_checksum_address(log.address),
            "topics": [bytes.fromhex(topic[2:]) for topic in log.topics],
            "data": log.data,
            "blockNumber": log.block_number,
            "blockHash": bytes.fromhex(log.block_hash[2:]),
            "transactionHash": bytes.fromhex(log.tx_hash[2:]),
            "transactionIndex": log.tx_index,
            "logIndex": log.log_index,
        }
    )
    expected = {snake(name): as_ours(value) for name, value in oracle["args"].items()}
    place = {"block_number": 7, "log_index": 11, "tx_hash": TX, "at": 99}
    assert ours == expected | place
    assert type(DECODER.decode(log, at=99)) is getattr(events, NAMES[contract, entry["name"]])


@given(data=st.data())
def test_any_other_bytes_are_refused_or_mean_the_same(data: st.DataObject) -> None:
    """A change of any byte either changes the event or is an error; none is silently ignored."""
    contract, entry = data.draw(st.sampled_from([pair for pair in EVENTS if pair[1]["inputs"]]))
    values = {item["name"]: data.draw(values_of(item["type"])) for item in entry["inputs"]}
    topics, raw = encode_event(entry, values)
    if not raw:
        return
    honest = DECODER.decode(log_of(contract, topics, raw), 0)
    at = data.draw(st.integers(0, len(raw) - 1))
    flipped = bytearray(raw)
    flipped[at] ^= data.draw(st.integers(1, 255))
    try:
        changed = DECODER.decode(log_of(contract, topics, bytes(flipped)), 0)
    except DecodeError:
        return
    # Several invalid byte sequences become the same replacement character.
    assert changed != honest or "\ufffd" in repr(changed)


@given(data=st.data())
def test_every_truncation_and_extension_is_refused(data: st.DataObject) -> None:
    contract, entry = data.draw(st.sampled_from(EVENTS))
    values = {item["name"]: data.draw(values_of(item["type"])) for item in entry["inputs"]}
    topics, raw = encode_event(entry, values)
    cut = raw[: data.draw(st.integers(0, len(raw)))]
    longer = raw + data.draw(st.binary(min_size=1, max_size=64))
    for wrong in {cut, longer} - {raw}:
        with pytest.raises(DecodeError):
            DECODER.decode(log_of(contract, topics, wrong), 0)


def test_the_message_names_contract_event_and_transaction() -> None:
    topics, raw = encode_event(entry_of("PerkRegistry", "PerkPaused"), {"perkId": 1, "paused": True})
    with pytest.raises(DecodeError, match=rf"PerkRegistry PerkPaused in transaction {TX}.*Update Symbia"):
        DECODER.decode(log_of("PerkRegistry", topics, raw[:-1] + b"\x02"), 0)


def _word(number: int) -> bytes:
    return number.to_bytes(32)


@pytest.mark.parametrize(
    "data",
    [
        _word(32) + _word(2**255) + b"a" * 32,  # a length beyond all data
        _word(64) + _word(1) + b"a" + b"\0" * 31,  # an offset with a gap
        _word(0) + _word(1),  # an offset into itself
        _word(32) + _word(1) + b"ab" + b"\0" * 30,  # dirty padding
        _word(32),  # no length
        b"",
    ],
)
def test_strings_no_compiler_writes(data: bytes) -> None:
    topics, _ = encode_event(entry_of("BrandAccess", "RoleLabel"), {"roleId": 1, "label": ""})
    with pytest.raises(DecodeError):
        DECODER.decode(log_of("BrandAccess", topics, data), 0)


@pytest.mark.parametrize("topic", ["0x" + "zz" * 32, "0x12", "none"])
def test_topics_that_are_none(topic: str) -> None:
    topics, raw = encode_event(entry_of("BrandAccess", "RoleLabel"), {"roleId": 1, "label": "x"})
    with pytest.raises(DecodeError, match="RoleLabel"):
        DECODER.decode(log_of("BrandAccess", [topics[0], topic], raw), 0)


def test_an_array_longer_than_its_data_takes_no_memory() -> None:
    entry = entry_of("PerkRegistry", "PerkDefined")
    values = {item["name"]: 0 for item in entry["inputs"]} | {"tierIds": [1, 2], "uri": "x"}
    topics, raw = encode_event(entry, values)
    length_at = raw.index(_word(2) + _word(1) + _word(2))
    with pytest.raises(DecodeError, match="more than there is data"):
        DECODER.decode(log_of("PerkRegistry", topics, raw[:length_at] + _word(2**200) + raw[length_at + 32 :]), 0)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xff\xfe ok", "\ufffd\ufffd ok"),
        (b"a\x00b", "a\ufffdb"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),  # a lone surrogate: neither JSON nor PostgreSQL would take it
    ],
)
def test_text_is_made_storable(raw: bytes, text: str) -> None:
    topics, _ = encode_event(entry_of("BrandAccess", "RoleLabel"), {"roleId": 1, "label": ""})
    data = _word(32) + _word(len(raw)) + raw.ljust(32, b"\0")
    event = DECODER.decode(log_of("BrandAccess", topics, data), 0)
    assert isinstance(event, events.RoleLabel)
    assert event.label == text


@pytest.mark.parametrize("topics", [(), ("0x" + "00" * 32,)])
def test_an_event_the_abi_does_not_know(topics: tuple[str, ...]) -> None:
    with pytest.raises(DecodeError, match="unknown event"):
        DECODER.decode(log_of("BrandAccess", topics, b""), 0)


def test_wrong_number_of_topics_and_short_topics() -> None:
    topics, raw = encode_event(entry_of("BrandAccess", "RoleLabel"), {"roleId": 1, "label": "x"})
    for wrong in (topics[:1], (*topics, topics[1]), (topics[0], topics[1][:-2])):
        with pytest.raises(DecodeError, match="topic"):
            DECODER.decode(log_of("BrandAccess", wrong, raw), 0)


@pytest.mark.parametrize(
    ("contract", "entry"), EVENTS, ids=lambda value: value if isinstance(value, str) else value["name"]
)
@given(data=st.data())
def test_the_generated_decoder_agrees_with_the_strict_one(
    contract: str, entry: dict[str, Any], data: st.DataObject
) -> None:
    """On what a contract writes it answers, unless there is an array; on anything else it agrees or leaves it."""
    values = {item["name"]: data.draw(values_of(item["type"]), item["name"]) for item in entry["inputs"]}
    topics, raw = encode_event(entry, values)
    plan = DECODER._by_log[ADDRESSES[contract], topics[0]]
    honest = log_of(contract, topics, raw)
    if any(item["type"].endswith("]") for item in entry["inputs"]):
        assert plan.fast is None
        return
    assert plan.fast is not None
    assert plan.fast(honest, 99) == plan.event(7, 11, TX, 99, *_values(plan, honest))
    noise = data.draw(st.binary(max_size=300)).ljust(len(raw), b"\0")
    changed = bytes(a ^ b for a, b in zip(raw, noise, strict=False))
    for broken in (raw + b"\0", raw[:-1], changed):
        log = log_of(contract, topics, broken)
        event = plan.fast(log, 99)
        if event is not None:
            assert event == plan.event(7, 11, TX, 99, *_values(plan, log))
