"""Where installers keep what they have fetched when the home folder cannot be written, as in many containers."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from pwd import getpwuid

# By the variable that each of them reads: uv, npm, pip, Go twice.
CACHES = {
    "UV_CACHE_DIR": "uv",
    "npm_config_cache": "npm",
    "PIP_CACHE_DIR": "pip",
    "GOCACHE": "go-build",
    "GOPATH": "go",
}


def with_caches(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment for an installer: with caches in `folder` if there is no home to keep them in. What it names
    already stays."""
    if _can_be_written(home_of(environment)):
        return dict(environment)
    named = {name.lower() for name in environment}
    return {**environment, **{name: str(folder / at) for name, at in CACHES.items() if name.lower() not in named}}


def home_of(environment: Mapping[str, str]) -> Path | None:
    """The home folder that a program of this environment finds, None if there is none."""
    if named := environment.get("HOME"):
        return Path(named)
    try:
        return Path(getpwuid(os.getuid()).pw_dir)
    except KeyError:  # a number that nobody gave a name
        return None


def _can_be_written(folder: Path | None) -> bool:
    """Tried, since for root permissions say nothing about a file system that is read-only."""
    if folder is None:
        return False
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
