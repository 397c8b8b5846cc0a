"""What becomes of memberships: lapsed, revoked, given away, given up."""

from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from api.kit.inputs import Id
from api.kit.problems import ProblemError
from api.kit.wording import DocumentText
from api.memberships.issue_drafts import Somebody
from api.prepare.actions import Call, Draft, Known
from api.prepare.sources import IpfsUri
from symbia.content import ipfs_uri
from symbia.rules.addresses import checksum

MAX_LAPSED = 200


class LapseDraft(Draft):
    """Ends the votes of expired memberships. Anyone may. Of several, those that are not expired are passed over."""

    action: ClassVar[str] = "lapse"

    token_ids: list[Id] = Field(min_length=1, max_length=MAX_LAPSED)

    def call(self, known: Known) -> Call:
        """`lapse` for one, so that the contract says why not; `lapseBatch` for several."""
        if len(self.token_ids) == 1:
            (token_id,) = self.token_ids
            text = f"End the votes of {known.membership(token_id)}, which is expired"
            return Call("lapse", {"tokenId": token_id}, text)
        (lapsed,) = known.contracts.ask("BrandMembership", "lapseBatch", self.token_ids)
        if not lapsed:
            raise ProblemError(
                "nothing_to_do",
                f"None of these {len(self.token_ids)} memberships is expired and not yet lapsed. "
                "GET /v1/memberships?state=expired lists those that are.",
            )
        text = f"End the votes of {lapsed} expired memberships, and pass over {len(self.token_ids) - lapsed} others"
        return Call("lapseBatch", {"tokenIds": self.token_ids}, text)


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
        if "reason" in info.data and (uri is None) == (info.data["reason"] is None):
            raise ValueError("give `reason`, to have it pinned, or `reason_uri`, if it is on IPFS; one of the two")
        return uri

    def call(self, known: Known) -> Call:
        """`noticeRevocation`."""
        about = known.membership(self.token_id)
        uri = self.reason_uri if self.reason is None else ipfs_uri(known.store.put(self.reason.encode()))
        return Call(
            "noticeRevocation",
            {"tokenId": self.token_id, "reasonURI": uri},
            f"Announce that {about}, will be revoked, for the reason in {uri}",
        )


class WithdrawRevocationDraft(Draft):
    """Takes a notice of revocation back. Takes the role BRAND."""

    action: ClassVar[str] = "withdraw-revocation"

    token_id: Id

    def call(self, known: Known) -> Call:
        """`withdrawRevocation`."""
        text = f"Take back the notice of revocation of {known.membership(self.token_id)}"
        return Call("withdrawRevocation", {"tokenId": self.token_id}, text)


class RevokeDraft(Draft):
    """Ends a membership whose appeal window is over, for ever. Takes the role BRAND."""

    action: ClassVar[str] = "revoke"

    token_id: Id

    def call(self, known: Known) -> Call:
        """`revoke`."""
        return Call("revoke", {"tokenId": self.token_id}, f"Revoke {known.membership(self.token_id)}, for ever")


class BurnDraft(Draft):
    """Gives a membership up for ever. Only its holder, or whom the holder approved."""

    action: ClassVar[str] = "burn"

    token_id: Id

    def call(self, known: Known) -> Call:
        """`burn`."""
        return Call("burn", {"tokenId": self.token_id}, f"Give up {known.membership(self.token_id)}, for ever")


class TransferDraft(Draft):
    """Gives a membership to somebody else. Only its holder, or whom the holder approved."""

    action: ClassVar[str] = "transfer"

    token_id: Id
    to: Somebody

    def call(self, known: Known) -> Call:
        """`safeTransferFrom`: a contract that cannot hold memberships refuses."""
        holder = checksum(known.holder(self.token_id))
        return Call(
            "safeTransferFrom(address,address,uint256)",
            {"from": holder, "to": checksum(self.to), "tokenId": self.token_id},
            f"Give {known.membership(self.token_id)}, to {checksum(self.to)}",
        )


DRAFTS: tuple[type[Draft], ...] = (
    LapseDraft,
    NoticeRevocationDraft,
    WithdrawRevocationDraft,
    RevokeDraft,
    BurnDraft,
    TransferDraft,
)
