"""Where the page's tests find a browser."""

import shutil
from pathlib import Path

import pytest

from scripts.toolchain import chromium
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps

NOTHING = "/nowhere"


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A working copy on a machine without a browser."""
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", NOTHING)
    return Layout(tmp_path)


def packaged(layout: Layout) -> Path:
    """A packaged browser as a finished installation leaves it."""
    program = layout.state / "chromium" / "chromium"
    program.parent.mkdir(parents=True)
    program.touch()
    Stamps(layout.stamps).write(chromium.STAMP, chromium._inputs())
    return program


def test_a_named_one_comes_first(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged(layout)
    monkeypatch.setenv(chromium.VARIABLE, "/opt/mine")
    assert chromium.find(layout) == chromium.ensure(layout) == "/opt/mine"


def test_the_machine_s_comes_before_the_packaged(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged(layout)
    machine = layout.root / "bin" / "chromium"
    machine.parent.mkdir()
    machine.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(machine.parent))
    assert chromium.find(layout) == str(machine)


def test_a_half_made_one_is_none(layout: Layout) -> None:
    program = packaged(layout)
    assert chromium.find(layout) == str(program)
    Stamps(layout.stamps).forget(chromium.STAMP)
    assert chromium.find(layout) is None
    shutil.rmtree(program.parent)
    Stamps(layout.stamps).write(chromium.STAMP, chromium._inputs())
    assert chromium.find(layout) is None


def test_elsewhere_nothing_is_fetched(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PACKAGED_FOR", ("Plan 9", "mips"))
    assert chromium.ensure(layout) is None
