"""Terms of perks and verdicts, by name."""

from typing import Any

from support.members import to_address

RULES = (
    "Active",
    "Holder",
    "Tier",
    "HoldingTime",
    "Started",
    "NotEnded",
    "Supply",
    "PerMembership",
    "PerWallet",
    "Membership",
)
NUMBERS = ("startsAt", "endsAt", "minHoldingSeconds", "supply", "perMembership", "perWallet")


def terms(*, tierIds: list[int] | None = None, **numbers: int) -> tuple[Any, ...]:  # noqa: N803 - as in Solidity
    """The Solidity struct PerkTerms; what is not given is 0, no limit."""
    assert set(numbers) <= set(NUMBERS), numbers
    return (*(numbers.get(name, 0) for name in NUMBERS), tierIds or [])


def verdicts(perks: Any, perk_id: int, token_id: int, account: Any) -> tuple[bool, dict[str, tuple[bool, int, int]]]:
    """Whether `evaluate` says yes, and for each rule: passed, value, threshold."""
    eligible, found = perks.evaluate(perk_id, token_id, to_address(account))
    return eligible, {RULES[rule]: (passed, value, threshold) for rule, passed, value, threshold in found}
