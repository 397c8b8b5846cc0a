"""The tree of a list: made from its entries, or as the dump of OpenZeppelin's StandardMerkleTree says."""

from typing import Any

from api.drops.allowlists.entries import from_json, refusal
from symbia.rules.addresses import checksum
from symbia.rules.drops.merkle import Allowlist
from symbia.text import Text

LEAF = ["address", "uint256"]
FORMAT = "standard-v1"
_OF_A_DUMP = ("format", "leafEncoding", "tree")


def allowlist_of(value: Any) -> Allowlist:
    """The tree of `[[account, allowance], ...]`, or the very tree of a dump. Raises `invalid_allowlist`."""
    return _of_dump(value) if is_dump(value) else Allowlist.of(from_json(value))


def is_dump(value: Any) -> bool:
    """Whether this is meant to be the dump of a tree, usable or not."""
    return isinstance(value, dict) and sum(name in value for name in _OF_A_DUMP) >= 2


def as_document(tree: Allowlist) -> Any:
    """What gives this very tree again: the entries by account, and for leaves in an order of their own a dump."""
    rows = [[checksum(account), str(allowance)] for account, allowance in sorted(tree.allowances.items())]
    if Allowlist.of(list(tree.allowances.items())).root == tree.root:
        return rows
    nodes = ["0x" + node.hex() for node in tree.nodes]
    places = [{"value": row, "treeIndex": tree.places[row[0].lower()]} for row in rows]
    return {"format": FORMAT, "leafEncoding": LEAF, "tree": nodes, "values": places}


def _of_dump(dump: dict[str, Any]) -> Allowlist:
    if dump.get("format") != FORMAT or dump.get("leafEncoding") != LEAF:
        found = Text.of("drops.allowlist.dump_of", format=str(dump.get("format")), leaves=str(dump.get("leafEncoding")))
        raise refusal(Text.of("drops.allowlist.other_dump", found=found, format=FORMAT, leaves=str(LEAF)))
    values, nodes = dump.get("values"), dump.get("tree")
    if not isinstance(values, list) or not isinstance(nodes, list) or not nodes:
        raise refusal(Text("drops.allowlist.broken_dump"))
    entries = from_json([one.get("value") if isinstance(one, dict) else one for one in values])
    for tree in (Allowlist.of(entries), _in_order(entries, values)):
        if tree is not None and tree.root == str(nodes[0]).lower():
            return tree
    raise refusal(Text.of("drops.allowlist.dump_root", there=str(nodes[0])[:80], made=Allowlist.of(entries).root))


def _in_order(entries: list[tuple[str, int]], values: list[Any]) -> Allowlist | None:
    """Leaves stand at the end of a tree, the last one first; `treeIndex` says where, whatever order the values have."""
    try:
        order = sorted(range(len(entries)), key=lambda number: -int(values[number]["treeIndex"]))
    except (KeyError, TypeError, ValueError):
        return None
    return Allowlist.of([entries[number] for number in order], sort=False)
