"""ABI encoding of events by eth_abi: what the decoder is held against."""

from functools import cache
from typing import Any

from eth_abi import encode

from indexer.decode.decoder import topic_of
from symbia.chain.abi import events_of


@cache
def entry_of(contract: str, event: str) -> dict[str, Any]:
    """The ABI entry of an event."""
    return next(entry for entry in events_of(contract) if entry["name"] == event)


def encode_event(entry: dict[str, Any], values: dict[str, Any]) -> tuple[tuple[str, ...], bytes]:
    """Topics and data of an event with these values, by the ABI's names."""
    indexed = [item for item in entry["inputs"] if item["indexed"]]
    plain = [item for item in entry["inputs"] if not item["indexed"]]
    topics = [topic_of(entry), *("0x" + encode([item["type"]], [values[item["name"]]]).hex() for item in indexed)]
    data = encode([item["type"] for item in plain], [values[item["name"]] for item in plain])
    return tuple(topics), data
