"""Proposals, tallies and ballots."""

from typing import Any

from symbia.check.comparing import Sources, seconds

STATES = ("pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed")


def check_proposals(sources: Sources) -> None:
    """Every proposal and every ballot."""
    listed = [entry["number"] for entry, _ in sources.pages("/v1/proposals", "proposals")]
    latest = sources.call("BrandGovernor", "latestProposalId")
    sources.result.same("proposals", "number of proposals", sorted(listed), list(range(1, latest + 1)))
    for number in listed:
        answer = sources.get(f"/v1/proposals/{number}")
        _proposal(sources, number, answer["proposal"], answer["as_of"]["block"])
        _ballots(sources, number, answer["proposal"])


def _proposal(sources: Sources, number: int, said: dict[str, Any], block: int) -> None:
    def same(subject: str, what: str, api: object, function: str) -> None:
        chain = sources.call("BrandGovernor", function, number, block=block)
        sources.result.same(subject, f"proposal {number} {what}", api, STATES[chain] if function == "state" else chain)

    same("proposals", "state", said["state"], "state")
    same("proposals", "proposer", said["proposer"], "proposalProposer")
    same("proposals", "snapshot", seconds(said["snapshot_at"]), "proposalSnapshot")
    same("proposals", "deadline", seconds(said["deadline_at"]), "proposalDeadline")
    same("proposals", "eta", seconds(said["eta_at"]), "proposalEta")
    same("tallies", "tally", [said["tally"][choice] for choice in ("against", "for", "abstain")], "proposalVotes")
    if said["quorum"]["required"] is not None:
        same("tallies", "quorum", said["quorum"]["required"], "proposalQuorum")


def _ballots(sources: Sources, number: int, said: dict[str, Any]) -> None:
    snapshot = seconds(said["snapshot_at"])
    for ballot, block in sources.pages(f"/v1/proposals/{number}/ballots", "ballots"):
        account = ballot["account"]
        voted = sources.call("BrandGovernor", "hasVoted", number, account, block=block)
        power = sources.call("BrandMembership", "getPastVotes", account, snapshot, block=block)
        sources.result.same("ballots", f"ballot of {account} on {number}", True, voted)
        sources.result.same("ballots", f"units of {account} on {number}", ballot["units"], power)
