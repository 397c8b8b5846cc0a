"""Tallies, rounds of run-offs, and the ballots that they rest on."""

from collections import Counter
from typing import Any

from cli.check.comparing import Sources
from symbia.rules.ballots.choices import RANK_BITS
from symbia.rules.ballots.names import METHODS, PARTS
from symbia.rules.ballots.run_off import TIE_BREAKS


def check_tallies(sources: Sources) -> None:
    """Every proposal's tally, and each of its ballots."""
    for entry, _ in list(sources.pages("/v1/proposals", "proposals")):
        answer = sources.get(f"/v1/proposals/{entry['number']}/tally")
        _tally(sources, answer["tally"], answer["as_of"]["block"])
        _ballots(sources, answer["tally"])


def _tally(sources: Sources, said: dict[str, Any], block: int) -> None:
    number = said["proposal"]
    method, quorum, participation, votes, options, winner = sources.call("BallotLens", "tallyOf", number, block=block)

    def same(what: str, api: object, chain: object) -> None:
        sources.result.same("tallies", f"proposal {number} {what}", api, chain)

    scale = 1 if METHODS[method] == "split" else PARTS
    same("method", said["method"], METHODS[method])
    same("quorum", said["quorum"]["required"] or 0, quorum)
    same("participation", said["quorum"]["counted"], participation)
    same("votes", said["votes"], votes)
    same("votes of each choice", [choice["parts"] for choice in said["choices"]], [one * scale for one in options])
    same("winner", said["outcome"]["winner"] or 0, winner)
    same("governor's winner", said["outcome"]["winner"] or 0, _governor(sources, "winningOption", number, block))
    rounds = [
        (list(votes), exhausted, out, TIE_BREAKS[tie_break], preference)
        for votes, exhausted, out, tie_break, preference in sources.call("BallotLens", "roundsOf", number, block=block)
    ]
    same("rounds", [_round(one) for one in said["rounds"]], rounds)
    seed = sources.call("BallotLens", "tieSeedOf", number, block=block)
    same("seed of lots", said["lot"]["seed"] if said["lot"] else hex(0), hex(seed))
    if METHODS[method] == "for_against":
        shown = [choice["votes"] for choice in said["choices"]]
        same("against, for, abstain", shown, list(_governor(sources, "proposalVotes", number, block)))


def _ballots(sources: Sources, said: dict[str, Any]) -> None:
    number, options = said["proposal"], len(said["choices"])
    rankings: Counter[int] = Counter()
    block = 0
    for ballot, block in sources.pages(f"/v1/proposals/{number}/ballots", "ballots"):
        account = ballot["account"]
        voted = sources.call("BrandGovernor", "hasVoted", number, account, block=block)
        _, units, votes, _ = sources.call("BallotLens", "powerOf", number, account, block=block)
        sources.result.same("ballots", f"ballot of {account} on {number}", True, voted)
        shown = (ballot["units"], ballot["votes"])
        sources.result.same("ballots", f"units and votes of {account} on {number}", shown, (units, votes))
        rankings[_ranking(int(ballot["choice_number"]), options)] += ballot["votes"]
    if said["method"] == "ranked" and block:
        chain = dict(zip(*sources.call("BallotLens", "rankingsOf", number, block=block), strict=True))
        sources.result.same("tallies", f"proposal {number} votes by ranking", dict(rankings), chain)


def _round(said: dict[str, Any]) -> tuple[Any, ...]:
    """As the contract has it: a bit for each option that goes out."""
    out = sum(1 << (option - 1) for option in said["eliminated"])
    return said["votes"], said["exhausted"], out, said["tie_break"], said["preference"] or 0


def _ranking(choice: int, options: int) -> int:
    """As the contract keeps it: the last of all options can never matter and is left out."""
    return choice & ((1 << RANK_BITS * (options - 1)) - 1)


def _governor(sources: Sources, function: str, number: int, block: int) -> Any:
    return sources.call("BrandGovernor", function, number, block=block)
