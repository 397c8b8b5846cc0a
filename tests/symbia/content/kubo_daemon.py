"""A real Kubo for the tests: found, started without a network, stopped."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbia.settings.names import KUBO
from tests import ROOT

BUILT_HERE = ROOT / ".symbia" / "bin" / "ipfs"


@dataclass(frozen=True)
class Kubo:
    """A running daemon, and its command line."""

    binary: Path
    repo: Path

    @property
    def address(self) -> str:
        return (self.repo / "api").read_text().strip()

    def run(self, *arguments: str, data: bytes = b"") -> str:
        """`ipfs <arguments>`, fed with `data`; its output without the final newline."""
        command = [str(self.binary), *arguments]
        done = subprocess.run(command, input=data, stdout=subprocess.PIPE, env=self.environment, check=True)
        return done.stdout.decode().strip()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "IPFS_PATH": str(self.repo), "IPFS_TELEMETRY": "off"}


def find_kubo() -> Path | None:
    """The binary that the variable KUBO names, else `ipfs` on the PATH, else the one that CI builds."""
    if named := os.environ.get(KUBO):
        if not Path(named).is_file():
            raise FileNotFoundError(f"{KUBO} names {named}, which is not there: correct or unset it.")
        return Path(named)
    if on_path := shutil.which("ipfs"):
        return Path(on_path)
    return BUILT_HERE if BUILT_HERE.is_file() else None


@contextmanager
def running(binary: Path, repo: Path, configured: Mapping[str, Any] | None = None) -> Iterator[Kubo]:
    """A daemon on free ports that talks to nobody else; `configured`: settings of its own, by name."""
    kubo = Kubo(binary, repo)
    kubo.run("init", "--empty-repo", "--profile=test")
    for name, value in (configured or {}).items():
        kubo.run("config", "--json", name, json.dumps(value))
    daemon = subprocess.Popen(
        [str(binary), "daemon", "--offline"],
        env=kubo.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with daemon:
        assert daemon.stdout is not None
        seen = ""
        for line in daemon.stdout:
            seen += line
            if "Daemon is ready" in line:
                break
        else:
            raise RuntimeError(f"Kubo did not start:\n{seen}")
        # Read on, or a full pipe would stop the daemon.
        reader = threading.Thread(target=daemon.stdout.read)
        reader.start()
        try:
            yield kubo
        finally:
            daemon.terminate()
            reader.join()
