"""How names of the ABI become names in Python. Shared by the generator of `events.py`, the decoder and the handlers."""

import keyword
import re
from collections import Counter
from functools import cache

from symbia.chain.abi import CONTRACTS, events_of

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """`TierURIUpdated` -> `tier_uri_updated`, `_fromTokenId` -> `from_token_id`, `from` -> `from_`."""
    lowered = _WORDS.sub("_", name.lstrip("_")).lower()
    return f"{lowered}_" if keyword.iskeyword(lowered) else lowered


@cache
def class_names() -> dict[tuple[str, str], str]:
    """(contract, event) -> class name: the event's, behind the contract's where two contracts share it."""
    pairs = [(contract, event["name"]) for contract in CONTRACTS for event in events_of(contract)]
    seen = Counter(name for _, name in pairs)
    return {(contract, name): f"{contract}{name}" if seen[name] > 1 else name for contract, name in pairs}
