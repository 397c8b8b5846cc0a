"""What the errors of BrandGovernor mean, in words that say what to do."""

from collections.abc import Callable
from typing import Any

from api.facts.ballot_problems import sentence
from api.kit.times import in_words
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import METHODS

Arguments = dict[str, Any]


def _votes(arguments: Arguments) -> str:
    votes, threshold = arguments["votes"], arguments["threshold"]
    who = checksum(arguments["proposer"])
    return (
        f"{who} had {votes} units one second ago, and this type asks for {threshold}. "
        f"Have {threshold - votes} more units delegated to it, or let another member propose."
    )


def _no_power(arguments: Arguments) -> str:
    return sentence("no_power", proposal=arguments["proposalId"], account=arguments["account"])


def _excluded(arguments: Arguments) -> str:
    return sentence("excluded", proposal=arguments["proposalId"], account=arguments["account"])


def _invalid_choice(arguments: Arguments) -> str:
    return sentence("invalid_choice", proposal=arguments["proposalId"])


def _expired(arguments: Arguments) -> str:
    return (
        f"These ballots were to count until {in_words(arguments['deadline'])}. Have them signed with a later deadline."
    )


def _method(arguments: Arguments) -> str:
    method, type_id = METHODS[arguments["method"]], arguments["typeId"]
    return (
        f"Proposals of type {type_id} are not voted on by {method}. /v1/proposal-types lists the methods of each type: "
        "choose another method, or another type."
    )


def _options(arguments: Arguments) -> str:
    labels, actions, maximum = arguments["labels"], arguments["actions"], arguments["maximum"]
    if maximum == 0:
        return "For/against/abstain has no options. Leave them out, or choose another method."
    if not 2 <= labels <= maximum:
        return f"{labels} options are not possible: this method takes 2 to {maximum}."
    return f"There are {labels} options and {actions} numbers of actions. Say for each option how many are its own."


def _actions(arguments: Arguments) -> str:
    given, claimed = arguments["given"], arguments["claimed"]
    return (
        f"The proposal has {given} actions and its options claim {claimed}: each belongs to one option, and an option "
        "has 255 at most."
    )


def _exclusions(arguments: Arguments) -> str:
    return (
        f"These {len(arguments['accounts'])} accounts cannot be the list of excluded ones: name at most 8, in "
        "ascending order, each once, and not the zero address."
    )


# Words for errors that depend on more than their arguments' text.
FUNCTIONS: dict[str, Callable[[Arguments], str]] = {
    "BallotBatch_Expired": _expired,
    "BallotCounting_ExcludedAccount": _excluded,
    "BallotCounting_InvalidChoice": _invalid_choice,
    "BallotCounting_NoVotingPower": _no_power,
    "GovernorInsufficientProposerVotes": _votes,
    "ProposalTypes_InvalidActions": _actions,
    "ProposalTypes_InvalidExclusions": _exclusions,
    "ProposalTypes_InvalidOptions": _options,
    "ProposalTypes_MethodNotAllowed": _method,
}
# Words for the others; names in braces are the error's arguments.
TEMPLATES = {
    "BallotBatch_InvalidLength": "{length} bytes are no whole number of ballots of {ballotLength} bytes each. Pack "
    "each as 64 bytes of signature and its choice.",
    "GovernorAlreadyCastVote": "{voter} has voted on this proposal already. A ballot cannot be changed.",
    "GovernorInvalidProposalLength": "A binding proposal needs at least one action. Add one.",
    "GovernorInvalidSignature": "This is no signature of {voter} over this ballot. Prepare it anew, and sign it with "
    "that account.",
    "GovernorInvalidVoteParams": "This ballot carries parameters that the governor does not take. Leave them out.",
    "GovernorInvalidVoteType": "This is no choice of the proposal: for, against or abstain where it has no options, "
    "and between options support 0 with the choice as params. Prepare the ballot here.",
    "GovernorNonexistentProposal": "There is no proposal {proposalId}. Check the number.",
    "GovernorRestrictedProposer": "The description names another proposer than {proposer}. "
    "Prepare it for the account that signs.",
    "ProposalTypes_AdvisoryCarriesNoAction": "Proposal type {typeId} is advisory and carries no action. "
    "Leave the actions out, or choose a binding type.",
    "ProposalTypes_AdvisoryProposal": "Proposal {proposalId} is advisory: it ends with its vote, and nothing of it is "
    "executed.",
    "ProposalTypes_InactiveType": "Proposal type {typeId} takes no new proposals. "
    "Choose another of /v1/proposal-types.",
    "ProposalTypes_InvalidType": "Proposal type {typeId} cannot have these rules: {reason}.",
    "ProposalTypes_OnlyBrand": "Only accounts with the role BRAND submit proposals of type {typeId}, and {proposer} "
    "has none. Choose another of /v1/proposal-types.",
    "ProposalTypes_UnknownType": "There is no proposal type {typeId}. /v1/proposal-types lists all.",
}
