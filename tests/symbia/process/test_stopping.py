"""Stopping: noted by a signal handler whatever the interrupted code holds, and cutting every wait short."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from symbia.process.stopping import SIGNALS, Signalled, Stopped, noting_signals, pause

# A child that waits without end in short steps, and is hit by signals at any point of them.
WAITING = """
from symbia.process.stopping import stop_on_signals
stop = stop_on_signals()
print("ready", flush=True)
while not stop.wait(0.00001):
    pass
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_wait_ends_with_the_signal(number: signal.Signals) -> None:
    with noting_signals() as stop:
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        assert stop.wait(60), "told while it waited"
        assert stop.is_set()
        assert stop.wait(60), "and for ever after"
        with pytest.raises(Stopped):
            pause(stop, 60)


def test_untold_it_waits_its_time() -> None:
    stop = Signalled()
    begun = time.monotonic()
    assert not stop.wait(0.05)
    assert time.monotonic() - begun >= 0.05
    pause(stop, 0)


def test_being_told_twice_is_being_told() -> None:
    stop = Signalled()
    for _ in range(3):
        stop.set()
    assert stop.is_set()


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with noting_signals():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_whatever_the_signal_interrupts_the_process_ends() -> None:
    for number in SIGNALS * 10:
        with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            child.send_signal(number)
            assert child.stdout.read() == "ended\n"
            assert child.wait(60) == 0
