"""Children of the set-up, its lock, and the words of its failures."""

import errno
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, advice, explain_os_error
from scripts.toolchain.lock import only_one

HOLDER = """
import sys
from pathlib import Path
from types import SimpleNamespace
from scripts.toolchain.lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_failed_child_shows_its_last_lines_and_its_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "child.log"
    program = "import sys; [print('line', i) for i in range(40)]; sys.exit(3)"
    with pytest.raises(SetupError) as caught:
        run_logged([sys.executable, "-c", program], log, tmp_path)
    message = str(caught.value)
    assert "exit code 3" in message
    assert "line 39" in message
    assert "line 5\n" not in message
    assert f"Whole log: {log}" in message
    assert "line 0\n" in log.read_text()


def test_a_child_that_could_not_even_write_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=1))
    with pytest.raises(SetupError, match="disk is full"):
        run_logged([sys.executable, "-c", "raise SystemExit(1)"], tmp_path / "child.log", tmp_path)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("npm error code ENOSPC", "disk is full"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOTFOUND", "Check the network"),
        ("error: dns error: failed to lookup address information", "Check the network"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "does not match the lock file"),
        ("SyntaxError", "Read the lines above"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'contracts/Other.sol'", "Read the lines above"),
    ],
)
def test_advice_fits_the_failure(output: str, words: str) -> None:
    assert words in advice(output)


def test_errors_of_the_disk_are_explained() -> None:
    assert "disk is full" in explain_os_error(OSError(errno.ENOSPC, "No space left on device"))
    assert "/x cannot be written" in explain_os_error(PermissionError(errno.EACCES, "denied", "/x"))


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SetupError, match="has not ended"), only_one(path, wait=0.1):
            pass
        holder.kill()
    with only_one(path, wait=0.1):
        pass


def test_the_lock_outlives_a_killed_set_up_as_long_as_its_child_works(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with only_one(path) as descriptor:
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(descriptor,)
        )
    with pytest.raises(SetupError, match="has not ended"), only_one(path, wait=0.1):
        pass
    child.communicate()
    with only_one(path, wait=0.1):
        pass
