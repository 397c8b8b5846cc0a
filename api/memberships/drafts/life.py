"""What becomes of memberships: lapsed, revoked, given away, given up."""

from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from api.kit.inputs import Id
from api.kit.problems import ProblemError
from api.kit.wording import DocumentText
from api.memberships.drafts.issuing import Somebody
from api.prepare.actions import Call, Draft, Known
from api.prepare.sources import IpfsUri, either
from symbia.content import ipfs_uri
from symbia.rules.addresses import checksum
from symbia.text import Text

MAX_LAPSED = 200


class _OneDraft(Draft):
    """Does one thing to one membership."""

    function: ClassVar[str]
    words: ClassVar[str]  # what signing it does to `membership`

    token_id: Id

    def call(self, known: Known) -> Call:
        """`function`."""
        text = Text.of(self.words, membership=known.membership(self.token_id))
        return Call(self.function, {"tokenId": self.token_id}, text)


class LapseDraft(Draft):
    """Ends the votes of memberships whose expiry and grace time are over, and frees their places. Anyone may. Of
    several, the others are passed over."""

    action: ClassVar[str] = "lapse"

    token_ids: list[Id] = Field(min_length=1, max_length=MAX_LAPSED)

    def call(self, known: Known) -> Call:
        """`lapse` for one, so that the contract says why not; `lapseBatch` for several."""
        if len(self.token_ids) == 1:
            (token_id,) = self.token_ids
            text = Text.of("memberships.draft.lapse", membership=known.membership(token_id))
            return Call("lapse", {"tokenId": token_id}, text)
        return Call("lapseBatch", {"tokenIds": self.token_ids}, self._text_of_several(known))

    def _text_of_several(self, known: Known) -> Text:
        count = len(self.token_ids)
        (lapsed,) = known.contracts.ask("BrandMembership", "lapseBatch", self.token_ids)
        if not lapsed:
            raise ProblemError("nothing_to_do", Text.of("memberships.problem.none_expired", n=count))
        others = Text.of("memberships.draft.others", n=count - lapsed)
        return Text.of("memberships.draft.lapse_several", n=lapsed, others=others)


class NoticeRevocationDraft(Draft):
    """Announces that a membership will be revoked, and why. Until the appeal window ends a proposal can dismiss it.
    Takes the role BRAND."""

    action: ClassVar[str] = "notice-revocation"

    token_id: Id
    reason: DocumentText | None = Field(default=None, description="Markdown, pinned; the holder and all others read it")
    reason_uri: IpfsUri | None = Field(
        default=None, validate_default=True, description="The reason's, if it is on IPFS already"
    )

    @field_validator("reason_uri")
    @classmethod
    def _one_reason(cls, uri: str | None, info: ValidationInfo) -> str | None:
        return either(uri, info, "reason", "memberships.input.one_reason")

    def call(self, known: Known) -> Call:
        """`noticeRevocation`."""
        membership = known.membership(self.token_id)
        uri = self.reason_uri if self.reason is None else ipfs_uri(known.store.put(self.reason.encode()))
        text = Text.of("memberships.draft.notice_revocation", membership=membership, uri=str(uri))
        return Call("noticeRevocation", {"tokenId": self.token_id, "reasonURI": uri}, text)


class WithdrawRevocationDraft(_OneDraft):
    """Takes a notice of revocation back. Takes the role BRAND."""

    action: ClassVar[str] = "withdraw-revocation"
    function: ClassVar[str] = "withdrawRevocation"
    words: ClassVar[str] = "memberships.draft.withdraw_revocation"


class EndNoticeDraft(_OneDraft):
    """Ends a notice of revocation that the brand has not carried out within 30 days after it could. Anyone may."""

    action: ClassVar[str] = "end-notice"
    function: ClassVar[str] = "endNotice"
    words: ClassVar[str] = "memberships.draft.end_notice"


class RevokeDraft(_OneDraft):
    """Ends a membership whose appeal window is over, for ever, within 30 days from then on. Takes the role BRAND."""

    action: ClassVar[str] = "revoke"
    function: ClassVar[str] = "revoke"
    words: ClassVar[str] = "memberships.draft.revoke"


class BurnDraft(_OneDraft):
    """Gives a membership up for ever. Only its holder, or whom the holder approved."""

    action: ClassVar[str] = "burn"
    function: ClassVar[str] = "burn"
    words: ClassVar[str] = "memberships.draft.burn"


class TransferDraft(Draft):
    """Gives a membership to somebody else. Only its holder, or whom the holder approved."""

    action: ClassVar[str] = "transfer"

    token_id: Id
    to: Somebody

    def call(self, known: Known) -> Call:
        """`safeTransferFrom`: a contract that cannot hold memberships refuses."""
        holder, recipient = checksum(known.holder(self.token_id)), checksum(self.to)
        membership = known.membership(self.token_id)
        text = Text.of("memberships.draft.transfer", membership=membership, recipient=recipient)
        arguments = {"from": holder, "to": recipient, "tokenId": self.token_id}
        return Call("safeTransferFrom(address,address,uint256)", arguments, text)


DRAFTS: tuple[type[Draft], ...] = (
    LapseDraft,
    NoticeRevocationDraft,
    WithdrawRevocationDraft,
    EndNoticeDraft,
    RevokeDraft,
    BurnDraft,
    TransferDraft,
)
