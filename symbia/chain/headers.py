"""The hash of a header out of its fields: keccak-256 of their RLP (yellow paper, 4.4 and appendix B).

Every fork put its fields behind those there were, so the ones that a header has say which form it is of. A chain whose
headers have fields of its own has another form: see Node.prove_headers. RLP is written as hexadecimal text, as the
fields come: a backfill has a header for each block.
"""

from operator import attrgetter
from typing import Any

import sha3  # type: ignore[import-untyped]

_OF_ALL = attrgetter(
    "parent_hash",
    "sha3_uncles",
    "miner",
    "state_root",
    "transactions_root",
    "receipts_root",
    "logs_bloom",
    "difficulty",
    "number",
    "gas_limit",
    "gas_used",
    "timestamp",
    "extra_data",
    "mix_hash",
    "nonce",
)
# London; Shanghai; Cancun, three of them; Prague.
_OF_FORKS = attrgetter(
    "base_fee_per_gas",
    "withdrawals_root",
    "blob_gas_used",
    "excess_blob_gas",
    "parent_beacon_block_root",
    "requests_hash",
)


def hash_of(header: Any) -> str | None:
    """Of a header with these attributes as hexadecimal text, each None where it has none; None where it lacks one that
    every header has. A field of another length than it should have gives another hash. Raises ValueError for what is
    no hexadecimal."""
    fields = _OF_ALL(header)
    if None in fields:
        return None
    parent, uncles, miner, state, transactions, receipts, bloom, *quantities, extra, mix, nonce = fields
    parts = [
        f"a0{parent[2:]}a0{uncles[2:]}94{miner[2:]}a0{state[2:]}a0{transactions[2:]}a0{receipts[2:]}b90100{bloom[2:]}",
        *map(_quantity, quantities),
        _data(extra[2:]),
        f"a0{mix[2:]}88{nonce[2:]}",
    ]
    fee, withdrawals, used, excess, beacon, requests = _OF_FORKS(header)
    if fee is not None:
        parts.append(_quantity(fee))
    if withdrawals is not None:
        parts.append(f"a0{withdrawals[2:]}")
    parts += [_quantity(number) for number in (used, excess) if number is not None]
    if beacon is not None:  # Anvil's first block of Shanghai has the other two of Cancun and not this one
        parts.append(f"a0{beacon[2:]}")
    if requests is not None:
        parts.append(f"a0{requests[2:]}")
    content = bytes.fromhex("".join(parts))
    digest: str = sha3.keccak_256(bytes.fromhex(_prefix(0xC0, len(content))) + content).hexdigest()
    return "0x" + digest


def _quantity(text: str) -> str:
    """A number in RLP: without leading zeros. Raises ValueError for a negative one."""
    number = int(text, 16)
    if number < 0:
        raise ValueError(text)
    if number < 0x80:
        return f"{number:02x}" if number else "80"
    digits = f"{number:x}"
    return _data(digits if len(digits) % 2 == 0 else f"0{digits}")


def _data(digits: str) -> str:
    """A string in RLP."""
    size = len(digits) // 2
    if size == 1 and digits < "80":
        return digits
    return _prefix(0x80, size) + digits


def _prefix(base: int, size: int) -> str:
    """Before a string (`base` 0x80) or a list (0xc0) of so many bytes."""
    if size < 56:
        return f"{base + size:02x}"
    digits = f"{size:x}"
    digits = digits if len(digits) % 2 == 0 else f"0{digits}"
    return f"{base + 55 + len(digits) // 2:02x}{digits}"
