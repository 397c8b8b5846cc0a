"""Allowlists as people write them, and as documents on IPFS hold them; proofs that an account is on one.

A list is `[["0x...", "2"], ...]`: account and allowance, which OpenZeppelin's StandardMerkleTree is made of. The dump
of such a tree (`"format": "standard-v1"`) is read too. A drop's document is such a list, or an object with one
under `allowlist`, or with the `ipfs://` URI of one there.
"""

from api.drops.allowlists.documents import NoAllowlist, of_document, pin_allowlist
from api.drops.allowlists.entries import from_csv, from_json
from api.drops.allowlists.proofs import Proof, find_list, find_proof

__all__ = ["NoAllowlist", "Proof", "find_list", "find_proof", "from_csv", "from_json", "of_document", "pin_allowlist"]
