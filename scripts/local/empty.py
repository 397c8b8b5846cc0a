"""An empty local chain to try things on, and play ether for whoever asks.

python -m scripts.local.empty              # until Ctrl-C; --port 8545
python -m scripts.local.empty give 0x...   # 10 ether to each address, from the chain's own accounts; --rpc-url
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.local.ganache import BALANCE, MNEMONIC, Ganache, GanacheError
from scripts.toolchain.errors import SetupError, ends_in_words
from symbia.chain.node import Node
from symbia.chain.replies import read
from symbia.errors import NodeError
from symbia.units import ETHER, LOCAL_CHAINS

ROOT = Path(__file__).resolve().parents[2]
GIFT = 10  # ether
USUAL = 8545


@ends_in_words(SetupError, GanacheError, NodeError, stopped="Stopped.")
def main(arguments: Sequence[str]) -> int:
    """Start a chain and wait, or give; 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m scripts.local.empty", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=USUAL)
    parser.add_argument("--rpc-url", default=f"http://127.0.0.1:{USUAL}")
    parser.add_argument("give", nargs="?", choices=["give"])
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
    options = parser.parse_args(arguments)
    if options.give:
        give(options.rpc_url, options.addresses)
    else:
        run(options.port)
    return 0


def run(port: int) -> None:
    """A chain until Ctrl-C."""
    with Ganache(ROOT, port=port) as chain:
        print(f"An empty Ganache is at {chain.url}, chain id {chain.chain_id}, with 80 accounts of {BALANCE} ether.")
        print(f"Their mnemonic is public, so send nothing real to them:\n  {MNEMONIC}\nCtrl-C stops it.", flush=True)
        signal.pause()


def give(rpc_url: str, addresses: Sequence[str]) -> None:
    """Send GIFT ether to each. Raises NodeError, and GanacheError when the chain is not a local one."""
    with Node(rpc_url) as node:
        if node.chain_id() not in LOCAL_CHAINS:
            raise GanacheError(f"{rpc_url} is no local chain; send ether there from a wallet that has some.")
        (purse, *_) = node.rpc.ask("eth_accounts", [], list[str])
        for address in addresses:
            read(
                node.rpc.ask_once("eth_sendTransaction", [{"from": purse, "to": address, "value": hex(GIFT * ETHER)}]),
                str,
            )
            print(f"{address}  {GIFT} ether")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
