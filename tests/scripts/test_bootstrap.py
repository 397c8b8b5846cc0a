"""The set-up runs before any package is installed: what it imports is the standard library and itself."""

import subprocess
import sys

from tests import ROOT

PROGRAM = """
import sys
sys.path = [entry for entry in sys.path if "site-packages" not in entry]
sys.path.insert(0, sys.argv[1])
import scripts.toolchain.setup
"""


def test_the_set_up_imports_no_package() -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(ROOT)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
