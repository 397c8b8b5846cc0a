"""What the contracts say about a proposal's tally, held against a recount."""

from typing import Any

from cli.onchain import BrandChain
from cli.tally.poll import Poll
from cli.tally.recount import Recount
from symbia.rules.ballots.names import METHODS
from symbia.rules.proposals import DEFEATED, EXECUTED, EXPIRED, QUEUED, SUCCEEDED

# States that say how a vote ended, and whether it passed.
ENDED = {DEFEATED: False, SUCCEEDED: True, QUEUED: True, EXPIRED: True, EXECUTED: True}


def disagreements(chain: BrandChain, poll: Poll, found: Recount) -> list[str]:
    """Each fact in which recount and contracts differ, in words; empty when they agree."""
    differences = list(found.faults)

    def same(what: str, counted: object, said: object) -> None:
        if counted != said:
            differences.append(f"{what}: the ballots come to {counted}, the contracts say {said}")

    method, quorum, participation, votes, options, winner = chain.call("BallotLens", "tallyOf", poll.proposal)
    same("method", poll.rules.method, METHODS[method])
    same("quorum in units", found.quorum or 0, quorum)
    same("units that took part", found.participation, participation)
    same("votes", found.count.votes, votes)
    same("votes of the options", list(found.count.options), list(options))
    same("winning option", found.count.winner, winner)
    same(
        "winning option of the governor",
        found.count.winner,
        chain.call("BrandGovernor", "winningOption", poll.proposal),
    )
    for what, counted, said in _of_method(chain, poll, found):
        same(what, counted, said)
    state = chain.call("BrandGovernor", "state", poll.proposal)
    if state in ENDED:
        same("whether it passed", found.passes, ENDED[state])
    return differences


def _of_method(chain: BrandChain, poll: Poll, found: Recount) -> list[tuple[str, Any, Any]]:
    if poll.rules.method == "for_against":
        said = chain.call("BrandGovernor", "proposalVotes", poll.proposal)
        return [("votes against, for, abstaining", list(found.count.options), list(said))]
    if poll.rules.method != "ranked":
        return []
    rankings, votes = chain.call("BallotLens", "rankingsOf", poll.proposal)
    rounds = [(list(one), out, gone) for one, out, gone in chain.call("BallotLens", "roundsOf", poll.proposal)]
    counted = [(list(one.votes), one.exhausted, one.eliminated) for one in found.count.rounds]
    return [
        ("votes by ranking", found.rankings, dict(zip(rankings, votes, strict=True))),
        ("rounds", counted, rounds),
    ]
