"""Write the ABIs of Brownie's build to symbia/chain/abi, where every other part reads them. Run by `make abi`.

Beside them it says which sources they are of, and what these say about their functions.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from scripts.gate.export_natspec import natspec
from symbia.chain.abi import CONTRACTS
from symbia.chain.arguments import signature_of
from symbia.chain.sources import source_of

ROOT = Path(__file__).resolve().parents[2]
LINKED = re.compile(r"__.{38}")  # where a library's address belongs


def exported(contract: str) -> str:
    """The ABI of a compiled contract as it stands in symbia/chain/abi: sorted, one attribute a line."""
    names = _names_in_interfaces()
    named = [_named(entry, names) for entry in _built(contract)["abi"]]
    entries = sorted(named, key=lambda entry: json.dumps(entry, sort_keys=True))
    return json.dumps(entries, indent=1, sort_keys=True) + "\n"


def exported_sources() -> str:
    """What ends the code of each contract, see symbia/chain/sources.py."""
    code = {name: _built(name)["deployedBytecode"] for name in CONTRACTS}
    found = {name: source_of(bytes.fromhex(LINKED.sub("00" * 20, text))) for name, text in code.items()}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def exported_natspec() -> str:
    """What the contracts say about their functions, see symbia/chain/functions.py."""
    found = natspec(_built, lambda contract: json.loads(exported(contract)))
    return json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """With --check: 1 if a file is not what the build says."""
    check = sys.argv[1:] == ["--check"]
    stale = []
    texts = {name: exported(name) for name in CONTRACTS}
    texts |= {"sources": exported_sources(), "natspec": exported_natspec()}
    for contract, text in texts.items():
        target = ROOT / "symbia" / "chain" / "abi" / f"{contract}.json"
        if target.exists() and target.read_text() == text:
            continue
        stale.append(contract)
        if not check:
            target.write_text(text)
    if stale and check:
        print(f"Not what the contracts say: {', '.join(stale)}. Run `make abi`.", file=sys.stderr)
        return 1
    print(f"ABIs: {len(CONTRACTS)} checked, {len(stale)} {'stale' if check else 'written'}")
    return 0


def _names_in_interfaces() -> dict[str, Any]:
    """Entries of the functions of our interfaces, by their signature."""
    files = (ROOT / "contracts" / "interfaces").glob("I*.sol")
    entries = (entry for file in files for entry in _built(file.stem)["abi"] if entry["type"] == "function")
    return {signature_of(entry): entry for entry in entries}


def _named(entry: Any, interfaces: dict[str, Any]) -> Any:
    """A function that hands its call on as it came has no names for what it takes and returns: they are those of its
    interface, for whoever reads a proposal's action."""
    known = interfaces.get(signature_of(entry)) if entry["type"] == "function" else None
    if known is None:
        return entry
    filled = {
        side: [
            item | {"name": item["name"] or other["name"]} for item, other in zip(entry[side], known[side], strict=True)
        ]
        for side in ("inputs", "outputs")
    }
    return entry | filled


def _built(contract: str) -> Any:
    return json.loads((ROOT / "build" / "contracts" / f"{contract}.json").read_text())


if __name__ == "__main__":
    sys.exit(main())
