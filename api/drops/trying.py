"""A claim that every rule lets pass, tried on the node: what a claim is refused for beyond the drop's own rules, such
as the units that may be given away or sold in a day, the contract alone knows."""

from dataclasses import dataclass

from api.drops.allowlists import find_proof
from api.drops.queries import root_of
from api.kit.chain import Reverted
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.services import Services
from api.prepare.transactions import refusal
from symbia.chain.calls import encode_call
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.drops import Drop
from symbia.tables.types import from_wei_text
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class Tried:
    """What the contract said: `refusal` in words, None where the claim goes through."""

    refusal: Text | None


def try_claim(services: Services, head: Head, drop: Drop, account: str, quantity: int) -> Tried | None:
    """A claim that the account (lower case) makes for itself, as if it had the money. None where the drop is paid in an
    ERC-20, which would have to be approved first, and where no node or no allowlist is at hand."""
    if drop.currency != ZERO:
        return None
    recipient, target = checksum(account), checksum(head.addresses["MembershipDrops"])
    cost = from_wei_text(drop.price) * quantity
    try:
        allowance, nodes = _proof(services, drop, account)
        data = encode_call("MembershipDrops", "claim", (drop.drop_id, recipient, quantity, allowance, nodes))
        services.chain.require(head.chain_id)
        services.chain.attempt(recipient, target, data, cost, {recipient: {"balance": hex(cost)}} if cost else None)
    except Reverted as error:
        return Tried(refusal(error).text)
    except ProblemError:
        return None
    return Tried(None)


def _proof(services: Services, drop: Drop, account: str) -> tuple[int, list[bytes]]:
    root = root_of(drop)
    if root is None:
        return 0, []
    proof = find_proof(services.store, drop.uri, root, account)
    return proof.allowance, list(proof.nodes)
