"""Proofs from the allowlist that a drop's document holds, checked against the drop's root before they are used."""

from dataclasses import dataclass

from api.drops.allowlists.documents import NoAllowlist, of_document
from api.kit.documents import full_sentence
from api.kit.problems import ProblemError
from symbia.content import ContentError, ContentStore
from symbia.rules.addresses import checksum
from symbia.rules.drops.merkle import Allowlist, fits
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class Proof:
    """What `claim` takes beside drop and recipient."""

    allowance: int
    nodes: tuple[bytes, ...]


def find_list(store: ContentStore, uri: str, root: str) -> Allowlist:
    """The allowlist behind a drop's document. Raises `content_unavailable` when it is not at hand, and when what the
    document holds is not the list of this root."""
    try:
        allowlist = of_document(store, uri)
    except (ContentError, NoAllowlist) as error:
        reason = full_sentence(error) if isinstance(error, ContentError) else error.text
        raise _unavailable(Text.of("drops.allowlist.unreadable", reason=reason)) from error
    except ProblemError as problem:
        raise _unavailable(Text.of("drops.allowlist.broken", reason=problem.text)) from problem
    if allowlist.root != root:
        raise _unavailable(Text.of("drops.allowlist.other_root", there=allowlist.root, wanted=root))
    return allowlist


def find_proof(store: ContentStore, uri: str, root: str, account: str) -> Proof:
    """The proof of an account (lower case). Raises `not_listed`, and what `find_list` raises."""
    allowlist = find_list(store, uri, root)
    if account not in allowlist.allowances:
        raise ProblemError("not_listed", Text.of("drops.allowlist.not_listed", account=checksum(account)))
    proof = Proof(allowlist.allowances[account], tuple(allowlist.proof(account)))
    if not fits(root, account, proof.allowance, proof.nodes):
        raise ProblemError("internal_error", Text("drops.allowlist.wrong_proof"))
    return proof


def _unavailable(detail: Text) -> ProblemError:
    return ProblemError("content_unavailable", detail)
