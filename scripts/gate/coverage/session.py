"""`brownie test` on a copy of the project, in a process of its own: run.py starts it.

python -m scripts.gate.coverage.session PROJECT_FOLDER RPC_URL [ARGUMENTS FOR PYTEST]
"""

import os
import sys

from scripts.brownie_networks import register_network


def main(arguments: list[str]) -> None:
    """Run the tests; ends the process with pytest's exit code."""
    folder, rpc_url, *rest = arguments
    os.chdir(folder)
    network = register_network(rpc_url)
    sys.argv = ["brownie", "test", *rest, "--network", network]
    from brownie._cli.__main__ import main as brownie_main

    brownie_main()


if __name__ == "__main__":
    main(sys.argv[1:])
