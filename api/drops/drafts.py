"""What the brand does with drops, currencies and prices. All of it takes the role BRAND."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from api.drops import allowlists
from api.drops.allowlists import NoAllowlist
from api.drops.queries import NO_ROOT
from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id, Moment, Wei
from api.kit.problems import ProblemError
from api.prepare.actions import Call, Draft, Known
from api.prepare.sources import Documented
from symbia.content import ContentError
from symbia.rules.addresses import ZERO, checksum
from symbia.words import word

MAX_PRICE = 2**128 - 1
MAX_COUNT = 2**32 - 1


def _fits(price: str) -> str:
    if int(price) > MAX_PRICE:
        raise ValueError("larger than 2^128 - 1")
    return price


Price = Annotated[Wei, AfterValidator(_fits), Field(description="In the currency's smallest unit; 0 for free")]
TierId = Annotated[int, Field(ge=1, le=2**16 - 1, examples=[1])]
CurrencyAddress = Annotated[Address, Field(description="An allowed ERC-20; the zero address, or nothing, for ETH")]
Root = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{64}$"), AfterValidator(str.lower)]


class DropsDraft(Draft):
    """A call of MembershipDrops."""

    contract: ClassVar[str] = "MembershipDrops"


class AllowCurrencyDraft(DropsDraft):
    """Allows an ERC-20 for prices and drops, or no longer. ETH always is. One that takes a fee of transfers sells
    nothing: a payment must arrive in full."""

    action: ClassVar[str] = "allow-currency"

    currency: Address
    allowed: bool = True

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`allowCurrency`."""
        currency = checksum(self.currency)
        text = f"Accept payments in {currency}" if self.allowed else f"Accept no more payments in {currency}"
        return Call("allowCurrency", {"currency": currency, "allowed": self.allowed}, text)


class SetTierPriceDraft(DropsDraft):
    """What one period of a tier is worth, or a membership for life: for renewals and changes of tier. It can only be
    lowered later. A drop has a price of its own."""

    action: ClassVar[str] = "set-tier-price"

    tier_id: TierId
    currency: CurrencyAddress = ZERO
    price: Price

    def call(self, known: Known) -> Call:
        """`setTierPrice`."""
        currency = checksum(self.currency)
        text = f"Price {known.tier(self.tier_id)} at {_amount(self.price, currency)}; later it can only be lowered"
        arguments = {"tierId": self.tier_id, "currency": currency, "price": int(self.price)}
        return Call("setTierPrice", arguments, text)


class DefineDropDraft(Documented, DropsDraft):
    """The next drop. Its terms never change; it can only be closed. With an allowlist, the document holds it or names
    it as `allowlist`, so that anyone can make a proof: see POST /v1/drops/allowlist."""

    action: ClassVar[str] = "define-drop"

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "account": ADDRESS_EXAMPLE,
                "tier_id": 1,
                "supply": 100,
                "per_wallet": 2,
                "price": "50000000000000000",
                "document": {"name": "First drop", "description": "For the first hundred."},
            }
        }
    )

    tier_id: TierId
    starts_at: Moment | None = Field(default=None, description="First second; none for at once")
    ends_at: Moment | None = Field(default=None, description="First second at which it is over; none for never")
    supply: int | None = Field(default=None, ge=1, le=MAX_COUNT, description="None: as many as the tier allows")
    per_wallet: int | None = Field(default=None, ge=1, le=MAX_COUNT, description="Of the recipient; none: no limit")
    price: Price = "0"
    currency: CurrencyAddress = Field(default=ZERO, validate_default=True)
    allowlist_root: Root | None = Field(
        default=None, description="Leave it out: it is made of the document's allowlist, and must be its root"
    )

    @field_validator("ends_at")
    @classmethod
    def _after_the_start(cls, ends_at: Moment | None, info: ValidationInfo) -> Moment | None:
        if ends_at and not _seconds(ends_at):
            raise ValueError("is the contract's word for never; leave it out")
        starts_at = info.data.get("starts_at")
        if ends_at and starts_at and ends_at <= starts_at:
            raise ValueError("must lie after starts_at")
        return ends_at

    @field_validator("currency")
    @classmethod
    def _none_when_free(cls, currency: str, info: ValidationInfo) -> str:
        if info.data.get("price") == "0" and currency != ZERO:
            raise ValueError("a free drop has no currency; leave it out or set a price")
        return currency

    def call(self, known: Known) -> Call:
        """`defineDrop`. Raises `invalid_allowlist` when the document's list does not fit."""
        uri = self.document_uri(known.store)
        root = self._root(known, uri)
        terms = (
            self.tier_id,
            _seconds(self.starts_at),
            _seconds(self.ends_at),
            self.supply or 0,
            self.per_wallet or 0,
            checksum(self.currency),
            int(self.price),
            bytes.fromhex(root[2:]),
        )
        return Call("defineDrop", {"terms": terms, "uri": uri}, self._text(known, root))

    def _root(self, known: Known, uri: str) -> str:
        try:
            root = allowlists.of_document(known.store, uri).root
        except NoAllowlist as error:
            if self.allowlist_root is None:
                return NO_ROOT
            raise ProblemError("invalid_allowlist", f"The drop's document holds no allowlist: {error}") from error
        except ContentError as error:
            raise ProblemError(
                "invalid_allowlist", f"The drop's document cannot be read: {word(error.text)}"
            ) from error
        if self.allowlist_root not in (None, root):
            raise ProblemError(
                "invalid_allowlist",
                f"The allowlist in the drop's document has the root {root}, not {self.allowlist_root}. "
                "Leave `allowlist_root` out, or name the right list.",
            )
        return root

    def _text(self, known: Known, root: str) -> str:
        number = f"{self.supply} memberships" if self.supply else "memberships"
        price = _amount(self.price, checksum(self.currency)) if self.price != "0" else "for free"
        who = "open to all" if root == NO_ROOT else "for an allowlist"
        return f"Open a drop of {number} of {known.tier(self.tier_id)}, {price}, {who}. Its terms can never be changed"


class CloseDropDraft(DropsDraft):
    """Ends a drop for ever."""

    action: ClassVar[str] = "close-drop"

    drop_id: Id

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`closeDrop`."""
        return Call("closeDrop", {"dropId": self.drop_id}, f"Close drop {self.drop_id} for ever")


DRAFTS: tuple[type[Draft], ...] = (DefineDropDraft, CloseDropDraft, SetTierPriceDraft, AllowCurrencyDraft)


def _seconds(moment: Moment | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _amount(price: str, currency: str) -> str:
    return f"{price} wei" if currency == ZERO else f"{price} of the smallest unit of {currency}"
