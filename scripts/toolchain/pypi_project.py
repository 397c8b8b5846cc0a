"""Packages of PyPI that only some tests need, in an environment of their own: they ask for other releases than ours."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain.child import run_logged
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest


@dataclass(frozen=True, slots=True)
class PypiProject:
    """One set. `lock`: its requirements with hashes, which pin the versions and every byte."""

    name: str
    lock: Path

    def home(self, layout: Layout) -> Path:
        """The folder of the environment."""
        return layout.state / self.name

    def python(self, layout: Layout) -> Path:
        """The interpreter that finds the packages."""
        return self.home(layout) / "bin" / "python"

    def is_installed(self, layout: Layout) -> bool:
        """Whether what is there was installed by this lock file and Python."""
        return Stamps(layout.stamps).read(self.name) == self._inputs() and self.python(layout).exists()

    def ensure(self, layout: Layout) -> None:
        """Installs it where it is missing. Raises SetupError when that fails."""
        if self.is_installed(layout):
            return
        stamps, log, home = Stamps(layout.stamps), layout.logs / f"{self.name}.log", self.home(layout)
        stamps.forget(self.name)
        shutil.rmtree(home, ignore_errors=True)
        run_logged([layout.uv, "venv", "--python", layout.python, home], log, layout.root)
        sync: list[str | Path] = [layout.uv, "pip", "sync", "--require-hashes", "--python", self.python(layout)]
        run_logged([*sync, self.lock], log, layout.root)
        stamps.write(self.name, self._inputs())

    def _inputs(self) -> str:
        return digest([sys.version], [self.lock])
