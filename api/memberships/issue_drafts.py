"""Ways in that the brand pays for: memberships issued, airdropped, renewed. All of it takes the role ISSUER."""

from collections import Counter
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id
from api.memberships.tier_drafts import TierId
from api.prepare.actions import Call, Draft, Known
from symbia.rules.addresses import ZERO, checksum
from symbia.units import CENTURY_DAYS

MAX_RECIPIENTS = 200  # in one transaction: 200 new members take some 10 million gas
MAX_PERIODS = CENTURY_DAYS  # as many as there are days ahead that a membership can reach
_SHOWN = 3


def _somebody(account: str) -> str:
    if account == ZERO:
        raise ValueError("nobody holds the zero address; write the member's")
    return account


Somebody = Annotated[Address, AfterValidator(_somebody)]


class IssueDraft(Draft):
    """One membership for somebody. Takes the role ISSUER."""

    action: ClassVar[str] = "issue"

    to: Somebody
    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`issue`."""
        arguments = {"to": checksum(self.to), "tierId": self.tier_id}
        return Call("issue", arguments, f"Issue a membership of {known.tier(self.tier_id)} to {checksum(self.to)}")


class AirdropDraft(Draft):
    """One membership for each recipient, in this order; who is named twice receives two. Takes the role ISSUER."""

    action: ClassVar[str] = "airdrop"

    model_config = ConfigDict(
        json_schema_extra={"example": {"account": ADDRESS_EXAMPLE, "recipients": [ADDRESS_EXAMPLE], "tier_id": 1}}
    )

    recipients: list[Somebody] = Field(min_length=1, max_length=MAX_RECIPIENTS)
    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`airdrop`."""
        arguments = {"recipients": [checksum(one) for one in self.recipients], "tierId": self.tier_id}
        return Call("airdrop", arguments, self._text(known))

    def _text(self, known: Known) -> str:
        counts = Counter(self.recipients)
        several = [f"{checksum(one)} {count}" for one, count in counts.items() if count > 1]
        more = f" and {len(several) - _SHOWN} others several" if len(several) > _SHOWN else ""
        repeated = f" ({', '.join(several[:_SHOWN])}{more})" if several else ""
        number = len(self.recipients)
        return f"Issue {number} memberships of {known.tier(self.tier_id)} to {len(counts)} accounts{repeated}"


class RenewFreeDraft(Draft):
    """Adds whole periods to a membership without a payment. Takes the role ISSUER."""

    action: ClassVar[str] = "renew-free"

    token_id: Id
    periods: int = Field(default=1, ge=1, le=MAX_PERIODS, examples=[1])

    def call(self, known: Known) -> Call:
        """`renew`."""
        text = f"Renew {known.membership(self.token_id)}, by {self.periods} periods for free"
        return Call("renew", {"tokenId": self.token_id, "periods": self.periods}, text)


DRAFTS: tuple[type[Draft], ...] = (IssueDraft, AirdropDraft, RenewFreeDraft)
