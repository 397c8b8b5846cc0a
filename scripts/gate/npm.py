"""npm of the Node that the set-up chose: `python -m scripts.gate.npm ARGUMENTS`."""

import subprocess
import sys
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.caches import with_caches
from scripts.toolchain.child import CACHES
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout

ROOT = Path(__file__).resolve().parents[2]


@ends_in_words(SetupError)
def main(arguments: list[str]) -> int:
    """Run npm in the project's folder; its exit code."""
    node = nodes.load(Layout(ROOT))
    environment = with_caches(node.environment(), CACHES)
    return subprocess.run([*node.npm_command(), *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
