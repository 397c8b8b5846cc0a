"""Names of what the contracts number, in their order (contracts/interfaces/IProposalTypes.sol and IBallots.sol)."""

from math import isqrt
from typing import Literal, get_args

Method = Literal["for_against", "single_choice", "approval", "split", "ranked"]
Curve = Literal["units", "square_root", "one_member_one_vote"]
Problem = Literal[
    "pending",
    "closed",
    "expired",
    "invalid_signature",
    "unknown_signer",
    "excluded",
    "no_power",
    "already_voted",
    "invalid_choice",
]

METHODS: tuple[Method, ...] = get_args(Method)
CURVES: tuple[Curve, ...] = get_args(Curve)
PROBLEMS: tuple[Problem | None, ...] = (None, *get_args(Problem))  # why a ballot does not count, first reason first
SUPPORTS = ("against", "for", "abstain")  # the choices of for_against
PARTS = 10_000  # of a split ballot
MOST_OPTIONS = 10
MOST_RANKED = 6


def most_options(method: Method) -> int:
    """How many options a proposal may have."""
    if method == "for_against":
        return len(SUPPORTS)
    return MOST_RANKED if method == "ranked" else MOST_OPTIONS


def votes_of(units: int, curve: Curve, cap: int) -> int:
    """Votes of a voter with so many units; `cap` 0 for none."""
    votes = {"units": units, "square_root": isqrt(units), "one_member_one_vote": min(units, 1)}[curve]
    return min(votes, cap) if cap else votes
