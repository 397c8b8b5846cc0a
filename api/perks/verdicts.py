"""Rulings of symbia/rules/perks.py as verdicts: what each says about a membership, and what would fix it."""

from collections.abc import Callable
from dataclasses import dataclass

from api.facts.membership import MembershipStatus
from api.kit.times import utc, utc_or_none
from api.perks.schemas import PerkVerdict
from symbia.rules.addresses import checksum
from symbia.rules.perks import PerkTerms, RedemptionFacts, Rule, Ruling, evaluate
from symbia.tables.perks import Perk
from symbia.text import Text, Value


@dataclass(frozen=True, slots=True)
class RedemptionCounts:
    """Redemptions of the perk so far: in all, with this membership, by this wallet."""

    in_all: int
    with_membership: int
    by_wallet: int


@dataclass(frozen=True, slots=True)
class RedemptionCase:
    """May `account` (lower case) redeem `perk` with a membership at `now` (unix seconds)?"""

    perk: Perk
    membership: MembershipStatus
    account: str
    counts: RedemptionCounts
    tier_names: dict[int, str]
    now: int

    @property
    def token_id(self) -> int:
        """The membership's number."""
        return self.membership.row.token_id

    def facts(self) -> RedemptionFacts:
        """What the rules look at."""
        row = self.membership.row
        return RedemptionFacts(
            now=self.now,
            paused=self.perk.paused,
            holds=row.holder == self.account,
            tier_id=row.tier_id,
            acquired_at=row.acquired_at,
            in_force=self.membership.in_force,
            redeemed=self.counts.in_all,
            redeemed_with=self.counts.with_membership,
            redeemed_by=self.counts.by_wallet,
        )


def terms_of(perk: Perk) -> PerkTerms:
    """The terms in a perk's row."""
    return PerkTerms(
        starts_at=perk.starts_at,
        ends_at=perk.ends_at,
        min_holding_seconds=perk.min_holding_seconds,
        supply=perk.supply,
        per_membership=perk.per_membership,
        per_wallet=perk.per_wallet,
        tier_ids=tuple(perk.tier_ids),
    )


def verdicts(case: RedemptionCase) -> list[PerkVerdict]:
    """One a rule, in the order of RULES."""
    return [_verdict(case, ruling) for ruling in evaluate(terms_of(case.perk), case.facts())]


def _verdict(case: RedemptionCase, ruling: Ruling) -> PerkVerdict:
    fix = _FIXES.get(ruling.rule, _plain_fix)
    return PerkVerdict.of(
        ruling.rule,
        ruling.passed,
        ruling.value,
        ruling.threshold,
        _TEXTS[ruling.rule](case, ruling),
        None if ruling.passed else fix(case, ruling),
        utc_or_none(ruling.passes_at),
    )


_Wording = Callable[[RedemptionCase, Ruling], Text]


def _active(_: RedemptionCase, ruling: Ruling) -> Text:
    return Text("perks.verdict.active" if ruling.passed else "perks.verdict.active_paused")


def _holder(case: RedemptionCase, _: Ruling) -> Text:
    if case.membership.ended:
        return Text.of("perks.verdict.holder_nobody", token=case.token_id)
    return Text.of("perks.verdict.holder", token=case.token_id, holder=checksum(case.membership.row.holder))


def _tier(case: RedemptionCase, ruling: Ruling) -> Text:
    tier = _tier_name(case, ruling.value)
    return Text.of("perks.verdict.tier", tiers=_allowed(case), token=case.token_id, tier=tier)


def _tier_fix(case: RedemptionCase, _: Ruling) -> Text:
    return Text.of("perks.fix.tier", tiers=_allowed(case))


def _holding_time(_: RedemptionCase, ruling: Ruling) -> Text:
    return Text.of("perks.verdict.holding_time", held=ruling.value, wanted=ruling.threshold)


def _holding_time_fix(_: RedemptionCase, ruling: Ruling) -> Text:
    return Text.of("perks.fix.holding_time", left=ruling.threshold - ruling.value)


def _started(_: RedemptionCase, ruling: Ruling) -> Text:
    if not ruling.threshold:
        return Text("perks.verdict.started_at_once")
    return Text.of("perks.verdict.started", at=utc(ruling.threshold))


def _not_ended(_: RedemptionCase, ruling: Ruling) -> Text:
    if not ruling.threshold:
        return Text("perks.verdict.not_ended_never")
    return Text.of("perks.verdict.not_ended", at=utc(ruling.threshold))


def _limit(case: RedemptionCase, ruling: Ruling) -> Text:
    unlimited = "" if ruling.threshold else "_unlimited"
    values = {"redeemed": ruling.value, "limit": ruling.threshold, "token": case.token_id}
    return Text(f"perks.verdict.{ruling.rule}{unlimited}", values)


def _membership(case: RedemptionCase, _: Ruling) -> Text:
    values: dict[str, Value] = {"token": case.token_id}
    if (since := _since(case.membership)) is not None:
        values["at"] = utc(since)
    return Text(f"perks.verdict.membership_{_state(case.membership)}", values)


def _membership_fix(case: RedemptionCase, _: Ruling) -> Text:
    return Text(f"perks.fix.membership_{_state(case.membership)}")


def _state(membership: MembershipStatus) -> str:
    """The membership's state; one whose time is over and that is under notice has two problems."""
    over = membership.state in ("expired", "lapsed")
    return "expired_noticed" if over and membership.row.revocable_at is not None else membership.state


def _since(membership: MembershipStatus) -> int | None:
    """The time that its state is about, in unix seconds; None for one in force."""
    row = membership.row
    if membership.in_force or membership.ended:
        return row.ended_at
    return row.revocable_at if membership.state == "under_notice" else membership.expires_at


def _plain_fix(_: RedemptionCase, ruling: Ruling) -> Text:
    return Text(f"perks.fix.{ruling.rule}")


def _allowed(case: RedemptionCase) -> list[Value]:
    tiers: list[Value] = [_tier_name(case, tier_id) for tier_id in case.perk.tier_ids]
    return tiers or [Text("perks.tier.every")]


def _tier_name(case: RedemptionCase, tier_id: int) -> str | Text:
    return case.tier_names.get(tier_id) or Text.of("perks.tier.number", tier=tier_id)


_TEXTS: dict[Rule, _Wording] = {
    "active": _active,
    "holder": _holder,
    "tier": _tier,
    "holding_time": _holding_time,
    "started": _started,
    "not_ended": _not_ended,
    "supply": _limit,
    "per_membership": _limit,
    "per_wallet": _limit,
    "membership": _membership,
}
# Of rules whose fix depends on the case; the others have one sentence each.
_FIXES: dict[Rule, _Wording] = {"tier": _tier_fix, "holding_time": _holding_time_fix, "membership": _membership_fix}
