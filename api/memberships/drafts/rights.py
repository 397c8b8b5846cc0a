"""What holders let others do with their votes and memberships, and who writes the metadata."""

from typing import ClassVar

from pydantic import Field

from api.kit.inputs import Address, Id
from api.memberships.drafts.issuing import Somebody
from api.prepare.actions import Call, Draft, Known, RoleDraft
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text


class DelegateDraft(Draft):
    """Passes the account's votes on to another account, for proposals whose snapshot is still to come. Everybody is
    their own delegate until they choose another."""

    action: ClassVar[str] = "delegate"
    operation: ClassVar[str] = "delegate_votes"
    functions: ClassVar[tuple[str, ...]] = ("delegate",)

    to: Somebody = Field(description="The delegate; the account itself to take its votes back")

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`delegate`."""
        delegatee = checksum(self.to)
        code = "memberships.draft.delegate_back" if self.to == self.account else "memberships.draft.delegate"
        return Call("delegate", {"delegatee": delegatee}, Text.of(code, delegate=delegatee))


class ApproveDraft(Draft):
    """Lets one account give away, or give up, one membership. Only its holder, or an operator of the holder's. A
    transfer ends it."""

    action: ClassVar[str] = "approve"
    operation: ClassVar[str] = "approve_transfer"
    functions: ClassVar[tuple[str, ...]] = ("approve",)

    token_id: Id
    to: Address = Field(description="Who may; the zero address for nobody any more")

    def call(self, known: Known) -> Call:
        """`approve`."""
        code = "memberships.draft.approve_nobody" if self.to == ZERO else "memberships.draft.approve"
        text = Text.of(code, membership=known.membership(self.token_id), who=checksum(self.to))
        return Call("approve", {"account": checksum(self.to), "tokenId": self.token_id}, text)


class ApproveAllDraft(Draft):
    """Lets an operator, such as a market, give away all memberships that the account has and will have, or no
    longer."""

    action: ClassVar[str] = "approve-all"
    operation: ClassVar[str] = "approve_transfers"
    functions: ClassVar[tuple[str, ...]] = ("setApprovalForAll",)

    operator: Somebody
    approved: bool = True

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`setApprovalForAll`."""
        code = "memberships.draft.approve_all" if self.approved else "memberships.draft.approve_all_no_longer"
        text = Text.of(code, operator=checksum(self.operator))
        return Call("setApprovalForAll", {"operator": checksum(self.operator), "isApproved": self.approved}, text)


class SetRendererDraft(RoleDraft):
    """Names the contract that writes the metadata of memberships; refused once the metadata is frozen. Takes the role
    BRAND."""

    action: ClassVar[str] = "set-renderer"
    functions: ClassVar[tuple[str, ...]] = ("setRenderer",)

    renderer: Somebody

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`setRenderer`."""
        renderer = checksum(self.renderer)
        return Call(
            "setRenderer", {"renderer_": renderer}, Text.of("memberships.draft.set_renderer", renderer=renderer)
        )


DRAFTS: tuple[type[Draft], ...] = (DelegateDraft, ApproveDraft, ApproveAllDraft, SetRendererDraft)
