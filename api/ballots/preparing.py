"""The transaction that casts a ballot."""

from pydantic import BaseModel

from api.addresses import checksum
from api.ballots.queries import SUPPORTS, find_times
from api.ballots.schemas import Support
from api.inputs import Address, Id
from api.services import Services
from api.transactions import Prepared, prepare
from api.wording import Reason


class BallotDraft(BaseModel):
    """A ballot to cast."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "proposal": 1,
                "support": "for",
                "reason": "I would use it.",
            }
        }
    }

    account: Address
    proposal: Id
    support: Support
    reason: Reason = ""


def prepare_ballot(services: Services, draft: BallotDraft) -> Prepared:
    """Simulate the ballot. Raises problems."""
    with services.read() as reading:
        head, title, times = reading.head, *find_times(reading, draft.proposal)
    return prepare(
        services.chain,
        head,
        sender=draft.account,
        contract="BrandGovernor",
        function="castVoteWithReason",
        arguments={"proposalId": draft.proposal, "support": SUPPORTS.index(draft.support), "reason": draft.reason},
        text=f"Vote {draft.support} on proposal {draft.proposal} “{title}” as {checksum(draft.account)}. "
        "A ballot cannot be changed.",
        times=times,
    )
