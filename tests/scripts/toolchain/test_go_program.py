"""Programs that Go builds for the tests: pinned, known when they are there, and done without where there is no Go."""

from dataclasses import replace
from pathlib import Path

import pytest

from scripts.toolchain.errors import SetupError
from scripts.toolchain.geth import GETH
from scripts.toolchain.go_program import GoProgram
from scripts.toolchain.kubo import KUBO
from scripts.toolchain.layout import Layout

NOTHING = "/nowhere"


def program_that_says(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{words}'\n")
    path.chmod(0o755)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.mark.parametrize(("program", "words"), [(GETH, "geth version {}-stable"), (KUBO, "{}")])
def test_the_pinned_version_is_recognised(
    layout: Layout, capsys: pytest.CaptureFixture[str], program: GoProgram, words: str
) -> None:
    pinned = program.pinned_version((program.module / "go.mod").read_text())
    program_that_says(program.path(layout), words.format(pinned))
    assert program.ensure(layout) == 0
    assert capsys.readouterr().out == f"{program.name}: {pinned} is there\n"


def test_another_version_is_built_anew(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program_that_says(GETH.path(layout), "geth version 1.0.0-stable")
    program_that_says(tmp_path / "bin" / "go", "$GOBIN $GOFLAGS $@")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert GETH.ensure(layout) == 0
    assert (layout.logs / "geth.log").exists()


def test_a_build_that_fails_is_an_error_in_words(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "bin" / "go"
    program_that_says(go, "no such module")
    go.write_text(go.read_text() + "exit 1\n")
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    with pytest.raises(SetupError, match="no such module"):
        GETH.ensure(layout)


def test_without_go_the_tests_run_with_less_and_that_is_said(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", NOTHING)
    assert GETH.ensure(layout) == 0
    assert "Go is not installed, so no test runs on a real geth" in capsys.readouterr().out


def test_a_go_mod_that_pins_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="requires no example"):
        replace(GETH, requirement="example").pinned_version("module geth\n")
