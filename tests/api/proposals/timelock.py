"""Operations of proposals on the timelock, as the contracts name them."""

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from symbia import tables as models
from symbia.tables.types import to_wei_text

KINDS = ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32"]


def operation(
    governor: str, number: int, words: bytes, targets: Sequence[str], ready_at: int, **ended: Any
) -> models.TimelockOperation:
    """One call of `0x01` for each target, of the proposal with this number; `words`: the hash of its description."""
    mixed = keccak(encode(["bytes32", "uint256"], [words, number]))
    salt = (int(governor, 16) << 96 ^ int.from_bytes(mixed)).to_bytes(32)
    identity = keccak(encode(KINDS, [list(targets), [0] * len(targets), [b"\x01"] * len(targets), bytes(32), salt]))
    return models.TimelockOperation(
        operation_id="0x" + identity.hex(),
        position=0,
        target=targets[0],
        value=to_wei_text(0),
        data="0x01",
        predecessor="0x" + "0" * 64,
        salt="0x" + salt.hex(),
        ready_at=ready_at,
        block_number=1,
        **ended,
    )
