"""Write docs/settings.md from the settings themselves. A test says when it is stale."""

import sys
from collections.abc import Iterable
from dataclasses import Field, fields
from itertools import groupby
from pathlib import Path
from typing import Any

from symbia.settings import Settings
from symbia.settings.declaring import readers_of, text_of, variable_of
from symbia.settings.names import ELSEWHERE, RENAMED
from symbia.words import word

TARGET = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
HEAD = """# Settings

All settings are environment variables. `symbia up` heeds them too; those of a chain, of tables and of accounts it
passes over and names, since it has its own. This page is written by
`.venv/bin/python -m scripts.gate.settings_table`.

A command that reads settings does not start while the environment holds a variable that begins with `SYMBIA_` and is
not a setting of this page, or a value that is not allowed. It names every such variable, one a line. On Kubernetes, set
`enableServiceLinks: false`: for a service called `symbia` it would add such variables.
"""


def table() -> str:
    """The whole document."""
    groups = groupby(fields(Settings), readers_of)
    return HEAD + "".join(_settings(readers, members) for readers, members in groups) + _elsewhere() + _renamed()


def _settings(readers: str, members: Iterable[Field[Any]]) -> str:
    rows = (
        (_code(variable_of(item)), _default(item.default), word(item.metadata["kind"].allowed), item.metadata["help"])
        for item in members
    )
    return _section(readers, ("variable", "default", "allowed", "meaning"), rows)


def _elsewhere() -> str:
    rows = ((_code(name), meaning) for name, meaning in ELSEWHERE.items())
    return _section("Read by the tests and the set-up", ("variable", "meaning"), rows)


def _renamed() -> str:
    rows = ((_code(old), _code(renamed.successor), renamed.since, renamed.reason) for old, renamed in RENAMED.items())
    return _section("Renamed", ("old name", "name", "since", "reason"), rows)


def _section(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(columns)
    lines = [_row(head), _row("---" for _ in head).replace(" ", ""), *(_row(row) for row in rows)]
    return f"\n## {title}\n\n" + "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`"


def _default(value: object) -> str:
    return _code(text_of(value)) if text_of(value) else "empty"


def main() -> int:
    """Write it."""
    TARGET.write_text(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
