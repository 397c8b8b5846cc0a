"""Drafts of what people pay for."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from api.drops.allowlists import find_proof
from api.drops.currencies import describe
from api.drops.drafts.brand import TierId, amount_of
from api.drops.drafts.paying import PricedDraft, Sale, SaleDraft
from api.drops.queries import NO_ROOT
from api.drops.quotes import Asker
from api.drops.schemas import ClaimQuote
from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id
from api.kit.openapi import Answered
from api.prepare.actions import Call, Known
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text, Value
from symbia.units import CENTURY_DAYS

MAX_QUANTITY = 100
MAX_PERIODS = CENTURY_DAYS  # as many as there are days ahead that a membership can reach
_CURRENCY, _PRICE, _ROOT = 5, 6, 7  # places in the contract's struct DropTerms


class ClaimDraft(SaleDraft):
    """Memberships of a drop for the account or somebody else, who must be on the allowlist if there is one; the proof
    is looked up. Whoever signs pays."""

    action: ClassVar[str] = "claim"
    operation: ClassVar[str] = "claim_memberships"
    codes: ClassVar[tuple[Answered, ...]] = ("not_listed", "content_unavailable")
    functions: ClassVar[tuple[str, ...]] = ("claim",)

    model_config = ConfigDict(json_schema_extra={"example": {"account": ADDRESS_EXAMPLE, "drop_id": 1, "quantity": 1}})

    drop_id: Id
    recipient: Address | None = Field(default=None, description="Who receives them; the account itself if left out")
    quantity: int = Field(default=1, ge=1, le=MAX_QUANTITY)

    def sale(self, known: Known) -> Sale:
        """`claim`."""
        terms, _, _, uri = known.contracts.ask("MembershipDrops", "drop", self.drop_id)
        recipient = self.recipient or self.account
        arguments: dict[str, Any] = {
            "dropId": self.drop_id,
            "recipient": checksum(recipient),
            "quantity": self.quantity,
            "allowance": 0,
            "proof": [],
        }
        root = "0x" + terms[_ROOT].hex()
        if root != NO_ROOT:
            proof = find_proof(known.store, uri, root, recipient)
            arguments |= {"allowance": proof.allowance, "proof": list(proof.nodes)}
        currency, cost = str(terms[_CURRENCY]).lower(), terms[_PRICE] * self.quantity
        quote = ClaimQuote(
            currency=describe(known.services.chain, [currency])[currency],
            cost=str(cost),
            price=str(terms[_PRICE]),
            quantity=self.quantity,
        )
        text = Text.of("drops.prepare.claim", n=self.quantity, drop=self.drop_id, recipient=checksum(recipient))
        return Sale(_paid("claim", arguments, text, currency, cost), currency, cost, cost, quote)


class RenewDraft(PricedDraft):
    """Pays for whole periods of a membership, whoever holds it; where they are free, only its holder may. They are
    added to its expiry or, once its grace time is over too, to now. A lapsed one gets its votes back, if its tier has a
    place."""

    action: ClassVar[str] = "renew"
    operation: ClassVar[str] = "renew_membership"
    functions: ClassVar[tuple[str, ...]] = ("renew",)

    token_id: Id
    periods: int = Field(default=1, ge=1, le=MAX_PERIODS)

    def sale(self, known: Known) -> Sale:
        """`renew`."""
        quote = Asker.of(known, self.token_id, self.currency).renewal(self.periods)
        cost = int(quote.cost)
        arguments = {
            "tokenId": self.token_id,
            "periods": self.periods,
            "currency": checksum(self.currency),
            "maxCost": cost,
        }
        text = Text.of(
            "drops.prepare.renew",
            membership=known.membership(self.token_id),
            n=self.periods,
            **_expiry(quote.expires_at),
        )
        return Sale(_paid("renew", arguments, text, self.currency, cost), self.currency, cost, cost, quote)


class ChangeTierDraft(PricedDraft):
    """Moves the account's own membership to another tier, for a whole period of it. What was paid for the old tier and
    is not used up is counted; no money goes back, but time does. The formula is in docs/decisions/0006."""

    action: ClassVar[str] = "change-tier"
    functions: ClassVar[tuple[str, ...]] = ("changeTier",)

    model_config = ConfigDict(json_schema_extra={"example": {"account": ADDRESS_EXAMPLE, "token_id": 1, "tier_id": 2}})

    token_id: Id
    tier_id: TierId

    def sale(self, known: Known) -> Sale:
        """`changeTier`. The cost can rise by the second, so more may be sent; ETH above the cost comes back."""
        quote = Asker.of(known, self.token_id, self.currency).change(self.tier_id)
        cost, max_cost = int(quote.cost), int(quote.max_cost)
        arguments = {
            "tokenId": self.token_id,
            "tierId": self.tier_id,
            "currency": checksum(self.currency),
            "maxCost": max_cost,
        }
        code = "drops.prepare.change_tier" if quote.expires_at else "drops.prepare.change_tier_for_life"
        moved = {"membership": known.membership(self.token_id), "tier": known.tier(self.tier_id)}
        text = Text.of(code, **moved, **_expiry(quote.expires_at))
        return Sale(_paid("changeTier", arguments, text, self.currency, max_cost), self.currency, cost, max_cost, quote)


def _expiry(at: datetime | None) -> dict[str, Value]:
    """The second, for programs, and the day, which the sentence names."""
    return {"expires_at": at, "day": f"{at:%Y-%m-%d}"} if at else {}


def _paid(function: str, arguments: dict[str, Any], text: Text, currency: str, amount: int) -> Call:
    if not amount:
        return Call(function, arguments, Text.of("drops.prepare.for_free", what=text))
    paid = Text.of("drops.prepare.paid", what=text, amount=amount_of(amount, currency))
    return Call(function, arguments, paid, value=amount if currency == ZERO else 0)
