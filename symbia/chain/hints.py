"""What a node's refusal says about how many blocks it would serve.

The wordings are collected in tests/indexer/refusals.toml. A hint is a guess by whoever wrote the message. It counts
only when it is smaller than what was asked for: nodes name the very range they refuse, or a limit not in force.
"""

import re

_HEX_PAIR = re.compile(r"\[\s*0x([0-9a-f]+)\s*,\s*0x([0-9a-f]+)\s*\]", re.IGNORECASE)
_PAIR = re.compile(r"retry with the range (\d+)-(\d+)", re.IGNORECASE)
_NUMBER = r"(\d[\d,]*k?)\b"
# Numbers of blocks, as nodes word them; a number of results is no hint.
_SPANS = tuple(
    re.compile(pattern.replace("#", _NUMBER), re.IGNORECASE)
    for pattern in (
        r"block range[^.\d]*\bmax(?:imum)?(?: range)?:? #",
        r"\brange:? \d+,? max(?:imum)?:? #",
        r"\bmax(?:imum)? range:? #",
        r"\bmax(?:imum)? block range(?: =|:| of| is)? #",
        r"\(max(?:imum)?:? #\)",
        r"\bmaximum is set to #",
        r"\bblocks distance: #",
        r"\blimited to an? # (?:blocks? )?range",
        r"\blimited to an? # blocks",
        r"\blimited to (?:0 - )?# blocks?",
        r"\brange \d+ exceeds limit of #",
        r"\brange limit:? #",
        r"\bup to an? # block range",
        r"\branges over # blocks",
        r"\bblock range exceeds server limit, narrow your filter: #",
        r"\bmore than # blocks",
        r"\bat most # blocks",
        r"\bmaximum allowed number of requested blocks is #",
        r"\brange allowed for your plan \(\d+ > #\)",
        r"\bmust be smaller than size #",
        r"\bblock range (?:greater than|exceeds) #",
        r"\bmax is # blocks",
    )
)


def hinted_blocks(message: str, asked: int) -> int | None:
    """How many blocks the refusal of `asked` blocks says it would serve; None unless that is fewer, and at least 1."""
    fewer = [blocks for blocks in _spans(message) if 1 <= blocks < asked]
    return max(fewer, default=None)


def _spans(message: str) -> list[int]:
    pairs = [(int(a, 16), int(b, 16)) for a, b in _HEX_PAIR.findall(message)]
    pairs += [(int(a), int(b)) for a, b in _PAIR.findall(message)]
    found = [last - first + 1 for first, last in pairs]
    return found + [_whole(number) for pattern in _SPANS for number in pattern.findall(message)]


def _whole(number: str) -> int:
    digits = number.replace(",", "").lower()
    return int(digits[:-1]) * 1_000 if digits.endswith("k") else int(digits)
