"""The action with which a proposal dismisses a notice of revocation."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, Field

from api.kit.inputs import Id
from api.kit.openapi import TABLES, VIEWS, Answered
from api.kit.problems import ProblemError
from api.kit.reading import AsOf
from api.kit.services import Services
from api.kit.taking import Taken
from api.kit.times import utc
from api.prepare.actions import know
from api.prepare.contracts import Contracts
from api.prepare.proposed import ProposedAction, action_of, tried
from api.prepare.transactions import Summary
from symbia.chain.calls import encode_call
from symbia.text import Text

_REVOCABLE_AT = 6  # place in the contract's struct Membership


class DismissRevocationDraft(Taken):
    """What a binding proposal carries to dismiss a notice of revocation. Only the timelock can do it."""

    codes: ClassVar[tuple[Answered, ...]] = (*TABLES, *VIEWS, "nothing_to_do")
    contract: ClassVar[str] = "BrandMembership"
    functions: ClassVar[tuple[str, ...]] = ("dismissRevocation",)

    token_id: Id


class PreparedDismissal(BaseModel):
    """An action that the timelock could carry out now, and until when that is certain."""

    as_of: AsOf = Field(description="The block it was simulated on: the node's newest")
    action: ProposedAction
    revocable_at: datetime = Field(
        description="First second at which the brand may revoke: execute the proposal before"
    )
    summary: Summary


def prepare_dismissal(services: Services, draft: DismissRevocationDraft) -> PreparedDismissal:
    """Simulate the dismissal as the timelock. Raises `nothing_to_do` without a notice, `would_revert`,
    `chain_unavailable`."""
    known = know(services)
    membership, contracts = known.membership(draft.token_id), known.contracts
    revoked_at = _revocable_at(contracts, draft.token_id)
    if revoked_at == 0:  # the contract would pass over it, for the sake of others in the same proposal
        raise ProblemError("nothing_to_do", Text.of("memberships.draft.nothing_to_dismiss", membership=membership))
    calldata = encode_call("BrandMembership", "dismissRevocation", (draft.token_id,))
    action = action_of(known, "BrandMembership", calldata)
    as_of = tried(known, action)
    revocable_at = utc(revoked_at)
    return PreparedDismissal(
        as_of=as_of,
        action=action,
        revocable_at=revocable_at,
        summary=Summary(
            text=Text.of("memberships.draft.dismiss_revocation", membership=membership, until=revocable_at),
            contract="BrandMembership",
            function="dismissRevocation",
            arguments={"tokenId": str(draft.token_id)},
        ),
    )


def _revocable_at(contracts: Contracts, token_id: int) -> int:
    (membership,) = contracts.ask("BrandMembership", "membershipOf", token_id)
    return int(membership[_REVOCABLE_AT])
