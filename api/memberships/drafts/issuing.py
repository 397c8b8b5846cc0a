"""Ways in that the brand pays for: memberships issued, airdropped, renewed. All of it takes the role ISSUER."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id
from api.kit.validation import InvalidInput
from api.memberships.drafts.tiers import TierId
from api.prepare.actions import Call, Draft, Known, RoleDraft
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text
from symbia.units import CENTURY_DAYS

MAX_RECIPIENTS = 200  # in one transaction: 200 new members take some 10 million gas
MAX_PERIODS = CENTURY_DAYS  # as many as there are days ahead that a membership can reach
_SHOWN = 3


def _somebody(account: str) -> str:
    if account == ZERO:
        raise InvalidInput.of("memberships.input.nobody")
    return account


Somebody = Annotated[Address, AfterValidator(_somebody)]


class IssueDraft(RoleDraft):
    """One membership for somebody. Takes the role ISSUER."""

    action: ClassVar[str] = "issue"
    operation: ClassVar[str] = "issue_membership"
    functions: ClassVar[tuple[str, ...]] = ("issue",)

    to: Somebody
    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`issue`."""
        recipient = checksum(self.to)
        text = Text.of("memberships.draft.issue", tier=known.tier(self.tier_id), recipient=recipient)
        return Call("issue", {"to": recipient, "tierId": self.tier_id}, text)


class AirdropDraft(RoleDraft):
    """One membership for each recipient, in this order; who is named twice receives two. Takes the role ISSUER."""

    action: ClassVar[str] = "airdrop"
    operation: ClassVar[str] = "airdrop_memberships"
    functions: ClassVar[tuple[str, ...]] = ("airdrop",)

    model_config = ConfigDict(
        json_schema_extra={"example": {"account": ADDRESS_EXAMPLE, "recipients": [ADDRESS_EXAMPLE], "tier_id": 1}}
    )

    recipients: list[Somebody] = Field(min_length=1, max_length=MAX_RECIPIENTS)
    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`airdrop`."""
        arguments = {"recipients": [checksum(account) for account in self.recipients], "tierId": self.tier_id}
        return Call("airdrop", arguments, self._text(known))

    def _text(self, known: Known) -> Text:
        counts = Counter(self.recipients)
        repeated = [(account, count) for account, count in counts.items() if count > 1]
        whole = Text.of(
            "memberships.draft.airdrop",
            n=len(self.recipients),
            tier=known.tier(self.tier_id),
            accounts=Text.of("memberships.draft.accounts", n=len(counts)),
        )
        return _with_repeated(whole, repeated) if repeated else whole


def _with_repeated(whole: Text, repeated: Sequence[tuple[str, int]]) -> Text:
    """The sentence of an airdrop with those who receive several: the first few by name, the others by number."""
    shown = [
        Text.of("memberships.draft.recipient", account=checksum(account), n=count)
        for account, count in repeated[:_SHOWN]
    ]
    others = len(repeated) - len(shown)
    if others:
        return Text.of("memberships.draft.airdrop_many_repeated", airdrop=whole, recipients=shown, n=others)
    return Text.of("memberships.draft.airdrop_repeated", airdrop=whole, recipients=shown)


class RenewFreeDraft(RoleDraft):
    """Adds whole periods to a membership without a payment. Takes the role ISSUER."""

    action: ClassVar[str] = "renew-free"
    operation: ClassVar[str] = "renew_membership_free"
    functions: ClassVar[tuple[str, ...]] = ("renew",)

    token_id: Id
    periods: int = Field(default=1, ge=1, le=MAX_PERIODS, examples=[1])

    def call(self, known: Known) -> Call:
        """`renew`."""
        membership = known.membership(self.token_id)
        text = Text.of("memberships.draft.renew_free", membership=membership, n=self.periods)
        return Call("renew", {"tokenId": self.token_id, "periods": self.periods}, text)


DRAFTS: tuple[type[Draft], ...] = (IssueDraft, AirdropDraft, RenewFreeDraft)
