"""`python -m scripts.local.lying MODE URL` puts a proxy in front of a node; `--list` names the modes."""

import argparse
import sys

from scripts.local.lying.modes import MODES
from scripts.local.lying.proxy import LyingProxy


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m scripts.local.lying", description=__doc__)
    parser.add_argument("mode", nargs="?", choices=sorted(MODES))
    parser.add_argument("url", nargs="?", help="of the honest node")
    parser.add_argument("--port", type=int, default=0, help="to listen on at 127.0.0.1 (default: a free one)")
    parser.add_argument("--seed", type=int, default=0, help="of what the mode leaves to chance")
    parser.add_argument("--list", action="store_true", help="name the modes, and which answer is right")
    options = parser.parse_args()
    if options.list:
        for name, mode in MODES.items():
            print(f"{name}\n    pretends: {mode.pretends}\n    right:    {mode.right}")
        return 0
    if options.mode is None or options.url is None:
        parser.error("name a mode and the URL of a node, or give --list")
    with LyingProxy(options.url, options.mode, seed=options.seed, port=options.port) as proxy:
        print(f"{options.mode} at {proxy.url}, in front of {options.url}", flush=True)
        try:
            proxy.wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
