"""What the brand does with tiers and their documents. All of it takes the role BRAND."""

from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from api.kit.inputs import ADDRESS_EXAMPLE, Address
from api.kit.openapi import Answered
from api.kit.problems import ProblemError
from api.kit.validation import InvalidInput
from api.kit.wording import Title
from api.prepare.actions import Call, Draft, Known, RoleDraft
from api.prepare.sources import URI_EXAMPLE, Documented, IpfsUri
from symbia.rules.addresses import ZERO, checksum
from symbia.rules.looks import alike
from symbia.text import Text
from symbia.units import BASIS_POINTS, CENTURY

MAX_UNITS = 2**28 - 1
MAX_SUPPLY = 2**24 - 1
MAX_DURATION = CENTURY
MAX_BPS = BASIS_POINTS

TierId = Annotated[int, Field(ge=1, le=2**16 - 1, examples=[1])]
Supply = Annotated[int, Field(ge=1, le=MAX_SUPPLY, description="Memberships there may ever be", examples=[1_000])]


class RoyaltyDraft(RoleDraft):
    """A royalty on resales (ERC-2981)."""

    royalty_bps: int = Field(default=0, ge=0, le=MAX_BPS, description="Share of a resale in basis points")
    royalty_receiver: Address | None = Field(
        default=None, validate_default=True, description="Who is paid it; none without a royalty"
    )

    @field_validator("royalty_receiver")
    @classmethod
    def _both_or_none(cls, receiver: str | None, info: ValidationInfo) -> str | None:
        bps = info.data.get("royalty_bps")
        if bps is not None and (bps != 0) != (receiver not in (None, ZERO)):
            code = "memberships.input.receiver_missing" if bps else "memberships.input.receiver_left_over"
            raise InvalidInput.of(code)
        return receiver

    def receiver(self) -> str:
        """Checksummed; zero for none."""
        return checksum(self.royalty_receiver or ZERO)

    def royalty(self) -> Text:
        """For a sentence."""
        if not self.royalty_bps:
            return Text.of("memberships.draft.no_royalty")
        return Text.of("memberships.draft.royalty", share=self.royalty_bps, receiver=self.receiver())


class DefineTierDraft(RoyaltyDraft, Documented):
    """The next tier. Afterwards supply and royalty can only go down, and of the rest only the document can change."""

    action: ClassVar[str] = "define-tier"
    codes: ClassVar[tuple[Answered, ...]] = ("name_taken",)
    functions: ClassVar[tuple[str, ...]] = ("defineTier",)

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "account": ADDRESS_EXAMPLE,
                "name": "Founder",
                "units": 10,
                "supply": 500,
                "duration": 31_536_000,
                "document": {"name": "Founder", "description": "For those who came first."},
                "image_uri": URI_EXAMPLE,
            }
        }
    )

    name: Title
    units: int = Field(ge=0, le=MAX_UNITS, description="Voting weight of one membership; 0 for none", examples=[10])
    supply: Supply
    duration: int = Field(default=0, ge=0, le=MAX_DURATION, description="Seconds of one period; 0 for life")
    transferable: bool = True
    image_uri: IpfsUri

    def call(self, known: Known) -> Call:
        """`defineTier`. Raises `name_taken` when a tier's name looks the same."""
        for tier_id, name in known.tier_names.items():
            if alike((name, self.name)):
                raise ProblemError("name_taken", Text.of("memberships.problem.name_taken", tier=tier_id, name=name))
        terms = (
            self.units,
            self.supply,
            self.duration,
            self.transferable,
            self.royalty_bps,
            self.receiver(),
            self.name,
        )
        uri = self.document_uri(known.store, image=self.image_uri)
        arguments = {"terms": terms, "uri": uri, "imageURI": self.image_uri}
        return Call("defineTier", arguments, self._text())

    def _text(self) -> Text:
        lasting = Text.of("memberships.draft.for_life")
        if self.duration:
            lasting = Text.of("memberships.draft.unless_renewed", duration=self.duration)
        movable = Text.of("memberships.draft.transferable" if self.transferable else "memberships.draft.soulbound")
        return Text.of(
            "memberships.draft.define_tier",
            name=self.name,
            supply=Text.of("memberships.draft.memberships", n=self.supply),
            units=Text.of("memberships.draft.units", n=self.units),
            lasting=lasting,
            movable=movable,
            royalty=self.royalty(),
        )


class SetTierUriDraft(Documented, RoleDraft):
    """Another document and image for a tier; refused once the metadata is frozen."""

    action: ClassVar[str] = "set-tier-uri"
    functions: ClassVar[tuple[str, ...]] = ("setTierURI",)

    tier_id: TierId
    image_uri: IpfsUri

    def call(self, known: Known) -> Call:
        """`setTierURI`."""
        uri = self.document_uri(known.store, image=self.image_uri)
        arguments = {"tierId": self.tier_id, "uri": uri, "imageURI": self.image_uri}
        text = Text.of("memberships.draft.set_tier_uri", tier=known.tier(self.tier_id), uri=uri)
        return Call("setTierURI", arguments, text)


class ReduceTierSupplyDraft(RoleDraft):
    """Fewer memberships than announced, at least those issued. It cannot be raised again."""

    action: ClassVar[str] = "reduce-tier-supply"
    functions: ClassVar[tuple[str, ...]] = ("reduceTierSupply",)

    tier_id: TierId
    supply: Supply

    def call(self, known: Known) -> Call:
        """`reduceTierSupply`."""
        tier = known.tier(self.tier_id)
        text = Text.of("memberships.draft.reduce_tier_supply", tier=tier, supply=self.supply)
        return Call("reduceTierSupply", {"tierId": self.tier_id, "supply": self.supply}, text)


class ReduceTierRoyaltyDraft(RoyaltyDraft):
    """A lower royalty, or another receiver of it. It cannot be raised again."""

    action: ClassVar[str] = "reduce-tier-royalty"
    functions: ClassVar[tuple[str, ...]] = ("reduceTierRoyalty",)

    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`reduceTierRoyalty`."""
        arguments: dict[str, Any] = {
            "tierId": self.tier_id,
            "royaltyBps": self.royalty_bps,
            "royaltyReceiver": self.receiver(),
        }
        tier = known.tier(self.tier_id)
        text = Text.of("memberships.draft.reduce_tier_royalty", tier=tier, royalty=self.royalty())
        return Call("reduceTierRoyalty", arguments, text)


class SetContractUriDraft(Documented, RoleDraft):
    """The document of the whole collection (ERC-7572); refused once the metadata is frozen."""

    action: ClassVar[str] = "set-contract-uri"
    functions: ClassVar[tuple[str, ...]] = ("setContractURI",)

    def call(self, known: Known) -> Call:
        """`setContractURI`."""
        uri = self.document_uri(known.store)
        return Call("setContractURI", {"uri": uri}, Text.of("memberships.draft.set_contract_uri", uri=uri))


class FreezeMetadataDraft(RoleDraft):
    """Makes the documents of all tiers there are, the renderer and the collection's document permanent."""

    action: ClassVar[str] = "freeze-metadata"
    functions: ClassVar[tuple[str, ...]] = ("freezeMetadata",)

    def call(self, known: Known) -> Call:
        """`freezeMetadata`."""
        return Call("freezeMetadata", {}, Text.of("memberships.draft.freeze_metadata", n=len(known.tier_names)))


DRAFTS: tuple[type[Draft], ...] = (
    DefineTierDraft,
    SetTierUriDraft,
    ReduceTierSupplyDraft,
    ReduceTierRoyaltyDraft,
    SetContractUriDraft,
    FreezeMetadataDraft,
)
