"""Brownie's project and networks, for code inside a Brownie process: networks are known by their URL.

Brownie keeps databases of its own of what was deployed where: files in build/deployments, and deployments.db in its
home. It reads both back for networks of the kind `live`, and stops with a traceback when a contract is gone or was
compiled elsewhere. What we deployed is in our own file, so no network of ours is of that kind.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import symbia.words  # noqa: F401 - errors end in words here
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node
from symbia.errors import NodeError
from symbia.process.proxies import LOOPBACK

if TYPE_CHECKING:
    from brownie.project.main import Project

ROOT = Path(__file__).resolve().parent.parent
PROJECT_NAME = "SymbiaProject"
RPC_TIMEOUT = 120  # seconds Brownie waits for one answer of the node
DEVELOPMENT_CLIENTS = ("ganache", "anvil")
ATTACHED = "ganache-cli"  # Brownie's word for a node that it can sleep, mine and revert on
OUTSIDE = "none"  # an entry with any `cmd` is no `live` network; it is never started


def load_project(root: Path) -> Project:
    """The Brownie project at `root`, compiled where sources changed. The same object when called again."""
    from brownie import project

    return project.load(root, name=PROJECT_NAME, raise_if_loaded=False)


def connect(rpc_url: str) -> str:
    """Connect Brownie to the node at `rpc_url`; returns the name under which Brownie now knows it.

    On a Ganache or Anvil of this machine sleep, mine, snapshot and revert work. Any other node is used as it is, with
    the settings for `live` networks. Raises ConnectionError when nobody answers.
    """
    from brownie import network
    from brownie._config import CONFIG

    name = register_network(rpc_url)
    attached = can_travel(name)
    # Brownie looks for its own call in the Python stack; compiled as it is shipped, it never finds it.
    warnings.filterwarnings("ignore", message=r"rpc\.\w+ should not be called directly", category=FutureWarning)
    with warnings.catch_warnings():
        # A chain that has blocks already is what we attach to on purpose.
        warnings.filterwarnings("ignore", message="Development network has a block height")
        network.connect(name, launch_rpc=attached)
    if not attached:  # what would revert is not sent: its gas cannot be estimated
        CONFIG.active_network["settings"] = CONFIG.settings["networks"]["live"].copy()
    return name


def register_network(rpc_url: str) -> str:
    """Tell Brownie of the first endpoint in `rpc_url` that answers; the name under which it knows that network."""
    from brownie._config import CONFIG, _load_project_config

    # Without brownie-config.yaml the gas price is 0, and Ganache never mines the first transaction.
    _load_project_config(ROOT)

    client, chain_id, endpoint = _identify(rpc_url)
    parts = urlsplit(endpoint)
    name = f"symbia-{chain_id}-{parts.hostname}-{parts.port}"
    entry: dict[str, Any] = {"name": name, "id": name, "host": endpoint, "timeout": RPC_TIMEOUT}
    if parts.hostname in LOOPBACK and client.startswith(DEVELOPMENT_CLIENTS):
        entry |= {"cmd": ATTACHED, "cmd_settings": {"port": parts.port}}
    else:
        entry |= {"cmd": OUTSIDE, "cmd_settings": {}}
    CONFIG.networks[name] = entry
    return name


def can_travel(name: str) -> bool:
    """Whether the network is a Ganache or an Anvil of this machine, whose time and state Brownie can move."""
    from brownie._config import CONFIG

    return bool(CONFIG.networks[name]["cmd"] == ATTACHED)


def _identify(rpc_url: str) -> tuple[str, int, str]:
    """Of the first endpoint that answers: its client's name in lower case, its chain id, and the endpoint."""
    with Node(rpc_url, patience=replace(ONE_ATTEMPT, read=RPC_TIMEOUT)) as node:
        try:
            chain_id = node.chain_id()
            return node.client().lower(), chain_id, node.rpc.endpoints.current
        except NodeError as error:
            raise ConnectionError(
                f"No Ethereum node answers at {node.url} ({error.why}). Start one or give another URL."
            ) from error
