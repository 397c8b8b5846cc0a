"""Entry of `make setup`: find a Python that is new enough, then let `scripts.toolchain` do the work.

Standard library only, and written for any Python 3.6 or newer, so that an old `python3` ends in one clear
sentence and not in a syntax error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
CANDIDATES = ("python3.12", "python3.13", "python3.11")
TOO_OLD = """error: Python {}.{} is too old; Symbia needs Python 3.11 or newer.
  Install it (Debian, Ubuntu: apt-get install python3.11 python3.11-venv; macOS: brew install python@3.12)
  and run the same command again."""


def newer_python():
    # type: () -> str | None
    """The path of a new enough interpreter under one of its usual names, or None."""
    for name in CANDIDATES:
        path = shutil.which(name)
        # A version manager's shim may be on PATH without the version behind it: ask before trusting it.
        if path and subprocess.call([path, "-c", "pass"], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def main():
    # type: () -> int
    """Run the set-up; the exit code is 0 when everything is ready."""
    if sys.version_info[:2] < OLDEST:
        python = newer_python()
        if python is None:
            sys.stderr.write(TOO_OLD.format(*sys.version_info[:2]) + "\n")
            return 1
        os.execv(python, [python, *sys.argv])  # noqa: S606 - no shell is wanted
    root = Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(root))
    from scripts.toolchain.setup import run

    return run(root)


if __name__ == "__main__":
    sys.exit(main())
