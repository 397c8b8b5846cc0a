"""Write the ABIs of Brownie's build to symbia/chain/abi, where every other part reads them. Run by `make abi`."""

import json
import sys
from pathlib import Path

from symbia.chain.abi import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]


def exported(contract: str) -> str:
    """The ABI of a compiled contract as it stands in symbia/chain/abi: sorted, one attribute a line."""
    build = json.loads((ROOT / "build" / "contracts" / f"{contract}.json").read_text())
    entries = sorted(build["abi"], key=lambda entry: json.dumps(entry, sort_keys=True))
    return json.dumps(entries, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """With --check: 1 if a file is not what the build says."""
    check = sys.argv[1:] == ["--check"]
    stale = []
    for contract in CONTRACTS:
        target = ROOT / "symbia" / "chain" / "abi" / f"{contract}.json"
        text = exported(contract)
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


if __name__ == "__main__":
    sys.exit(main())
