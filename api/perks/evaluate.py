"""`PerkRegistry.evaluate` over indexed facts: the same verdicts in the same order, and words for each. Pure."""

from dataclasses import dataclass

from api.facts.membership import MembershipStatus
from api.kit.times import duration, in_words, utc_or_none
from api.perks.schemas import Rule, Verdict
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Membership
from symbia.tables.perks import Perk


@dataclass(frozen=True, slots=True)
class Counts:
    """Redemptions of the perk so far: in all, with this membership, by this wallet."""

    in_all: int
    with_membership: int
    by_wallet: int


@dataclass(frozen=True, slots=True)
class Question:
    """May `account` (lower case) redeem `perk` with a membership at `now` (unix seconds)?"""

    perk: Perk
    standing: MembershipStatus
    account: str
    counts: Counts
    tier_names: dict[int, str]
    now: int

    @property
    def token(self) -> Membership:
        """The membership's row."""
        return self.standing.row


def evaluate(question: Question) -> list[Verdict]:
    """One verdict a rule."""
    return [
        _active(question),
        _holder(question),
        _tier(question),
        _holding_time(question),
        _started(question),
        _not_ended(question),
        *_limits(question),
        _membership(question),
    ]


def _active(question: Question) -> Verdict:
    value = 0 if question.perk.paused else 1
    text = "The perk is paused." if question.perk.paused else "The perk is not paused."
    return _verdict("active", value >= 1, value, 1, text, "Wait until the brand lets it run again.")


def _holder(question: Question) -> Verdict:
    token, value = question.token, int(question.token.holder == question.account)
    who = "nobody any more" if question.standing.ended else checksum(token.holder)
    text = f"Membership {token.token_id} is held by {who}."
    return _verdict("holder", value >= 1, value, 1, text, "Redeem with a membership that the account holds.")


def _tier(question: Question) -> Verdict:
    perk, token = question.perk, question.token
    passed = not perk.tier_ids or token.tier_id in perk.tier_ids
    allowed = ", ".join(_tier_name(question, one) for one in perk.tier_ids) or "every tier"
    text = f"For {allowed}; membership {token.token_id} is {_tier_name(question, token.tier_id)}."
    return _verdict("tier", passed, token.tier_id, 0, text, f"Redeem with a membership of {allowed}.")


def _holding_time(question: Question) -> Verdict:
    wanted, held = question.perk.min_holding_seconds, question.now - question.token.acquired_at
    text = f"Held for {duration(held)}; {duration(wanted)} wanted."
    fix = f"Keep holding it: {duration(max(0, wanted - held))} to go."
    return _verdict("holding_time", held >= wanted, held, wanted, text, fix, question.token.acquired_at + wanted)


def _started(question: Question) -> Verdict:
    starts = question.perk.starts_at
    text = f"It starts {in_words(starts)}." if starts else "It started when it was defined."
    return _verdict("started", question.now >= starts, question.now, starts, text, "Wait until it starts.", starts)


def _not_ended(question: Question) -> Verdict:
    ends = question.perk.ends_at
    text = f"It ends {in_words(ends)}." if ends else "It never ends."
    passed = ends == 0 or question.now < ends
    return _verdict("not_ended", passed, question.now, ends, text, "It is over; nothing brings it back.")


def _membership(question: Question) -> Verdict:
    standing, number = question.standing, question.token.token_id
    text, fix = _in_force(standing, number)
    return _verdict("membership", standing.in_force, int(standing.in_force), 1, text, fix)


def _in_force(standing: MembershipStatus, number: int) -> tuple[str, str]:
    """The membership's state in words, and what brings it back into force."""
    row, expired = standing.row, in_words(standing.expires_at or 0)
    match standing.state:
        case "under_notice":
            from_ = in_words(row.revocable_at or 0)
            said = f"Membership {number} is under notice: the brand may revoke it from {from_} on."
            return said, "Appeal: a binding proposal can dismiss the notice. The brand can also withdraw it."
        case "expired" | "lapsed" if row.revocable_at is not None:
            said = f"Membership {number} has expired since {expired} and is under notice."
            return said, "Renew it, and appeal: a binding proposal can dismiss the notice."
        case "expired":
            return f"Membership {number} has expired since {expired}.", "Renew it to redeem."
        case "lapsed":
            return f"Membership {number} has expired since {expired} and lapsed.", "Renew it to redeem."
        case "burnt" | "revoked":
            said = f"Membership {number} was {standing.state} {in_words(row.ended_at or 0)}."
            return said, "Redeem with another membership; this one is gone for ever."
    return f"Membership {number} is active.", ""


def _limits(question: Question) -> list[Verdict]:
    perk, counts = question.perk, question.counts
    number = question.token.token_id
    return [
        _below("supply", counts.in_all, perk.supply, "in all", "It is used up; nothing brings it back."),
        _below(
            "per_membership",
            counts.with_membership,
            perk.per_membership,
            f"with membership {number}",
            "Redeem with another membership.",
        ),
        _below("per_wallet", counts.by_wallet, perk.per_wallet, "by this wallet", "This wallet has had its share."),
    ]


def _below(rule: Rule, value: int, threshold: int, what: str, fix: str) -> Verdict:
    limit = f"of {threshold}" if threshold else "(no limit)"
    text = f"Redeemed {value} {limit} {what}."
    return _verdict(rule, threshold == 0 or value < threshold, value, threshold, text, fix)


def _verdict(
    rule: Rule, passed: bool, value: int, threshold: int, text: str, fix: str, fixed_at: int | None = None
) -> Verdict:
    return Verdict(
        rule=rule,
        passed=passed,
        value=value,
        threshold=threshold,
        text=text,
        fix=None if passed else fix,
        fixed_at=None if passed else utc_or_none(fixed_at),
    )


def _tier_name(question: Question, tier_id: int) -> str:
    return question.tier_names.get(tier_id, f"tier {tier_id}")
