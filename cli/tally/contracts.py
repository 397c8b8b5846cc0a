"""What the contracts say about a proposal's tally, held against a recount."""

from typing import Any

from cli.onchain import BrandChain
from cli.tally.poll import Poll
from cli.tally.recount import Recount
from symbia.rules.ballots.names import METHODS
from symbia.rules.ballots.run_off import TIE_BREAKS, label_digest
from symbia.rules.proposals import DEFEATED, EXECUTED, EXPIRED, QUEUED, SUCCEEDED
from symbia.text import Text

# States that say how a vote ended, and whether it passed.
ENDED = {DEFEATED: False, SUCCEEDED: True, QUEUED: True, EXPIRED: True, EXECUTED: True}


def disagreements(chain: BrandChain, poll: Poll, found: Recount) -> list[Text]:
    """Each fact in which recount and contracts differ, as a text; empty when they agree."""
    differences = list(found.faults)

    def same(code: str, counted: object, said: object) -> None:
        if counted != said:
            sides = {"counted": str(counted), "said": str(said)}
            differences.append(Text.of("cli.tally.difference", what=Text.of(code), **sides))

    method, quorum, participation, votes, options, winner = chain.call("BallotLens", "tallyOf", poll.proposal)
    same("cli.tally.fact.method", poll.rules.method, METHODS[method])
    same("cli.tally.fact.quorum", found.quorum or 0, quorum)
    same("cli.tally.fact.took_part", found.participation, participation)
    same("cli.tally.fact.votes", found.count.votes, votes)
    same("cli.tally.fact.votes_of_options", list(found.count.options), list(options))
    same("cli.tally.fact.winner", found.count.winner, winner)
    same(
        "cli.tally.fact.governor_winner",
        found.count.winner,
        chain.call("BrandGovernor", "winningOption", poll.proposal),
    )
    for code, counted, said in _of_method(chain, poll, found):
        same(code, counted, said)
    state = chain.call("BrandGovernor", "state", poll.proposal)
    if state in ENDED:
        same("cli.tally.fact.passed", found.passes, ENDED[state])
    return differences


def _of_method(chain: BrandChain, poll: Poll, found: Recount) -> list[tuple[str, Any, Any]]:
    if poll.rules.method == "for_against":
        said = chain.call("BrandGovernor", "proposalVotes", poll.proposal)
        return [("cli.tally.fact.simple_votes", list(found.count.options), list(said))]
    if poll.rules.method != "ranked":
        return []
    rankings, votes = chain.call("BallotLens", "rankingsOf", poll.proposal)
    rounds = [
        (list(votes), exhausted, out, TIE_BREAKS[tie_break], preference)
        for votes, exhausted, out, tie_break, preference in chain.call("BallotLens", "roundsOf", poll.proposal)
    ]
    counted = [
        (list(one.votes), one.exhausted, one.eliminated_bits, one.tie_break, one.preference)
        for one in found.count.rounds
    ]
    return [
        ("cli.tally.fact.seed", poll.seed, chain.call("BallotLens", "tieSeedOf", poll.proposal)),
        ("cli.tally.fact.digests", tuple(label_digest(label) for label in poll.rules.labels), poll.rules.digests),
        ("cli.tally.fact.rankings", found.rankings, dict(zip(rankings, votes, strict=True))),
        ("cli.tally.fact.rounds", counted, rounds),
    ]
