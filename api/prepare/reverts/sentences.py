"""What a refused transaction's error means, in words that say what to do.

One sentence for every error that a prepared call can raise; a test compares them with the contracts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.kit.times import duration, in_words
from api.prepare.reverts.governance import FUNCTIONS as GOVERNANCE_FUNCTIONS
from api.prepare.reverts.governance import TEMPLATES as GOVERNANCE_TEMPLATES
from api.prepare.reverts.membership import FUNCTIONS as MEMBERSHIP_FUNCTIONS
from api.prepare.reverts.membership import TEMPLATES as MEMBERSHIP_TEMPLATES
from api.prepare.reverts.sale import FUNCTIONS as SALE_FUNCTIONS
from api.prepare.reverts.sale import TEMPLATES as SALE_TEMPLATES
from symbia.chain.reverts import RevertReason
from symbia.rules.proposals import PROPOSAL_STATES


@dataclass(frozen=True, slots=True)
class Times:
    """Voting times of the proposal at hand, unix seconds, if the tables know them."""

    snapshot_at: int
    deadline_at: int


Arguments = dict[str, Any]
Sentence = Callable[[Arguments, Times | None], str]


def in_a_sentence(reason: RevertReason, times: Times | None = None) -> str:
    """What happened and what to do next; the bare error for one without a sentence here."""
    if reason.name in TIMED:
        return TIMED[reason.name](reason.arguments, times)
    if reason.name in FUNCTIONS:
        return FUNCTIONS[reason.name](reason.arguments)
    if reason.name in TEMPLATES:
        return TEMPLATES[reason.name].format_map({one.name: one.value for one in reason.shown})
    shown = ", ".join(f"{one.name} {one.value}" for one in reason.shown)
    return f"The contract refuses with {reason.name}({shown})."


def _state(arguments: Arguments, times: Times | None) -> str:
    number, state = arguments["proposalId"], PROPOSAL_STATES[arguments["current"]]
    if int.from_bytes(arguments["expectedStates"], "big") == 0:
        return (
            f"This very proposal exists already as proposal {number}. Change its title or document to submit it anew."
        )
    if state == "pending":
        begins = f" It begins after {in_words(times.snapshot_at)}." if times else " Try again after its snapshot."
        return f"Voting on proposal {number} has not begun.{begins}"
    if state == "canceled":
        return f"Proposal {number} was canceled; it takes no more ballots."
    ended = f" {in_words(times.deadline_at)}" if times else ""
    return f"Voting on proposal {number} ended{ended}; it is {state} now and takes no more ballots."


def _refused(arguments: Arguments) -> str:
    value, threshold, token = arguments["value"], arguments["threshold"], arguments["tokenId"]
    sentences = (
        "The perk is paused. Wait until the brand lets it run again.",
        f"Membership {token} is not held by this account. Redeem with a membership that it holds.",
        f"The perk is not for tier {value}, the tier of membership {token}. Redeem with one of another tier.",
        f"Membership {token} has been held for {duration(value)} and the perk asks for {duration(threshold)}. "
        f"Wait another {duration(max(0, threshold - value))}.",
        f"The perk starts {in_words(threshold)}. Wait until then.",
        f"The perk ended {in_words(threshold)}.",
        f"All {threshold} redemptions of the perk are used up.",
        f"Membership {token} has redeemed the perk {value} times; {threshold} is the limit. Use another membership.",
        f"This account has redeemed the perk {value} times; {threshold} is the limit for one wallet.",
        f"Membership {token} is expired, lapsed or under notice: /v1/memberships/{token} says which, and what to do.",
    )
    return sentences[arguments["rule"]]


# Words for errors that depend on the proposal's times.
TIMED: dict[str, Sentence] = {"GovernorUnexpectedProposalState": _state}
# Words for errors that depend on more than their arguments' text.
FUNCTIONS: dict[str, Callable[[Arguments], str]] = {
    "PerkRegistry_Refused": _refused,
    **GOVERNANCE_FUNCTIONS,
    **MEMBERSHIP_FUNCTIONS,
    **SALE_FUNCTIONS,
}
# Words for the others; names in braces are the error's arguments.
TEMPLATES = {
    "ERC5805FutureLookup": "Votes are asked for a second that has not passed. Try again a second later.",
    "Error": "The contract says: {message}",
    "Panic": "The contract stopped with the internal error {code}. Report it.",
    "PerkRegistry_UnknownPerk": "There is no perk {perkId}. Check the number.",
    "SafeCastOverflowedUintDowncast": "A number is too large for the contract: {value} does not fit {bits} bits.",
    **GOVERNANCE_TEMPLATES,
    **MEMBERSHIP_TEMPLATES,
    **SALE_TEMPLATES,
}
