"""What the description of a proposal says: its title, and the document it names."""

import re

TITLE_LENGTH = 200
_CONTENT = re.compile(r"ipfs://[^\s<>\"'`)\]]+")


def title_of(description: str) -> str:
    """First line with text, without leading `#`, at most TITLE_LENGTH characters; empty if there is none."""
    lines = (line.lstrip("# \t").strip() for line in description.splitlines())
    return next((line for line in lines if line), "")[:TITLE_LENGTH]


def content_uri_of(description: str) -> str | None:
    """First `ipfs://` URI."""
    found = _CONTENT.search(description)
    return found.group() if found else None
