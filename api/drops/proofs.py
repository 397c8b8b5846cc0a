"""Proofs from the allowlist that a drop's document holds, checked against the drop's root before they are used."""

from dataclasses import dataclass

from api.drops import allowlists
from api.drops.allowlists import NoAllowlist
from api.kit.problems import ProblemError
from symbia.content import ContentError, ContentStore
from symbia.rules.addresses import checksum
from symbia.rules.drops.merkle import Allowlist, fits
from symbia.words import word


@dataclass(frozen=True, slots=True)
class Proof:
    """What `claim` takes beside drop and recipient."""

    allowance: int
    nodes: tuple[bytes, ...]


def find_list(store: ContentStore, uri: str, root: str) -> Allowlist:
    """The allowlist behind a drop's document. Raises `content_unavailable` when it is not at hand, and when what the
    document holds is not the list of this root."""
    try:
        found = allowlists.of_document(store, uri)
    except (ContentError, NoAllowlist) as error:
        reason = word(error.text) if isinstance(error, ContentError) else error
        raise ProblemError("content_unavailable", f"The drop's allowlist cannot be read: {reason}") from error
    except ProblemError as problem:
        raise ProblemError("content_unavailable", f"The drop's allowlist is broken: {problem.detail}") from problem
    if found.root != root:
        raise ProblemError(
            "content_unavailable",
            f"The allowlist in the drop's document has the root {found.root}, and the drop has {root}: no proof of it "
            "would be accepted. Ask the brand for the right list.",
        )
    return found


def find_proof(store: ContentStore, uri: str, root: str, account: str) -> Proof:
    """The proof of an account (lower case). Raises `not_listed`, and what `find_list` raises."""
    listed = find_list(store, uri, root)
    if account not in listed.allowances:
        raise ProblemError(
            "not_listed",
            f"{checksum(account)} is not on the drop's allowlist. Claim for an account that is, or ask the brand.",
        )
    proof = Proof(listed.allowances[account], tuple(listed.proof(account)))
    if not fits(root, account, proof.allowance, proof.nodes):
        raise ProblemError("internal_error", "The proof does not lead to the drop's root. Report it.")
    return proof
