"""The transaction that redeems a perk."""

from pydantic import BaseModel, Field

from api.kit.inputs import Address, Id
from api.kit.services import Services
from api.perks.queries import find_perk
from api.prepare.transactions import Prepared, prepare
from symbia.rules.addresses import checksum


class RedemptionDraft(BaseModel):
    """Who redeems with what."""

    model_config = {
        "json_schema_extra": {"example": {"account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "token_id": 1}}
    }

    account: Address
    token_id: Id = Field(description="A membership that the account holds")


def prepare_redemption(services: Services, perk_id: int, draft: RedemptionDraft) -> Prepared:
    """Simulate the redemption. Raises problems."""
    with services.read() as reading:
        find_perk(reading, perk_id)
        head = reading.head
    return prepare(
        services.chain,
        head,
        sender=draft.account,
        contract="PerkRegistry",
        function="redeem",
        arguments={"perkId": perk_id, "tokenId": draft.token_id},
        text=f"Redeem perk {perk_id} with membership {draft.token_id} as {checksum(draft.account)}.",
    )
