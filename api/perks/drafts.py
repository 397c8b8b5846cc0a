"""What members do with perks."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from api.kit.inputs import Address, Id
from api.kit.openapi import MISSING, Answered
from api.kit.taking import Taken
from api.perks.queries import find_perk
from api.prepare.actions import Call, Draft, Known
from symbia.text import Text


class RedemptionDraft(Taken):
    """Who redeems with what."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "token_id": 1}}
    )

    account: Address
    token_id: Id = Field(description="A membership that the account holds")


class RedeemDraft(RedemptionDraft, Draft):
    """Redeems a perk with a membership."""

    action: ClassVar[str] = "redeem"
    contract: ClassVar[str] = "PerkRegistry"
    codes: ClassVar[tuple[Answered, ...]] = MISSING

    perk_id: Id

    def call(self, known: Known) -> Call:
        """`redeem`. Raises `not_found` and `not_yet_indexed` for an unknown perk."""
        with known.services.read() as reading:
            find_perk(reading, self.perk_id)
        text = Text.of("perks.prepare.redeem", perk=self.perk_id, token=self.token_id)
        return Call("redeem", {"perkId": self.perk_id, "tokenId": self.token_id}, text)
