"""`python -m indexer`: index the chain named by the settings. `--reindex` first builds its tables anew."""

import argparse
import os
import sys

from indexer.run import run
from symbia.errors import SymbiaError
from symbia.process.logs import configure
from symbia.process.stopping import stop_on_signals
from symbia.settings import SettingError, Settings

REINDEX = "first build the chain tables anew beside those in use, from stored logs, and switch"


def main() -> int:
    """Exit code 0 after an orderly stop, 1 with a message otherwise."""
    parser = argparse.ArgumentParser(prog="python -m indexer", description="Index the chain named by SYMBIA_ settings.")
    parser.add_argument("--reindex", action="store_true", help=REINDEX)
    parser.add_argument("--from-node", action="store_true", help="with --reindex: do not use the stored logs")
    parser.add_argument("--until-head", action="store_true", help="end when nothing is left to index")
    arguments = parser.parse_args()
    if arguments.from_node and not arguments.reindex:
        parser.error("--from-node goes with --reindex")
    try:
        settings = Settings.load(os.environ)
        configure(settings.log_format)
        run(
            settings,
            stop_on_signals(),
            reindex=arguments.reindex,
            from_node=arguments.from_node,
            until_head=arguments.until_head,
        )
    except (SymbiaError, SettingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
