"""What the brand does with perks, and what members do."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from api.kit.inputs import ADDRESS_EXAMPLE, Address, Id, Moment
from api.kit.openapi import MISSING, Answered
from api.kit.problems import ProblemError
from api.kit.taking import Taken
from api.kit.validation import InvalidInput
from api.perks.queries import find_perk
from api.prepare.actions import Call, Draft, Known, RoleDraft
from api.prepare.sources import Documented
from symbia.text import Text
from symbia.units import DAY

MAX_COUNT = 2**32 - 1
MAX_TIERS = 127  # as many as there can be


def _each_once(tiers: list[int]) -> list[int]:
    if len(set(tiers)) < len(tiers):
        raise InvalidInput.of("perks.input.twice")
    return sorted(tiers)


TierId = Annotated[int, Field(ge=1, le=2**16 - 1, examples=[1])]
Tiers = Annotated[list[TierId], Field(min_length=1, max_length=MAX_TIERS), AfterValidator(_each_once)]
Limit = Annotated[int, Field(ge=1, le=MAX_COUNT)]


class PerksDraft(Draft):
    """A call of PerkRegistry."""

    contract: ClassVar[str] = "PerkRegistry"


class DefinePerkDraft(Documented, PerksDraft, RoleDraft):
    """The next perk. Its terms never change; it can only be paused. Takes the role BRAND."""

    action: ClassVar[str] = "define-perk"
    functions: ClassVar[tuple[str, ...]] = ("definePerk",)

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "account": ADDRESS_EXAMPLE,
                "tier_ids": [1, 2],
                "min_holding_seconds": 30 * DAY,
                "per_membership": 1,
                "document": {"name": "First loaf", "description": "One loaf, the day it is baked."},
            }
        }
    )

    tier_ids: Tiers | None = Field(default=None, description="Tiers that may redeem; none for all. Never an empty list")
    starts_at: Moment | None = Field(default=None, description="First second; none for at once")
    ends_at: Moment | None = Field(default=None, description="First second at which it is over; none for never")
    min_holding_seconds: int = Field(
        default=0, ge=0, le=MAX_COUNT, description="How long the holder must have held this very membership in its tier"
    )
    supply: Limit | None = Field(default=None, description="Redemptions in all; none: no limit")
    per_membership: Limit | None = Field(default=None, description="Redemptions by one membership; none: no limit")
    per_wallet: Limit | None = Field(default=None, description="Redemptions by one wallet; none: no limit")

    @field_validator("ends_at")
    @classmethod
    def _after_the_start(cls, ends_at: Moment | None, info: ValidationInfo) -> Moment | None:
        if ends_at and not _seconds(ends_at):
            raise InvalidInput.of("perks.input.never")
        starts_at = info.data.get("starts_at")
        if ends_at and starts_at and ends_at <= starts_at:
            raise InvalidInput.of("perks.input.ends_first")
        return ends_at

    def call(self, known: Known) -> Call:
        """`definePerk`."""
        uri = self.document_uri(known.store)
        terms = (
            _seconds(self.starts_at),
            _seconds(self.ends_at),
            self.min_holding_seconds,
            self.supply or 0,
            self.per_membership or 0,
            self.per_wallet or 0,
            self.tier_ids or [],
        )
        return Call("definePerk", {"terms": terms, "uri": uri}, self._text(known, uri))

    def _text(self, known: Known, uri: str) -> Text:
        tiers = [known.tier(tier_id) for tier_id in self.tier_ids or ()]
        limits = [Text(code, {"n": number}) for code, number in self._limits() if number]
        return Text.of(
            "perks.prepare.define",
            who=Text.of("perks.prepare.for_tiers", tiers=tiers) if tiers else Text("perks.prepare.for_all"),
            held=Text.of("perks.prepare.held", span=self.min_holding_seconds)
            if self.min_holding_seconds
            else Text("perks.prepare.at_once"),
            limits=limits or [Text("perks.prepare.no_limit")],
            uri=uri,
        )

    def _limits(self) -> Sequence[tuple[str, int | None]]:
        return (
            ("perks.prepare.supply", self.supply),
            ("perks.prepare.per_membership", self.per_membership),
            ("perks.prepare.per_wallet", self.per_wallet),
        )


class PausePerkDraft(PerksDraft, RoleDraft):
    """Stops a perk for now, or lets it run again. Takes the role BRAND."""

    action: ClassVar[str] = "pause-perk"
    codes: ClassVar[tuple[Answered, ...]] = (*MISSING, "nothing_to_do")
    functions: ClassVar[tuple[str, ...]] = ("setPaused",)

    perk_id: Id
    paused: bool = True

    def call(self, known: Known) -> Call:
        """`setPaused`. Raises `not_found` and `not_yet_indexed` for an unknown perk, `nothing_to_do` for one that is as
        it shall be."""
        with known.services.read() as reading:
            find_perk(reading, self.perk_id)
        _, paused, *_ = known.contracts.ask("PerkRegistry", "perk", self.perk_id)
        if paused == self.paused:
            code = "perks.problem.paused_already" if paused else "perks.problem.runs_already"
            raise ProblemError("nothing_to_do", Text.of(code, perk=self.perk_id))
        code = "perks.prepare.pause" if self.paused else "perks.prepare.run_again"
        return Call("setPaused", {"perkId": self.perk_id, "paused": self.paused}, Text.of(code, perk=self.perk_id))


class RedemptionDraft(Taken):
    """Who redeems with what."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "token_id": 1}}
    )

    account: Address
    token_id: Id = Field(description="A membership that the account holds")


class RedeemDraft(RedemptionDraft, PerksDraft):
    """Redeems a perk with a membership."""

    action: ClassVar[str] = "redeem"
    codes: ClassVar[tuple[Answered, ...]] = MISSING
    functions: ClassVar[tuple[str, ...]] = ("redeem",)

    perk_id: Id

    def call(self, known: Known) -> Call:
        """`redeem`. Raises `not_found` and `not_yet_indexed` for an unknown perk."""
        with known.services.read() as reading:
            find_perk(reading, self.perk_id)
        text = Text.of("perks.prepare.redeem", perk=self.perk_id, token=self.token_id)
        return Call("redeem", {"perkId": self.perk_id, "tokenId": self.token_id}, text)


DRAFTS: tuple[type[Draft], ...] = (DefinePerkDraft, PausePerkDraft)


def _seconds(moment: Moment | None) -> int:
    return int(moment.timestamp()) if moment else 0
