"""Brownie's side of the `symbia` command: what runs inside a Brownie process.

    python -m scripts.run deploy --rpc-url URL --plan FILE --deployment FILE (--account N | --keystore FILE)
    python -m scripts.run demo   --rpc-url URL --plan FILE --deployment FILE --content-dir FOLDER
    python -m scripts.run seed   --rpc-url URL --deployment FILE --content-dir FOLDER
    python -m scripts.run roles  --rpc-url URL --deployment FILE

Start it with `scripts.toolchain.brownie_env.brownie_environment`.
"""

import sys

INTERRUPTED = 130  # exit code of what Ctrl-C has ended, as shells have it


def main(arguments: list[str]) -> int:
    """0 when done, 1 with one message when it cannot be, 130 with one line when Ctrl-C ended it."""
    try:
        from scripts.brownie_commands import main as run  # takes seconds, in which Ctrl-C is heard too

        return run(arguments)
    except KeyboardInterrupt:
        from symbia.text import Text
        from symbia.words import word

        print(f"\n{word(Text.of('scripts.run.stopped'))}", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
