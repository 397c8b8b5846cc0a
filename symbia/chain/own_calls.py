"""What a governor of OpenZeppelin's wants to see before it changes itself: the call that it is executing, in its queue.

`Governor._checkGovernance` takes a call from the timelock only while the governor executes a proposal that holds it. To
try one alone, a node is asked to answer as if the queue held it (the third parameter of `eth_call`).
"""

from typing import Any

from eth_utils.crypto import keccak

_QUEUE = 5  # slot of `_governanceCall` in BrandGovernor: its beginning, and its end above it; a test holds it
_ENTRIES = _QUEUE + 1  # slot of the mapping from places to entries
_EMPTY = bytes.fromhex("4e487b71") + (0x31).to_bytes(32)  # Panic(0x31): nothing to take from a queue
_ONE_ENTRY = 1 << 128  # from place 0 to before place 1


def own_call(governor: str, data: bytes) -> dict[str, Any]:
    """State overrides with which the timelock's call of the governor itself (checksummed) goes as far as it would in a
    proposal."""
    place = "0x" + keccak(bytes(32) + _ENTRIES.to_bytes(32)).hex()
    slots = {_word(_QUEUE): _word(_ONE_ENTRY), place: "0x" + keccak(data).hex()}
    return {governor: {"stateDiff": slots}}


def is_untried(reverted: bytes) -> bool:
    """Whether a call reverted because the queue was empty all the same: the node passed over what it was asked."""
    return reverted == _EMPTY


def _word(number: int) -> str:
    return f"0x{number:064x}"
