"""Who may redeem a perk, rule by rule: what `PerkRegistry.evaluate` says, from facts alone.

A ruling has the contract's own value and threshold, so each can be compared with the chain.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Rule: TypeAlias = Literal[
    "active",
    "holder",
    "tier",
    "holding_time",
    "started",
    "not_ended",
    "supply",
    "per_membership",
    "per_wallet",
    "membership",
]
# In the order of the contract's enum PerkRule, in which it checks and reports them.
RULES: tuple[Rule, ...] = get_args(Rule)


@dataclass(frozen=True, slots=True)
class PerkTerms:
    """What limits a perk. Times in unix seconds. 0, and an empty `tier_ids`, limit nothing."""

    starts_at: int
    ends_at: int
    min_holding_seconds: int
    supply: int
    per_membership: int
    per_wallet: int
    tier_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RedemptionFacts:
    """An account that wants to redeem a perk with a membership at `now`. Times in unix seconds."""

    now: int
    paused: bool
    holds: bool  # the account holds the membership
    tier_id: int
    acquired_at: int  # by its present holder
    in_force: bool  # active, and not under notice of revocation
    redeemed: int  # redemptions of the perk in all
    redeemed_with: int  # with this membership, whoever held it
    redeemed_by: int  # by this account, with whatever membership


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule says. Value and threshold are counts, seconds or a tier's id, as the contract reports them.

    `passes_at`: the unix second from which it passes by the course of time; None when time alone changes nothing.
    """

    rule: Rule
    passed: bool
    value: int
    threshold: int
    passes_at: int | None = None


def evaluate(terms: PerkTerms, facts: RedemptionFacts) -> tuple[Ruling, ...]:
    """One ruling a rule, in the order of RULES. The account may redeem if all pass."""
    now, held = facts.now, facts.now - facts.acquired_at
    return (
        _at_least("active", int(not facts.paused), 1),
        _at_least("holder", int(facts.holds), 1),
        Ruling("tier", not terms.tier_ids or facts.tier_id in terms.tier_ids, facts.tier_id, 0),
        _at_least("holding_time", held, terms.min_holding_seconds, facts.acquired_at + terms.min_holding_seconds),
        _at_least("started", now, terms.starts_at, terms.starts_at),
        _below("not_ended", now, terms.ends_at),
        _below("supply", facts.redeemed, terms.supply),
        _below("per_membership", facts.redeemed_with, terms.per_membership),
        _below("per_wallet", facts.redeemed_by, terms.per_wallet),
        _at_least("membership", int(facts.in_force), 1),
    )


def _at_least(rule: Rule, value: int, threshold: int, passes_at: int | None = None) -> Ruling:
    passed = value >= threshold
    return Ruling(rule, passed, value, threshold, None if passed else passes_at)


def _below(rule: Rule, value: int, threshold: int) -> Ruling:
    """A threshold of 0 stands for no limit."""
    return Ruling(rule, threshold == 0 or value < threshold, value, threshold)
