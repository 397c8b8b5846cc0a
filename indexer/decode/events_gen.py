"""Writes `events.py` and `decoders.py` from the ABIs: `python -m indexer.decode.events_gen`. A test checks both."""

from pathlib import Path
from typing import Any

from indexer.decode import decoders_gen
from indexer.decode.naming import class_names, snake
from symbia.chain.abi import CONTRACTS, events_of

_HEAD = '''"""One frozen type per event of the contracts. Written by `python -m indexer.decode.events_gen`; do not edit.

Addresses, hashes and bytes are lower-case hex with 0x, numbers are whole, strings hold no NUL.
"""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False):
    """Where a log stood. `at` is the block's timestamp, unix seconds."""

    CONTRACT: ClassVar[str]
    NAME: ClassVar[str]

    block_number: int
    log_index: int
    tx_hash: str
    at: int
'''


def generate() -> str:
    """The source of `indexer/decode/events.py`."""
    names = class_names()
    classes = [
        _class(names[contract, event["name"]], contract, event)
        for contract in CONTRACTS
        for event in events_of(contract)
    ]
    listed = "".join(f"    {name},\n" for name in names.values())
    table = f"EVENTS: tuple[type[Event], ...] = (\n{listed})\n"
    return "\n\n".join([_HEAD, *classes, table])


def python_type(abi_type: str) -> str:
    """The annotation of a decoded value. Raises ValueError for a type the decoder does not read."""
    if abi_type.endswith("[]"):
        return f"tuple[{python_type(abi_type[:-2])}, ...]"
    if abi_type.startswith("uint"):
        return "int"
    if abi_type == "bool":
        return "bool"
    if abi_type in ("address", "string") or abi_type.startswith("bytes"):
        return "str"
    raise ValueError(f"{abi_type}: teach indexer/decode/decoder.py to read it, then add it here.")


def _class(name: str, contract: str, event: dict[str, Any]) -> str:
    fields = "".join(f"    {snake(item['name'])}: {python_type(item['type'])}\n" for item in event["inputs"])
    return (
        f"class {name}(Event, frozen=True):\n"
        f'    CONTRACT: ClassVar[str] = "{contract}"\n'
        f'    NAME: ClassVar[str] = "{event["name"]}"\n' + (f"\n{fields}" if fields else "")
    )


if __name__ == "__main__":
    for file, source in (("events.py", generate()), ("decoders.py", decoders_gen.generate())):
        Path(__file__).with_name(file).write_text(source, encoding="utf-8")
