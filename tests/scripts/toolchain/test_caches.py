"""A home folder that cannot be written does not stop the set-up."""

import os
from pathlib import Path

import pytest

from scripts.toolchain import child
from scripts.toolchain import node as nodes
from scripts.toolchain.caches import CACHES, with_caches
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from tests import ROOT

# A file, a file system that takes nothing, not even of root, and a folder that there is not.
NO_HOMES = ("/dev/null", "/sys", "/nonexistent/home")


@pytest.mark.parametrize("home", NO_HOMES)
def test_caches_are_kept_in_the_project_instead(tmp_path: Path, home: str) -> None:
    given = {"HOME": home, "PATH": "/bin"}
    assert with_caches(given, tmp_path) == {**given, **{name: str(tmp_path / at) for name, at in CACHES.items()}}


def test_a_home_that_can_be_written_keeps_them(tmp_path: Path) -> None:
    given = {"HOME": str(tmp_path)}
    assert with_caches(given, tmp_path / "cache") == given
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_named_stays(tmp_path: Path) -> None:
    given = {"HOME": "/dev/null", "UV_CACHE_DIR": "/mine", "NPM_CONFIG_CACHE": "/mine too"}
    assert {**with_caches(given, tmp_path), **given} == with_caches(given, tmp_path)
    assert "npm_config_cache" not in with_caches(given, tmp_path)


def test_without_the_variable_it_is_the_home_of_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError("no such number")

    monkeypatch.setattr("scripts.toolchain.caches.getpwuid", nobody)
    assert with_caches({}, tmp_path).keys() == CACHES.keys()


@pytest.mark.parametrize("home", NO_HOMES[:2])
def test_the_installers_of_the_set_up_work_without_a_home(
    tmp_path: Path, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(ROOT)
    homeless = {name: value for name, value in os.environ.items() if name.lower() not in map(str.lower, CACHES)}
    homeless |= {"HOME": home}
    monkeypatch.setattr(child, "CACHES", tmp_path / "cache")
    uv, npm = [layout.uv, "pip", "list", "--python", layout.python], nodes.load(layout).npm_command()
    run_logged(uv, tmp_path / "log", tmp_path, homeless)
    run_logged([*npm, "cache", "verify"], tmp_path / "log", tmp_path, homeless)
    assert {path.name for path in (tmp_path / "cache").iterdir()} >= {"uv", "npm"}
    monkeypatch.setattr(child, "with_caches", lambda environment, _: dict(environment))
    with pytest.raises(SetupError):  # as it was
        run_logged(uv, tmp_path / "log", tmp_path, homeless)
