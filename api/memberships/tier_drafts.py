"""What the brand does with tiers and their documents. All of it takes the role BRAND."""

from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from api.kit.inputs import ADDRESS_EXAMPLE, Address
from api.kit.times import duration
from api.kit.wording import Title
from api.prepare.actions import Call, Draft, Known
from api.prepare.sources import URI_EXAMPLE, Documented, IpfsUri
from symbia.rules.addresses import ZERO, checksum
from symbia.units import BASIS_POINTS, CENTURY

MAX_UNITS = 2**28 - 1
MAX_SUPPLY = 2**24 - 1
MAX_DURATION = CENTURY
MAX_BPS = BASIS_POINTS

TierId = Annotated[int, Field(ge=1, le=2**16 - 1, examples=[1])]
Supply = Annotated[int, Field(ge=1, le=MAX_SUPPLY, description="Memberships there may ever be", examples=[1_000])]


class RoyaltyDraft(Draft):
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
            raise ValueError("name who receives the royalty" if bps else "leave it out: there is no royalty")
        return receiver

    def receiver(self) -> str:
        """Checksummed; zero for none."""
        return checksum(self.royalty_receiver or ZERO)

    def royalty(self) -> str:
        """In words."""
        return f"{self.royalty_bps / 100:g}% of a resale to {self.receiver()}" if self.royalty_bps else "no royalty"


class DefineTierDraft(RoyaltyDraft, Documented):
    """The next tier. Afterwards supply and royalty can only go down, and of the rest only the document can change."""

    action: ClassVar[str] = "define-tier"

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
        """`defineTier`."""
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

    def _text(self) -> str:
        time = f"for {duration(self.duration)} unless renewed" if self.duration else "for life"
        kind = "transferable" if self.transferable else "soulbound"
        return (
            f"Define the tier “{self.name}”: {self.supply} memberships with {self.units} units each, {time}, {kind}, "
            f"{self.royalty()}. Nothing of this can be raised or loosened later"
        )


class SetTierUriDraft(Documented, Draft):
    """Another document and image for a tier; refused once the metadata is frozen."""

    action: ClassVar[str] = "set-tier-uri"

    tier_id: TierId
    image_uri: IpfsUri

    def call(self, known: Known) -> Call:
        """`setTierURI`."""
        uri = self.document_uri(known.store, image=self.image_uri)
        arguments = {"tierId": self.tier_id, "uri": uri, "imageURI": self.image_uri}
        return Call("setTierURI", arguments, f"Show {known.tier(self.tier_id)} by the document {uri}")


class ReduceTierSupplyDraft(Draft):
    """Fewer memberships than announced, at least those issued. It cannot be raised again."""

    action: ClassVar[str] = "reduce-tier-supply"

    tier_id: TierId
    supply: Supply

    def call(self, known: Known) -> Call:
        """`reduceTierSupply`."""
        text = f"Lower the supply of {known.tier(self.tier_id)} to {self.supply} for ever"
        return Call("reduceTierSupply", {"tierId": self.tier_id, "supply": self.supply}, text)


class ReduceTierRoyaltyDraft(RoyaltyDraft):
    """A lower royalty, or another receiver of it. It cannot be raised again."""

    action: ClassVar[str] = "reduce-tier-royalty"

    tier_id: TierId

    def call(self, known: Known) -> Call:
        """`reduceTierRoyalty`."""
        arguments: dict[str, Any] = {
            "tierId": self.tier_id,
            "royaltyBps": self.royalty_bps,
            "royaltyReceiver": self.receiver(),
        }
        text = f"Set the royalty of {known.tier(self.tier_id)} to {self.royalty()}; it cannot be raised again"
        return Call("reduceTierRoyalty", arguments, text)


class SetContractUriDraft(Documented, Draft):
    """The document of the whole collection (ERC-7572); refused once the metadata is frozen."""

    action: ClassVar[str] = "set-contract-uri"

    def call(self, known: Known) -> Call:
        """`setContractURI`."""
        uri = self.document_uri(known.store)
        return Call("setContractURI", {"uri": uri}, f"Show the collection by the document {uri}")


class FreezeMetadataDraft(Draft):
    """Makes the documents of all tiers there are, the renderer and the collection's document permanent."""

    action: ClassVar[str] = "freeze-metadata"

    def call(self, known: Known) -> Call:
        """`freezeMetadata`."""
        text = f"Freeze the documents of the {len(known.tier_names)} tiers there are, and the collection's, for ever"
        return Call("freezeMetadata", {}, text)


DRAFTS: tuple[type[Draft], ...] = (
    DefineTierDraft,
    SetTierUriDraft,
    ReduceTierSupplyDraft,
    ReduceTierRoyaltyDraft,
    SetContractUriDraft,
    FreezeMetadataDraft,
)
