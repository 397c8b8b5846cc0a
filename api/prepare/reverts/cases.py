"""Errors of the contracts whose meaning depends on their arguments, and those that need a value worked out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.facts.ballot_problems import sentence
from api.kit.times import utc
from symbia.rules.addresses import ZERO
from symbia.rules.ballots.names import METHODS
from symbia.rules.memberships import MEMBERSHIP_STATES
from symbia.rules.perks import RULES
from symbia.rules.proposals import ACTIVE, REACHES
from symbia.rules.proposals import PROPOSAL_STATES as STATES
from symbia.text import Text, Value

FEWEST_OPTIONS = 2

Arguments = dict[str, Any]  # as the chain has them
Values = dict[str, Value]  # as texts show them


@dataclass(frozen=True, slots=True)
class Times:
    """Times of the proposal at hand, unix seconds, if the tables know them. `eta_at`: from when on it can be executed,
    None while it is not queued."""

    snapshot_at: int
    deadline_at: int
    eta_at: int | None = None


def _state(arguments: Arguments, times: Times | None) -> Text:
    code, state = "reverts.governor_unexpected_proposal_state", STATES[arguments["current"]]
    number: Values = {"proposalId": arguments["proposalId"]}
    wanted = int.from_bytes(arguments["expectedStates"], "big")
    if wanted == 0:
        return Text(f"{code}_exists", number)
    if wanted != 1 << ACTIVE:  # no ballot, but queue, execute or cancel
        named = [Text(f"reverts.state.{name}") for place, name in enumerate(STATES) if wanted >> place & 1]
        return Text(f"{code}_other", {**number, "state": Text(f"reverts.state.{state}"), "wanted": named})
    if state == "canceled":
        return Text(f"{code}_canceled", number)
    if state == "pending":
        return _at(f"{code}_pending", number, times.snapshot_at if times else None)
    ended: Values = {**number, "state": Text(f"reverts.state.{state}")}
    return _at(f"{code}_ended", ended, times.deadline_at if times else None)


def _operation(_arguments: Arguments, times: Times | None) -> Text:
    """The governor asks first what became of the proposal, so it can only be that the time is not over."""
    return _at("reverts.timelock_unexpected_operation_state", {}, times.eta_at if times else None)


def _at(code: str, values: Values, moment: int | None) -> Text:
    return Text(code, values) if moment is None else Text(f"{code}_at", {**values, "at": utc(moment)})


def _no_power(_code: str, arguments: Arguments, _values: Values) -> Text:
    return sentence("no_power", proposal=arguments["proposalId"], account=arguments["account"])


def _excluded(_code: str, arguments: Arguments, _values: Values) -> Text:
    return sentence("excluded", proposal=arguments["proposalId"], account=arguments["account"])


def _invalid_choice(_code: str, arguments: Arguments, _values: Values) -> Text:
    return sentence("invalid_choice", proposal=arguments["proposalId"])


def _votes(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(code, {**values, "missing": arguments["threshold"] - arguments["votes"]})


def _method(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(code, {**values, "method": METHODS[arguments["method"]]})


def _options(code: str, arguments: Arguments, values: Values) -> Text:
    if arguments["maximum"] == 0:
        return Text(f"{code}_none", values)
    fits = FEWEST_OPTIONS <= arguments["labels"] <= arguments["maximum"]
    return Text(code if fits else f"{code}_count", values)


def _exclusions(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(code, {**values, "count": len(arguments["accounts"])})


def _reach(code: str, arguments: Arguments, values: Values) -> Text:
    named = {name: Text(f"reverts.reach.{REACHES[arguments[name]]}") for name in ("needed", "given")}
    return Text(code, {**values, **named})


def _not_active(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(code, {**values, "standing": Text(f"reverts.standing.{MEMBERSHIP_STATES[arguments['state']]}")})


def _wallet_limit(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(code, {**values, "fewer": max(0, arguments["requested"] - arguments["limit"])})


def _by_currency(code: str, arguments: Arguments, values: Values) -> Text:
    return Text(f"{code}_eth" if arguments["currency"] == ZERO else code, values)


def _refused(code: str, arguments: Arguments, values: Values) -> Text:
    rule, value, threshold = RULES[arguments["rule"]], arguments["value"], arguments["threshold"]
    more: Values = {}
    if rule == "holding_time":
        more["wait"] = max(0, threshold - value)
    if rule in ("started", "not_ended"):
        more["at"] = utc(threshold)
    return Text(f"{code}_{rule}", {**values, **more})


# Errors whose text also depends on the times of the proposal.
TIMED: dict[str, Callable[[Arguments, Times | None], Text]] = {
    "GovernorUnexpectedProposalState": _state,
    "TimelockUnexpectedOperationState": _operation,
}
# The others: given their code, their arguments as the chain has them, and as values.
CASES: dict[str, Callable[[str, Arguments, Values], Text]] = {
    "BallotCounting_ExcludedAccount": _excluded,
    "BallotCounting_InvalidChoice": _invalid_choice,
    "BallotCounting_NoVotingPower": _no_power,
    "BrandMembership_NotActive": _not_active,
    "GovernorInsufficientProposerVotes": _votes,
    "MembershipDrops_NoPrice": _by_currency,
    "MembershipDrops_PaymentFailed": _by_currency,
    "MembershipDrops_WalletLimit": _wallet_limit,
    "PerkRegistry_Refused": _refused,
    "ProposalTypes_BeyondReach": _reach,
    "ProposalTypes_InvalidExclusions": _exclusions,
    "ProposalTypes_InvalidOptions": _options,
    "ProposalTypes_MethodNotAllowed": _method,
}
