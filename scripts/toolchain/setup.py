"""`make setup`: do the steps that are not done yet, each exactly once, and say so."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType

from scripts.toolchain.errors import SetupError, explain_os_error
from scripts.toolchain.layout import Layout
from scripts.toolchain.lock import only_one
from scripts.toolchain.stamps import Stamps
from scripts.toolchain.steps import MADE_FROM, STEPS, SetupStep

INTERRUPTED = 130  # exit code of a program ended by Ctrl-C


def run(root: Path) -> int:
    """Set up the working copy at `root` (absolute). The exit code: 0 ready, 1 failed, 130 interrupted."""
    signal.signal(signal.SIGTERM, _interrupt)
    layout = Layout(root)
    try:
        check_path(root)
        with only_one(layout.state / "setup.lock") as lock:
            bring_up_to_date([step(layout, lock) for step in STEPS], Stamps(layout.stamps))
    except SetupError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(explain_os_error(error))
    except KeyboardInterrupt:
        print("\nSet-up stopped; run the same command again to go on.", file=sys.stderr)
        return INTERRUPTED
    return 0


def check_path(root: Path) -> None:
    """Raise SetupError for places where Brownie cannot work."""
    if not root.name[:1].isalpha():
        raise SetupError(f"Brownie needs a folder whose name begins with a letter; rename {root}")


def bring_up_to_date(steps: list[SetupStep], stamps: Stamps) -> None:
    """Do every step whose stamp, inputs or products say so, printing one line for each."""
    started = time.monotonic()
    done = 0
    for step in steps:
        if is_current(step, stamps):
            continue
        done += 1
        do_step(step, stamps)
    took = time.monotonic() - started
    print(
        f"set-up: ready ({done} steps, {took:.1f} s)" if done else f"set-up: up to date ({took:.1f} s)",
        flush=True,
    )


def is_current(step: SetupStep, stamps: Stamps) -> bool:
    """Whether a step's stamp matches its inputs and its products exist."""
    stamp = stamps.read(step.name)
    return stamp is not None and stamp == step.inputs() and all(path.exists() for path in step.products())


def do_step(step: SetupStep, stamps: Stamps) -> None:
    """Do one step; what is made from it loses its stamp, and its own comes back only at the end."""
    print(f"set-up: {step.title:<28}", end=" ", flush=True)
    started = time.monotonic()
    if stamps.read(step.name) is None:
        step.discard()
    for name in (step.name, *MADE_FROM.get(step.name, ())):
        stamps.forget(name)
    try:
        step.make()
    except BaseException:
        print("failed", flush=True)
        raise
    stamps.write(step.name, step.inputs())
    print(f"{time.monotonic() - started:6.1f} s", flush=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr, flush=True)
    return 1
