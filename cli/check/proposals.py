"""Proposal types and proposals: frozen rules, options, excluded accounts, states and times."""

from typing import Any

from cli.check.comparing import Sources, seconds
from symbia.rules.ballots.names import CURVES, METHODS
from symbia.rules.proposals import PROPOSAL_STATES, PROPOSER_RULES, REACHES


def check_types(sources: Sources) -> None:
    """Rules of every type as they are now."""
    answer = sources.get("/v1/proposal-types")
    types, block = answer["proposal_types"], answer["as_of"]["block"]
    count = sources.call("BrandGovernor", "proposalTypeCount", block=block)
    sources.result.same("proposal types", "type ids", [kind["id"] for kind in types], list(range(1, count + 1)))
    for kind in types:
        _type(sources, kind, sources.call("BrandGovernor", "proposalType", kind["id"], block=block))


def check_proposals(sources: Sources) -> None:
    """Every proposal's facts, frozen rules and options."""
    listed = [entry["number"] for entry, _ in sources.pages("/v1/proposals", "proposals")]
    latest = sources.call("BrandGovernor", "latestProposalId")
    sources.result.same("proposals", "number of proposals", sorted(listed), list(range(1, latest + 1)))
    for number in listed:
        answer = sources.get(f"/v1/proposals/{number}")
        block = answer["as_of"]["block"]
        _proposal(sources, number, answer["proposal"], block)
        _rules(sources, number, answer["proposal"], block)
        _options(sources, number, answer["proposal"], block)


def _type(sources: Sources, said: dict[str, Any], rules: tuple[Any, ...]) -> None:
    delay, period, threshold, quorum, approval, rule, binding, active, *ballots = rules
    methods, curve, cap, share, answer, least, reach, name = ballots

    def same(what: str, api: object, chain: object) -> None:
        sources.result.same("proposal types", f"type {said['id']} {what}", api, chain)

    same("name", said["name"], name)
    same("delay, period, threshold", _of(said, "voting_delay", "voting_period", "proposal_threshold"), [
        delay, period, threshold,
    ])  # fmt: skip
    same("quorum, approval, share", _of(said, "quorum_bps", "approval_bps", "option_bps"), [quorum, approval, share])
    same("proposer rule", said["proposer_rule"], PROPOSER_RULES[rule])
    same("binding, active", _of(said, "binding", "active"), [binding, active])
    same("methods", said["methods"], [method for place, method in enumerate(METHODS) if methods >> place & 1])
    same("curve, cap", (said["curve"], said["cap"] or 0), (CURVES[curve], cap))
    same("answer period", said["answer_period"], answer)
    same("reach, least quorum", (said["reach"], said["quorum_least"]), (REACHES[reach], least))


def _proposal(sources: Sources, number: int, said: dict[str, Any], block: int) -> None:
    def same(what: str, api: object, function: str) -> None:
        chain = sources.call("BrandGovernor", function, number, block=block)
        shown = PROPOSAL_STATES[chain] if function == "state" else chain
        sources.result.same("proposals", f"proposal {number} {what}", api, shown)

    same("state", said["state"], "state")
    same("proposer", said["proposer"], "proposalProposer")
    same("snapshot", seconds(said["snapshot_at"]), "proposalSnapshot")
    same("deadline", seconds(said["deadline_at"]), "proposalDeadline")
    same("eta", seconds(said["eta_at"]), "proposalEta")


def _rules(sources: Sources, number: int, said: dict[str, Any], block: int) -> None:
    rules = sources.call("BrandGovernor", "proposalRules", number, block=block)
    type_id, quorum, approval, binding, method, options, curve, cap, share, answer, version, *bounds = rules
    base, least, reach = bounds

    def same(what: str, api: object, chain: object) -> None:
        sources.result.same("frozen rules", f"proposal {number} {what}", api, chain)

    simple = METHODS[method] == "for_against"
    same("type, binding", (said["type"]["id"], said["binding"]), (type_id, binding))
    same("method, options", (said["method"], len(said["options"])), (METHODS[method], 0 if simple else options))
    same("curve, cap", (said["curve"], said["cap"] or 0), (CURVES[curve], cap))
    same("quorum, share of the winner", (said["quorum"]["bps"], said["option_bps"]), (quorum, share))
    same("reach", said["reach"], REACHES[reach])
    same("base and least of the quorum", (said["quorum"]["base"], said["quorum"]["least"]), (base, least))
    beyond = sources.call("BrandGovernor", "isBeyondGuardian", number, block=block)
    same("whether a guardian can cancel it", said["beyond_guardian"], beyond)
    same("approval", said["approval"]["required_bps"], approval if simple else share)
    owed = seconds(said["answer_due_at"]) - seconds(said["deadline_at"]) if said["answer_due_at"] else 0
    same("answer period", owed, answer)
    excluded = sources.call("BrandGovernor", "excludedAccounts", version, block=block)
    same("excluded accounts", sorted(said["excluded"]), sorted(excluded))


def _options(sources: Sources, number: int, said: dict[str, Any], block: int) -> None:
    """Labels and numbers of actions, which the contracts tell by event alone."""
    told = sources.contracts["BrandGovernor"].events.ProposalOptionsFrozen
    frozen = told.get_logs(from_block=0, to_block=block, argument_filters={"proposalId": number})
    chain = [list(zip(log["args"]["labels"], log["args"]["actions"], strict=True)) for log in frozen]
    shown = [(option["label"], len(option["actions"])) for option in said["options"]]
    sources.result.same("options", f"proposal {number} options", [shown] if shown else [], chain)


def _of(said: dict[str, Any], *names: str) -> list[Any]:
    return [said[name] for name in names]
