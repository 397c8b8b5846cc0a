"""Which version of the contracts' source stands on a chain.

The compiler ends code with a hash of all it was made from: sources, settings, its own version. What a constructor fixed
and where libraries lie is not in it, so it is the same for every brand. The format is in Solidity's documentation,
"Encoding of the Metadata Hash in the Bytecode".
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_LENGTH_BYTES = 2


def source_of(code: bytes) -> str | None:
    """Hex of what ends the code; None where there is no code, or nothing that could be it."""
    length = int.from_bytes(code[-_LENGTH_BYTES:]) + _LENGTH_BYTES
    return code[-length:].hex() if _LENGTH_BYTES < length <= len(code) else None


@cache
def sources() -> Mapping[str, str]:
    """By contract, what `source_of` says of this release's code. `make abi` writes it."""
    found: dict[str, str] = json.loads(files("symbia.chain.abi").joinpath("sources.json").read_text(encoding="utf-8"))
    return found


def is_of_this_release(contract: str, code: bytes) -> bool:
    """Whether the code of a contract was compiled from the sources of this release."""
    return source_of(code) == sources()[contract]
