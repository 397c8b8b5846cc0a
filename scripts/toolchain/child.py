"""Child processes of the set-up: output kept in a file, last lines shown when they fail."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.toolchain.caches import with_caches
from scripts.toolchain.errors import DISK_WORDS, SetupError, advice

TIMEOUT = 1_200  # seconds; the longest step downloads about 150 MB
TAIL_LINES = 15
CACHES = Path(__file__).resolve().parents[2] / ".symbia" / "cache"  # used only where the home folder cannot be
FULL_DISK = 8 * 1024 * 1024  # bytes left; no step can do with less


def run_logged(
    command: Sequence[str | Path],
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    keep_open: Sequence[int] = (),
) -> None:
    """Run `command`, its output going to `log`.

    An installer that cannot write to the home folder keeps its cache in `.symbia/cache`. `keep_open` are file
    descriptors the child inherits: it then holds the set-up's lock as long as it lives.
    Raises SetupError with the last lines and advice when it fails or takes longer than TIMEOUT seconds.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=with_caches(os.environ if env is None else env, CACHES),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=tuple(keep_open),
        )
        try:
            code = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            end_group(process)
            raise SetupError(
                f"{command_name(command)} took longer than {TIMEOUT} s and was stopped.\n"
                "The network may be very slow; run the same command again, finished steps are kept."
            ) from None
        except BaseException:
            end_group(process)
            raise
    if code != 0:
        raise SetupError(failure(command, code, log))


def command_name(command: Sequence[str | Path]) -> str:
    """How a command is called in messages: its program's name and first words."""
    words = [Path(command[0]).name, *(str(part) for part in command[1:4])]
    return " ".join(Path(word).name if os.sep in word else word for word in words)


def failure(command: Sequence[str | Path], code: int, log: Path) -> str:
    """The message for a child that ended with `code`."""
    text = log.read_text(errors="replace")
    tail = "\n".join(f"    {line}" for line in text.splitlines()[-TAIL_LINES:])
    if shutil.disk_usage(log.parent).free < FULL_DISK:
        text += DISK_WORDS[0]  # a program that cannot write cannot say so in its log either
    headline = f"{command_name(command)} failed (exit code {code}); its last lines:"
    return f"{headline}\n{tail}\n  Whole log: {log}\n{advice(text)}"


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill a child started in its own session, with everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
