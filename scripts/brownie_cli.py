"""Brownie's own command line, on the node at a URL and with this project's compiler and home.

    python -m scripts.brownie_cli http://127.0.0.1:8545 test tests/contracts
    python -m scripts.brownie_cli http://127.0.0.1:8545 console

Brownie itself knows networks only by name; the local chain has another port each time. On any other chain than a
Ganache or an Anvil of this machine, Brownie would keep a database of deployments that it cannot read back: refused.
"""

import os
import sys
from pathlib import Path

from scripts.brownie_networks import can_travel, register_network
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> None:
    """Run `arguments` (URL, Brownie command, its arguments); ends the process with Brownie's exit code."""
    if len(arguments) < 2:
        sys.exit("usage: python -m scripts.brownie_cli RPC_URL COMMAND [ARGUMENTS]")
    if Path.home() != Layout(ROOT).brownie_home:  # Brownie reads its home when it is imported
        restart_inside(arguments)
    rpc_url, command, *rest = arguments
    os.chdir(ROOT)
    try:
        network = register_network(rpc_url)
    except ConnectionError as error:
        sys.exit(f"error: {error}")
    if not can_travel(network):
        sys.exit("error: Brownie's own commands are for a Ganache or an Anvil of this machine. Use `symbia` instead.")
    sys.argv = ["brownie", command, *rest, "--network", network]
    from brownie._cli.__main__ import main as brownie_main

    brownie_main()


def restart_inside(arguments: list[str]) -> None:
    """Replace this process by itself in Brownie's environment; does not return."""
    try:
        environment = brownie_environment(ROOT)
    except SetupError as error:
        sys.exit(f"error: {error}")
    command = [sys.executable, "-m", "scripts.brownie_cli", *arguments]
    os.chdir(ROOT)
    os.execve(sys.executable, command, environment)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
