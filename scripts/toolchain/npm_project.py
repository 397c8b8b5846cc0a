"""Packages of npm that only some tests need, each set pinned by a lock file of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain import node as nodes
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout
from scripts.toolchain.stamps import Stamps, digest

FLAGS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")  # nothing here is built


@dataclass(frozen=True, slots=True)
class NpmProject:
    """One set. `source`: the folder with its `package.json` and lock file; `product`: what is there once it is
    installed, relative to its home. `in_place`: its home is the source, whose own programs import the packages."""

    name: str
    source: Path
    product: str
    in_place: bool = False

    def home(self, layout: Layout) -> Path:
        """The folder it is installed in."""
        return self.source if self.in_place else layout.state / self.name

    def find(self, layout: Layout) -> Path | None:
        """The product; None if it is not installed, or by another lock file."""
        product = self.home(layout) / self.product
        return product if Stamps(layout.stamps).read(self.name) == self._inputs() and product.exists() else None

    def ensure(self, layout: Layout) -> Path:
        """As `find`, after installing it where it is missing. Raises SetupError when that fails."""
        if (found := self.find(layout)) is not None:
            return found
        stamps, home = Stamps(layout.stamps), self.home(layout)
        stamps.forget(self.name)
        if not self.in_place:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(self.source, home)
        node = nodes.load(layout)
        run_logged([*node.npm_command(), "ci", *FLAGS], layout.logs / f"{self.name}.log", home, node.environment())
        stamps.write(self.name, self._inputs())
        found = self.find(layout)
        if found is None:
            raise SetupError(f"npm installed no {self.product} in {home}. Check {self.source / 'package.json'}.")
        return found

    def _inputs(self) -> str:
        return digest([str(self.source)], [self.source / "package-lock.json"])
