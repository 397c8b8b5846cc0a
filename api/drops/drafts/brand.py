"""What the brand does with drops, currencies and prices. All of it takes the role BRAND."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from api.drops.allowlists import NoAllowlist, of_document
from api.drops.queries import NO_ROOT
from api.kit.documents import full_sentence
from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id, Moment, Wei
from api.kit.openapi import Answered
from api.kit.problems import ProblemError
from api.kit.validation import InvalidInput
from api.prepare.actions import Call, Draft, Known, RoleDraft
from api.prepare.sources import Documented
from symbia.content import ContentError
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text

MAX_PRICE = 2**128 - 1
MAX_COUNT = 2**32 - 1


def _fits(price: str) -> str:
    if int(price) > MAX_PRICE:
        raise InvalidInput.of("drops.input.price_too_large")
    return price


Price = Annotated[Wei, AfterValidator(_fits), Field(description="In the currency's smallest unit; 0 for free")]
TierId = Annotated[int, Field(ge=1, le=2**16 - 1, examples=[1])]
CurrencyAddress = Annotated[Address, Field(description="An allowed ERC-20; the zero address, or nothing, for ETH")]
Root = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{64}$"), AfterValidator(str.lower)]


class DropsDraft(Draft):
    """A call of MembershipDrops."""

    contract: ClassVar[str] = "MembershipDrops"


class AllowCurrencyDraft(DropsDraft, RoleDraft):
    """Allows an ERC-20 for prices and drops, or no longer. ETH always is. One that takes a fee of transfers sells
    nothing: a payment must arrive in full."""

    action: ClassVar[str] = "allow-currency"
    functions: ClassVar[tuple[str, ...]] = ("allowCurrency",)

    currency: Address
    allowed: bool = True

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`allowCurrency`."""
        currency = checksum(self.currency)
        code = "drops.prepare.allow_currency" if self.allowed else "drops.prepare.disallow_currency"
        text = Text.of(code, currency=currency)
        return Call("allowCurrency", {"currency": currency, "allowed": self.allowed}, text)


class SetTierPriceDraft(DropsDraft, RoleDraft):
    """What one period of a tier is worth, or a membership for life: for renewals and changes of tier. It can only be
    lowered later. A drop has a price of its own."""

    action: ClassVar[str] = "set-tier-price"
    functions: ClassVar[tuple[str, ...]] = ("setTierPrice",)

    tier_id: TierId
    currency: CurrencyAddress = ZERO
    price: Price

    def call(self, known: Known) -> Call:
        """`setTierPrice`."""
        currency = checksum(self.currency)
        price = amount_of(int(self.price), self.currency)
        text = Text.of("drops.prepare.tier_price", tier=known.tier(self.tier_id), price=price)
        arguments = {"tierId": self.tier_id, "currency": currency, "price": int(self.price)}
        return Call("setTierPrice", arguments, text)


class DefineDropDraft(Documented, DropsDraft, RoleDraft):
    """The next drop. Its terms never change; it can only be closed. With an allowlist, the document holds it or names
    it as `allowlist`, so that anyone can make a proof: see POST /v1/drops/allowlist."""

    action: ClassVar[str] = "define-drop"
    codes: ClassVar[tuple[Answered, ...]] = ("invalid_allowlist",)
    functions: ClassVar[tuple[str, ...]] = ("defineDrop",)

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
            raise InvalidInput.of("drops.input.never")
        starts_at = info.data.get("starts_at")
        if ends_at and starts_at and ends_at <= starts_at:
            raise InvalidInput.of("drops.input.ends_first")
        return ends_at

    @field_validator("currency")
    @classmethod
    def _none_when_free(cls, currency: str, info: ValidationInfo) -> str:
        if info.data.get("price") == "0" and currency != ZERO:
            raise InvalidInput.of("drops.input.free")
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
            root = of_document(known.store, uri).root
        except NoAllowlist as error:
            if self.allowlist_root is None:
                return NO_ROOT
            raise ProblemError("invalid_allowlist", Text.of("drops.problem.none_in_it", reason=error.text)) from error
        except ContentError as error:
            unreadable = Text.of("drops.problem.unreadable", reason=full_sentence(error))
            raise ProblemError("invalid_allowlist", unreadable) from error
        if self.allowlist_root is not None and self.allowlist_root != root:
            wrong = Text.of("drops.problem.wrong_root", there=root, named=self.allowlist_root)
            raise ProblemError("invalid_allowlist", wrong)
        return root

    def _text(self, known: Known, root: str) -> Text:
        return Text.of(
            "drops.prepare.define",
            supply=Text.of("drops.terms.supply", n=self.supply) if self.supply else Text("drops.terms.unlimited"),
            tier=known.tier(self.tier_id),
            price=amount_of(int(self.price), self.currency) if int(self.price) else Text("drops.terms.free"),
            who=Text("drops.terms.open_to_all" if root == NO_ROOT else "drops.terms.for_an_allowlist"),
        )


class CloseDropDraft(DropsDraft, RoleDraft):
    """Ends a drop for ever."""

    action: ClassVar[str] = "close-drop"
    functions: ClassVar[tuple[str, ...]] = ("closeDrop",)

    drop_id: Id

    def call(self, known: Known) -> Call:  # noqa: ARG002 - as every draft
        """`closeDrop`."""
        return Call("closeDrop", {"dropId": self.drop_id}, Text.of("drops.prepare.close", drop=self.drop_id))


DRAFTS: tuple[type[Draft], ...] = (DefineDropDraft, CloseDropDraft, SetTierPriceDraft, AllowCurrencyDraft)


def _seconds(moment: Moment | None) -> int:
    return int(moment.timestamp()) if moment else 0


def amount_of(amount: int, currency: str) -> Text:
    """An amount in the smallest unit of a currency (lower case, ZERO for wei)."""
    if currency == ZERO:
        return Text.of("drops.amount.wei", amount=amount)
    return Text.of("drops.amount.token", amount=amount, currency=checksum(currency))
