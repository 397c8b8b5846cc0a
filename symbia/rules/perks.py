"""What redeeming a perk takes, in the order of PerkRule (contracts/interfaces/IPerkRegistry.sol)."""

from typing import Literal, get_args

PerkRule = Literal[
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
PERK_RULES: tuple[PerkRule, ...] = get_args(PerkRule)
