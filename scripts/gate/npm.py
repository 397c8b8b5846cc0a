"""npm of the Node that the set-up chose: `python -m scripts.gate.npm ARGUMENTS`."""

import subprocess
import sys
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run npm in the project's folder; its exit code."""
    try:
        node = nodes.load(Layout(ROOT))
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return subprocess.run([*node.npm_command(), *arguments], cwd=ROOT, env=node.environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
