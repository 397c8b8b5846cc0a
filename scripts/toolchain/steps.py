"""The steps of the set-up, in order: what each is made from, what must exist afterwards, how to make it."""

import json
import os
import shlex
import shutil
import sys
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from scripts.toolchain import node as nodes
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.child import run_logged
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import NODE_WHEEL, SOLC_VERSION, UV_VERSION, Layout
from scripts.toolchain.stamps import digest


class SetupStep(ABC):
    """One repeatable piece of the set-up."""

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, layout: Layout, lock: int) -> None:
        """`lock` is the descriptor of the set-up's lock, inherited by every child."""
        self.layout = layout
        self._lock = lock

    @abstractmethod
    def inputs(self) -> str:
        """Hash of everything this step's result depends on, except earlier steps."""

    @abstractmethod
    def products(self) -> list[Path]:
        """Paths whose absence means that the step must be done again."""

    @abstractmethod
    def make(self) -> None:
        """Do it; what an interrupted run left behind is overwritten or removed."""

    def discard(self) -> None:  # noqa: B027 - most steps overwrite everything they make
        """Remove an earlier result that `make` would build upon. Called when that result has no stamp."""

    def run(self, command: Sequence[str | Path], env: dict[str, str] | None = None) -> None:
        """Run a child of this step; its log is named after the step."""
        log = self.layout.logs / f"setup-{self.name}.log"
        run_logged(command, log, self.layout.root, env, keep_open=(self._lock,))


class Environment(SetupStep):
    """The virtual environment and the installer in it."""

    name = "environment"
    title = "virtual environment"

    def inputs(self) -> str:
        return digest([sys.version, os.path.realpath(sys.executable), str(self.layout.root), UV_VERSION])

    def products(self) -> list[Path]:
        return [self.layout.python, self.layout.uv]

    def make(self) -> None:
        check_venv_module()
        shutil.rmtree(self.layout.venv, ignore_errors=True)
        try:
            self.run([sys.executable, "-m", "venv", self.layout.venv])
            self.run([self.layout.python, "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"])
        except BaseException:
            shutil.rmtree(self.layout.venv, ignore_errors=True)
            raise


class Packages(SetupStep):
    """Python packages, exactly those of the lock file."""

    name = "packages"
    title = "Python packages"

    def inputs(self) -> str:
        return digest(["bytecode"], [self.layout.root / "requirements.lock"])

    def products(self) -> list[Path]:
        return [self.layout.venv / "bin" / "brownie", self.layout.venv / "bin" / "pytest"]

    def make(self) -> None:
        # --reinstall: an interrupted run may have left a package with files missing.
        # --compile-bytecode: every command starts a second or two sooner, also where Python may not write it later.
        uv: list[str | Path] = [self.layout.uv, "pip", "sync", "--quiet", "--require-hashes", "--reinstall"]
        self.run([*uv, "--compile-bytecode", "--python", self.layout.python, "requirements.lock"])


class Project(SetupStep):
    """Symbia itself, editable, which gives the `symbia` command."""

    name = "project"
    title = "symbia command"

    def inputs(self) -> str:
        # Only the tables that decide what is installed: a new lint rule must not need a network.
        tables = tomllib.loads((self.layout.root / "pyproject.toml").read_text())
        install = [tables["build-system"], tables["project"], tables.get("tool", {}).get("setuptools")]
        return digest([json.dumps(install, sort_keys=True)])

    def products(self) -> list[Path]:
        return [self.layout.venv / "bin" / "symbia"]

    def make(self) -> None:
        uv: list[str | Path] = [
            self.layout.uv,
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--python",
            self.layout.python,
        ]
        self.run([*uv, "--editable", "."])


class ChooseNode(SetupStep):
    """Node 18 or newer: the machine's, or a private one."""

    name = "node"
    title = "Node"

    def inputs(self) -> str:
        # The choice stays as long as it works: a shell with another PATH must not reinstall everything.
        return digest([NODE_WHEEL, self._chosen()])

    def products(self) -> list[Path]:
        return [self.layout.node_record]

    def make(self) -> None:
        chosen = nodes.machine_node() or nodes.private_node(self.layout) or self._install()
        nodes.save(chosen, self.layout)

    def _chosen(self) -> str:
        try:
            return nodes.load(self.layout).fingerprint()
        except SetupError:
            return ""

    def _install(self) -> nodes.NodeProgram:
        shutil.rmtree(self.layout.private_node, ignore_errors=True)
        uv: list[str | Path] = [self.layout.uv, "pip", "install", "--quiet", "--python", self.layout.python]
        self.run([*uv, "--target", self.layout.private_node, NODE_WHEEL])
        installed = nodes.private_node(self.layout)
        if installed is None:
            raise SetupError("Node from PyPI does not run here. Install Node 18 or newer with npm and try again.")
        return installed


class NpmPackages(SetupStep):
    """Ganache, the Solidity compiler and the Solidity libraries, exactly those of the lock file."""

    name = "npm"
    title = "npm packages"

    def inputs(self) -> str:
        root = self.layout.root
        return digest([nodes.load(self.layout).version], [root / "package.json", root / "package-lock.json"])

    def products(self) -> list[Path]:
        modules = self.layout.node_modules
        return [modules / ".bin" / "ganache", modules / "solc" / "soljson.js", modules / ".bin" / "solhint"]

    def make(self) -> None:
        node = nodes.load(self.layout)
        # No install scripts: everything here runs without building.
        flags = [
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--fetch-retry-mintimeout=1000",
        ]
        self.run([*node.npm_command(), "ci", *flags], node.environment())


class Compiler(SetupStep):
    """The executable that py-solc-x takes for the solc binary."""

    name = "compiler"
    title = f"Solidity compiler {SOLC_VERSION}"

    def inputs(self) -> str:
        return digest([nodes.load(self.layout).program, str(self._source())], [self._source()])

    def products(self) -> list[Path]:
        return [self._target()]

    def make(self) -> None:
        program = nodes.load(self.layout).program
        answer = self.layout.logs / f"setup-{self.name}.log"
        self.run([program, self._source(), "--version"])
        version = answer.read_text().strip()
        if f"Version: {SOLC_VERSION}+" not in version:
            raise SetupError(f"npm installed another compiler than {SOLC_VERSION}: {version}. Check package.json.")
        # Brownie asks for the version many times, and loading the compiler takes half a second.
        script = (
            "#!/bin/sh\n"
            f'if [ "$1" = --version ]; then printf "%s\\n" {shlex.quote(version)}; exit 0; fi\n'
            f'exec {shlex.quote(program)} {shlex.quote(str(self._source()))} "$@"\n'
        )
        self.layout.compiler.mkdir(parents=True, exist_ok=True)
        self._target().write_text(script)
        self._target().chmod(0o755)

    def _source(self) -> Path:
        return self.layout.root / "scripts" / "toolchain" / "solc" / "solc.cjs"

    def _target(self) -> Path:
        return self.layout.compiler / f"solc-v{SOLC_VERSION}"


class CompileContracts(SetupStep):
    """The contracts, compiled by Brownie."""

    name = "contracts"
    title = "contracts compiled"

    def inputs(self) -> str:
        root = self.layout.root
        sources = sorted((root / "contracts").rglob("*.sol"))
        names = [str(path.relative_to(root)) for path in sources]
        return digest(names, [root / "brownie-config.yaml", *sources])

    def products(self) -> list[Path]:
        return [self.layout.build / "contracts"]

    def make(self) -> None:
        # Brownie compiles again what it sees changed. It does not see what reaches a contract through a base of that
        # contract or out of a file without a contract, and it fails on what it compiled from a file that is gone.
        shutil.rmtree(self.layout.build / "contracts", ignore_errors=True)
        brownie = self.layout.venv / "bin" / "brownie"
        self.run([brownie, "compile"], brownie_environment(self.layout.root))

    def discard(self) -> None:
        # Brownie trusts what it finds, also a file it was writing when it was killed.
        shutil.rmtree(self.layout.build, ignore_errors=True)


STEPS: tuple[type[SetupStep], ...] = (
    Environment,
    Packages,
    Project,
    ChooseNode,
    NpmPackages,
    Compiler,
    CompileContracts,
)

# A step that was done again makes these untrustworthy.
MADE_FROM: dict[str, tuple[str, ...]] = {
    "environment": ("packages", "project"),
    "packages": ("project",),
    "node": ("npm", "compiler"),
    "npm": ("compiler", "contracts"),
    "compiler": ("contracts",),
}


def check_venv_module() -> None:
    """Raise SetupError when this Python cannot make virtual environments (Debian packs that apart)."""
    try:
        import ensurepip
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"Python {version} ({sys.executable}) cannot create virtual environments.\n"
            f"Install the missing part (Debian, Ubuntu: apt-get install python{version}-venv) and try again."
        ) from None
    del ensurepip, venv
