"""Programs of Foundry: from npm where there are some for this machine, else the machine's own."""

import shutil
from pathlib import Path


def find_program(root: Path, name: str) -> Path | None:
    """Where the program `name` of Foundry is (`anvil`, `forge`), None if there is none."""
    found = sorted((root / "node_modules" / "@foundry-rs").glob(f"{name}-*/bin/{name}"))
    own = shutil.which(name)
    if found:
        return found[0]
    return Path(own) if own else None
