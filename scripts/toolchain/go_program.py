"""Programs for the tests that Go builds from its module proxy, where Go is. Nothing else needs them."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.toolchain.child import run_logged
from scripts.toolchain.layout import Layout
from scripts.toolchain.node import VERSION_TIMEOUT


@dataclass(frozen=True)
class GoProgram:
    """`program` is what `package` builds; `module` is the folder whose go.mod pins `requirement` and every byte.
    `version_words` make the program print its version. `without`: what is done where there is no Go."""

    name: str
    program: str
    package: str
    module: Path
    requirement: str
    version_words: tuple[str, ...]
    without: str

    def path(self, layout: Layout) -> Path:
        """Where it is built."""
        return layout.state / "bin" / self.program

    def ensure(self, layout: Layout) -> int:
        """Build it unless it is there. 0 also when Go is missing, which is said. Raises SetupError when it fails."""
        program, version = self.path(layout), self.pinned_version((self.module / "go.mod").read_text())
        if self.installed_version(program) == version:
            print(f"{self.name}: {version} is there")
            return 0
        go = shutil.which("go")
        if go is None:
            print(f"{self.name}: Go is not installed, so {self.without}")
            return 0
        print(f"{self.name}: building {version} (minutes, once)", flush=True)
        started = time.monotonic()
        environment = {**os.environ, "GOBIN": str(program.parent), "GOWORK": "off", "GOFLAGS": "-mod=readonly"}
        run_logged([go, "install", self.package], layout.logs / f"{self.name}.log", self.module, environment)
        print(f"{self.name}: built in {time.monotonic() - started:.0f} s")
        return 0

    def pinned_version(self, go_mod: str) -> str:
        """The version that the text of a go.mod requires, without the v."""
        match = re.search(rf"{re.escape(self.requirement)} v(\S+)", go_mod)
        if match is None:
            raise ValueError(f"{self.module / 'go.mod'} requires no {self.requirement}")
        return match[1]

    def installed_version(self, program: Path) -> str | None:
        """The version of a program, or None when it is not there or does not run."""
        try:
            answer = subprocess.run(
                [program, *self.version_words], capture_output=True, text=True, timeout=VERSION_TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        match = re.search(r"\d+\.\d+\.\d+", answer.stdout)
        return match[0] if match else None
