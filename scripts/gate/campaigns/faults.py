"""Contracts with one fault each: whether a campaign finds it says what a campaign is worth."""

import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.gate.campaigns.forge import SETTINGS
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout

LIST = Path(__file__).with_name("faults.toml")
COPIED = ("contracts", "tests/campaigns", ".symbia/campaigns/out", ".symbia/campaigns/cache")


@dataclass(frozen=True)
class Fault:
    """One line of a contract, and what stands there instead. `source` is a path below contracts/."""

    name: str
    source: str
    line: str
    fault: str


def read_faults(path: Path = LIST) -> list[Fault]:
    """The faults of the list, in its order."""
    return [Fault(**entry) for entry in tomllib.loads(path.read_text())["fault"]]


def planted(text: str, fault: Fault) -> str:
    """`text` of the source with the fault. Raises SetupError unless its line is there exactly once."""
    lines = text.splitlines(keepends=True)
    found = [index for index, line in enumerate(lines) if line.strip() == fault.line]
    if len(found) != 1:
        raise SetupError(
            f"{fault.source} has the line {fault.line!r} {len(found)} times, not once.\n"
            f"The contract has changed: follow it in {LIST.name}, fault {fault.name!r}."
        )
    lines[found[0]] = lines[found[0]].replace(fault.line, fault.fault)
    return "".join(lines)


def copy_project(layout: Layout, folder: Path) -> None:
    """Copy what Forge builds, and what it built already, to `folder`; packages and compiler are linked."""
    for name in COPIED:
        shutil.rmtree(folder / name, ignore_errors=True)
        # Times are kept: Forge sees by them what it need not compile again.
        shutil.copytree(layout.root / name, folder / name)
    shutil.copy2(layout.root / SETTINGS, folder / SETTINGS)
    for target in (layout.node_modules, layout.compiler):
        link = folder / target.relative_to(layout.root)
        if not link.is_symlink():
            link.symlink_to(target)


@contextmanager
def with_fault(folder: Path, fault: Fault) -> Iterator[None]:
    """The fault stands in the copy at `folder` for as long as the block runs."""
    source = folder / "contracts" / fault.source
    text = source.read_text()
    source.write_text(planted(text, fault))
    try:
        yield
    finally:
        source.write_text(text)
