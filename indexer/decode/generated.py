"""Functions that decode one event each, generated from the ABI: no loops, no dispatch.

What is not in the one form that Solidity writes gives None, and so does what is rare (arrays): `decoder.py` then
reads it, or refuses it in words. Both must agree on everything; a test holds them together.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from indexer.decode.events import Event
from symbia.chain.wire import Log

Fast = Callable[[Log, int], Event | None]

_HEAD = """\
def decode(log, at):
    topics, data = log.topics, log.data
    if len(topics) != {topics}:
        return None
"""
_PLAIN = {
    "address": "if {word}[:12] != ZEROS:\n    return None\n{value} = '0x' + {word}[12:].hex()",
    "bool": "{value} = from_bytes({word})\nif {value} > 1:\n    return None\n{value} = {value} == 1",
}
_PAYLOAD = """\
if from_bytes(data[{at}:{at} + 32]) != end:
    return None
start = end + 32
stop = start + from_bytes(data[end:start])
end = start + (stop - start + 31) // 32 * 32
if len(data) < end or data[stop:end].strip(ZERO):
    return None
"""
_DYNAMIC = {
    "bytes": "{value} = '0x' + data[start:stop].hex()",
    "string": "{value} = data[start:stop].decode('utf-8', 'replace').replace(NUL, REPLACEMENT)",
}
_NAMES = {"from_bytes": int.from_bytes, "fromhex": bytes.fromhex, "ZERO": b"\x00", "ZEROS": bytes(12), "NUL": "\x00"}


def fast_decoder(kind: type[Event], entry: Mapping[str, Any], replacement: str) -> Fast | None:
    """The decoder of an ABI event, None for one with arrays. `replacement` stands for what is no text."""
    if any(item["type"].endswith("]") for item in entry["inputs"]):
        return None
    names: dict[str, Any] = {**_NAMES, "REPLACEMENT": replacement, "Event": kind}
    # The source is made of numbers and type names of the packaged ABI, nothing that came over a wire.
    exec(compile(_source(entry["inputs"]), f"<decoder of {kind.__name__}>", "exec"), names)  # noqa: S102
    decode: Fast = names["decode"]
    return decode


def _source(inputs: list[dict[str, Any]]) -> str:
    indexed = [item["indexed"] for item in inputs]
    lines = [_HEAD.format(topics=sum(indexed) + 1)]
    lines += (_indented(line) for line in _of_topics(inputs))
    lines += (_indented(line) for line in _of_data(inputs))
    values = "".join(f", v{place}" for place in range(len(inputs)))
    lines.append(f"    return Event(log.block_number, log.log_index, log.tx_hash, at{values})\n")
    return "".join(lines)


def _of_topics(inputs: list[dict[str, Any]]) -> Iterator[str]:
    places = [place for place, item in enumerate(inputs) if item["indexed"]]
    for number, place in enumerate(places, start=1):
        yield f"word = fromhex(topics[{number}][2:])\nif len(word) != 32:\n    return None\n"
        yield _static(inputs[place]["type"], "word", f"v{place}")


def _of_data(inputs: list[dict[str, Any]]) -> Iterator[str]:
    places = [place for place, item in enumerate(inputs) if not item["indexed"]]
    head = 32 * len(places)
    yield f"end = {head}\nif len(data) < end:\n    return None\n"
    for at, place in zip(range(0, head, 32), places, strict=True):
        abi_type = inputs[place]["type"]
        if abi_type in _DYNAMIC:
            yield _PAYLOAD.format(at=at) + _DYNAMIC[abi_type].format(value=f"v{place}") + "\n"
        else:
            yield f"word = data[{at}:{at + 32}]\n" + _static(abi_type, "word", f"v{place}")
    yield "if len(data) != end:\n    return None\n"


def _static(abi_type: str, word: str, value: str) -> str:
    if abi_type in _PLAIN:
        return _PLAIN[abi_type].format(word=word, value=value) + "\n"
    if abi_type.startswith("uint"):
        bits = int(abi_type[4:])
        check = f"if {value} >> {bits}:\n    return None\n" if bits < 256 else ""
        return f"{value} = from_bytes({word})\n{check}"
    size = int(abi_type.removeprefix("bytes"))
    check = f"if any({word}[{size}:]):\n    return None\n" if size < 32 else ""
    return f"{check}{value} = '0x' + {word}[:{size}].hex()\n"


def _indented(lines: str) -> str:
    return "".join(f"    {line}\n" for line in lines.splitlines())
