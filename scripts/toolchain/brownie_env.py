"""How Brownie is run here: with a home, a compiler and a Node of its own. For those who start Brownie processes.

The set-up imports this before any package is installed: nothing but the standard library.
"""

import os
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.layout import Layout
from symbia.process.proxies import direct_to_this_machine

# Brownie wants this file; networks are added at run time by `connect`.
NETWORK_CONFIG = """live: []
development:
  - name: Ganache
    id: development
    cmd: ganache-cli
    host: http://127.0.0.1
    cmd_settings:
      port: 8545
"""


def brownie_environment(root: Path) -> dict[str, str]:
    """Environment variables for a Brownie process of the working copy at `root`; start it with cwd=root.

    The person's own ~/.brownie and ~/.solcx are neither read nor written.
    Raises SetupError before `make setup`.
    """
    layout = Layout(root.resolve())
    node = nodes.load(layout)
    _write_home(layout)
    path = os.pathsep.join((str(layout.venv / "bin"), str(Path(node.program).parent), os.environ.get("PATH", "")))
    return {
        **os.environ,
        **direct_to_this_machine(os.environ),
        "HOME": str(layout.brownie_home),
        "SOLCX_BINARY_PATH": str(layout.compiler),
        "PATH": path,
        "CI": "true",  # keeps Brownie's spinner quiet
        "PYTHONUNBUFFERED": "1",
    }


def _write_home(layout: Layout) -> None:
    folder = layout.brownie_home / ".brownie"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "network-config.yaml"
    if target.exists() and target.read_text() == NETWORK_CONFIG:
        return
    fresh = target.with_name(f"network-config.{os.getpid()}.new")
    fresh.write_text(NETWORK_CONFIG)
    fresh.replace(target)
