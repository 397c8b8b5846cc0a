"""The source of `decoders.py`: a function for each event of the ABIs, without loops and without dispatch.

What is not in the one form that Solidity writes gives None there, and events with arrays, which are rare, have no
function: `decoder.py` reads both, or refuses them in words. Both must agree on everything; a test holds them together.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.decode.naming import class_names, snake
from symbia.chain.abi import CONTRACTS, events_of

WIDTH = 120  # columns of a line, as everywhere here
_RESERVED = frozenset(
    ("log", "at", "topics", "body", "word", "start", "stop", "end", "id")  # the function's own names, and a builtin
)
_HEAD = '''"""Decoders of one event each, as fast as Python reads bytes: see `decoders_gen.py`, whose words these are.

Written by `python -m indexer.decode.events_gen`; do not edit.
"""

from collections.abc import Callable

from indexer.decode.events import (
{imports})
from symbia.chain.wire import Log

Decode = Callable[[Log, int], Event | None]
REPLACEMENT = "\\ufffd"  # for what is no text
_from_bytes = int.from_bytes
_fromhex = bytes.fromhex
_ZEROS = bytes(12)
'''
_FUNCTION = """

def {function}(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != {topics}:
        return None
"""
_PAYLOAD = """\
if _from_bytes(body[{at}:{after}]) != end:
    return None
start = end + 32
stop = start + _from_bytes(body[end:start])
end = start + (stop - start + 31) // 32 * 32
if len(body) < end or body[stop:end].strip(b"\\0"):
    return None
"""
_DYNAMIC = {
    "bytes": '{value} = "0x" + body[start:stop].hex()\n',
    "string": '{value} = body[start:stop].decode("utf-8", "replace").replace("\\0", REPLACEMENT)\n',
}
_PLAIN = {
    "address": 'if word[:12] != _ZEROS:\n    return None\n{value} = "0x" + word[12:].hex()\n',
    "bool": "if _from_bytes(word) > 1:\n    return None\n{value} = word[31] == 1\n",
}


def generate() -> str:
    """The source of `indexer/decode/decoders.py`."""
    names = class_names()
    events = [(names[contract, event["name"]], event) for contract in CONTRACTS for event in events_of(contract)]
    read = {kind: event["inputs"] for kind, event in events if not _has_arrays(event)}
    imports = "".join(f"    {kind},\n" for kind in sorted(["Event", *read], key=str.lower))
    functions = "".join(_function(kind, inputs) for kind, inputs in read.items())
    listed = "".join(f"    {kind}: {_name(kind)},\n" for kind in read)
    return f"{_HEAD.format(imports=imports)}{functions}\n\nDECODERS: dict[type[Event], Decode] = {{\n{listed}}}\n"


def _has_arrays(event: Mapping[str, Any]) -> bool:
    return any(item["type"].endswith("]") for item in event["inputs"])


def _name(kind: str) -> str:
    return f"_{snake(kind)}"


def _function(kind: str, inputs: Sequence[Mapping[str, Any]]) -> str:
    indexed = [item for item in inputs if item["indexed"]]
    lines = "".join([*_of_topics(indexed), *_of_data([item for item in inputs if not item["indexed"]])])
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    values = ["log.block_number", "log.log_index", "log.tx_hash", "at", *(_value(item) for item in inputs)]
    return _FUNCTION.format(function=_name(kind), topics=len(indexed) + 1) + body + _return(kind, values)


def _of_topics(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        yield f"word = _fromhex(topics[{number}][2:])\nif len(word) != 32:\n    return None\n"
        yield _static(item["type"], _value(item))


def _of_data(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    head = 32 * len(items)
    dynamic = any(item["type"] in _DYNAMIC for item in items)
    if dynamic:
        yield f"end = {head}\nif len(body) < end:\n    return None\n"
    else:
        yield f"if {f'len(body) != {head}' if items else 'body'}:\n    return None\n"
    for at, item in zip(range(0, head, 32), items, strict=True):
        if item["type"] in _DYNAMIC:
            yield _PAYLOAD.format(at=at, after=at + 32) + _DYNAMIC[item["type"]].format(value=_value(item))
        else:
            yield f"word = body[{at}:{at + 32}]\n" + _static(item["type"], _value(item))
    if dynamic:
        yield "if len(body) != end:\n    return None\n"


def _static(abi_type: str, value: str) -> str:
    """From `word`, 32 bytes."""
    if abi_type in _PLAIN:
        return _PLAIN[abi_type].format(value=value)
    if abi_type.startswith("uint"):
        bits = int(abi_type[4:])
        check = f"if {value} >> {bits}:\n    return None\n" if bits < 256 else ""
        return f"{value} = _from_bytes(word)\n{check}"
    size = int(abi_type.removeprefix("bytes"))
    if size == 32:
        return f'{value} = "0x" + word.hex()\n'
    return f'if any(word[{size}:]):\n    return None\n{value} = "0x" + word[:{size}].hex()\n'


def _value(item: Mapping[str, Any]) -> str:
    name = snake(item["name"])
    return f"{name}_" if name in _RESERVED else name


def _return(kind: str, values: Sequence[str]) -> str:
    """Laid out as the formatter does it."""
    line = f"    return {kind}({', '.join(values)})\n"
    if len(line) <= WIDTH + 1:
        return line
    inner = f"        {', '.join(values)}\n"
    if len(inner) > WIDTH + 1:
        inner = "".join(f"        {value},\n" for value in values)
    return f"    return {kind}(\n{inner}    )\n"
