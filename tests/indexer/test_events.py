"""ABI, events, handlers: the same set, in every direction."""

import inspect
from pathlib import Path

import pytest

from indexer.decode import decoders, decoders_gen, events, events_gen
from indexer.decode.decoder import Decoder
from indexer.decode.naming import snake
from indexer.handlers import HANDLERS, handler_name
from symbia.chain.abi import CONTRACTS, events_of
from symbia.chain.wire import Log
from symbia.domains import Part, functions

from .compare import dump
from .conftest import Indexer
from .fake_chain import FakeChain
from .story import ADDRESSES, Story

ENTRIES = [(contract, entry) for contract in CONTRACTS for entry in events_of(contract)]
DECLARED = {(contract, entry["name"]) for contract, entry in ENTRIES}


def test_events_are_freshly_generated() -> None:
    source = Path(events.__file__).read_text(encoding="utf-8")
    assert source == events_gen.generate(), "run: python -m indexer.decode.events_gen"


def test_decoders_are_freshly_generated() -> None:
    source = Path(decoders.__file__).read_text(encoding="utf-8")
    assert source == decoders_gen.generate(), "run: python -m indexer.decode.events_gen"


def test_every_event_without_arrays_has_a_decoder() -> None:
    arrays = {entry["name"] for _, entry in ENTRIES if any(item["type"].endswith("]") for item in entry["inputs"])}
    assert {event for event in events.EVENTS if event.NAME not in arrays} == set(decoders.DECODERS)
    assert 0 < len(arrays) < 10


def test_every_abi_event_has_a_type_and_every_type_an_abi_event() -> None:
    assert {(event.CONTRACT, event.NAME) for event in events.EVENTS} == DECLARED
    assert len(events.EVENTS) == len(DECLARED)
    defined = {value for value in vars(events).values() if inspect.isclass(value) and issubclass(value, events.Event)}
    assert defined - {events.Event} == set(events.EVENTS)


def test_every_event_has_a_handler_and_every_handler_an_event() -> None:
    defined = [handler.__name__ for handler in functions(Part.HANDLERS, "on_")]
    assert sorted(defined) == sorted(handler_name(event) for event in events.EVENTS)
    assert set(HANDLERS) == set(events.EVENTS)
    for event, handler in HANDLERS.items():
        annotation = inspect.signature(handler).parameters["event"].annotation
        assert annotation is event, f"{handler.__name__} takes {annotation}"


def test_the_story_tells_every_event() -> None:
    """Otherwise the tests of reorgs, restarts and both databases would leave some handlers out."""
    story = Story(FakeChain())
    story.grow(600)
    decoder = Decoder(ADDRESSES)
    seen = set()
    for block in story.chain.blocks:
        for log in block.logs:
            event = decoder.decode(
                Log(log["address"], tuple(log["topics"]), bytes.fromhex(log["data"][2:]), 0, "", "", 0, 0), 0
            )
            seen.add((event.CONTRACT, event.NAME))
    assert seen == DECLARED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("TierURIUpdated", "tier_uri_updated"),
        ("EIP712DomainChanged", "eip712_domain_changed"),
        ("_fromTokenId", "from_token_id"),
        ("from", "from_"),
        ("id", "id"),
        ("PerkRedeemed", "perk_redeemed"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert snake(name) == expected


def test_a_type_the_decoder_cannot_read_is_noticed() -> None:
    with pytest.raises(ValueError, match="int128"):
        events_gen.python_type("int128")


def test_the_story_fills_every_table(story: Story, database: str, indexing: "type[Indexer]") -> None:
    story.grow(300)
    indexing(story, database).to_head()
    assert [name for name, rows in dump(database).items() if not rows] == []
