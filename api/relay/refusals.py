"""Why a signed ballot is not taken: a code for each reason, and what to do."""

from typing import Any

from api.facts.ballot_problems import sentence
from api.kit.problems import ProblemError
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem
from symbia.tables.proposals import Proposal
from symbia.tables.relay import SignedBallot
from symbia.text import Text

DIRECTLY = "/v1/ballots/prepare"
CODES: dict[Problem, str] = {
    "pending": "vote_pending",
    "closed": "vote_closed",
    "expired": "ballot_expired",
    "invalid_signature": "invalid_ballot_signature",
    "unknown_signer": "no_voting_power",
    "excluded": "account_excluded",
    "no_power": "no_voting_power",
    "already_voted": "already_voted",
    "invalid_choice": "invalid_choice",
}


def refused(code: str, detail: Text, *, headers: dict[str, str] | None = None, **extra: Any) -> ProblemError:
    """A refusal that says where to cast the ballot directly."""
    return ProblemError(code, detail, headers=headers, extra={"directly": DIRECTLY, **extra})


def not_counting(problem: Problem, proposal: Proposal, account: str, deadline: int | None = None) -> ProblemError:
    """For a problem that the contracts name."""
    # Whoever never had votes is no signer to a batch; here the signature was checked before.
    named: Problem = "no_power" if problem == "unknown_signer" else problem
    if named == "closed" and proposal.canceled_at is not None:
        return refused(CODES[named], Text.of("relay.problem.canceled", proposal=proposal.number))
    detail = sentence(
        named,
        proposal=proposal.number,
        account=account,
        snapshot_at=proposal.snapshot_at,
        deadline_at=proposal.deadline_at,
        ballot_deadline=deadline,
    )
    return refused(CODES[named], detail)


def too_near(left: int, lead: int) -> ProblemError:
    """`left`, `lead` in seconds."""
    return refused("deadline_too_near", Text.of("relay.problem.too_near", left=max(0, left), lead=lead))


def not_signed(account: str, why: Text) -> ProblemError:
    """`account` in lower case; `why`: a clause that also says what to do."""
    detail = Text.of("relay.problem.not_signed", account=checksum(account), why=why)
    return refused("invalid_ballot_signature", detail)


def never_a_member(account: str) -> ProblemError:
    """Neither its key's signature, nor an account whose code is worth asking."""
    return not_signed(account, Text("relay.problem.never_a_member"))


def not_a_wallet(account: str) -> ProblemError:
    """An account with a key signed what contract wallets sign."""
    return refused("invalid_ballot_signature", Text.of("relay.problem.not_a_wallet", account=checksum(account)))


def passed_over(block: int) -> ProblemError:
    """The governor does not count it when it is tried at a block."""
    return refused("ballot_refused", Text.of("relay.problem.passed_over", block=block))


def too_much_gas(gas: int, limit: int) -> ProblemError:
    """A contract wallet that takes more than the relay pays for."""
    return refused("ballot_refused", Text.of("relay.problem.too_much_gas", limit=limit, gas=gas))


def unreliable_wallet() -> ProblemError:
    """A contract wallet that said yes when it was tried, and no when it was paid for."""
    return refused("ballot_refused", Text("relay.problem.unreliable_wallet"))


def on_its_way(ballot: SignedBallot) -> ProblemError:
    """Too late to replace one."""
    if ballot.state == "counted":
        return refused("already_voted", Text("relay.problem.counts_already"), receipt=ballot.receipt)
    return refused("ballot_on_its_way", Text("relay.problem.on_its_way"), receipt=ballot.receipt)


def replaced(ballot: SignedBallot) -> ProblemError:
    """One that its member took back by signing another."""
    extra = {"receipt": ballot.receipt, "replaced_by": ballot.replaced_by}
    return ProblemError("ballot_replaced", Text("relay.problem.replaced"), extra=extra)


def quota_used_up(account: str, quota: int, wait: int) -> ProblemError:
    """`quota` in gas; `wait`: seconds until one more may be handed in."""
    seconds = max(1, wait)
    return refused(
        "quota_used_up",
        Text.of("relay.problem.quota_used_up", account=checksum(account), limit=quota, wait=seconds),
        headers={"Retry-After": str(seconds)},
    )


def day_used_up(kind: str, limit: int, back_at: int) -> ProblemError:
    """No gas is left for another ballot of a kind until its vote ends. `back_at`: when the next day's comes."""
    detail = Text.of("relay.problem.day_used_up", kind=ballots_of(kind), limit=limit, back_at=utc(back_at))
    return refused("gas_used_up", detail)


def proposal_used_up(proposal: int, kind: str, limit: int) -> ProblemError:
    """No gas is left for another ballot of a kind on a proposal."""
    detail = Text.of("relay.problem.proposal_used_up", proposal=proposal, kind=ballots_of(kind), limit=limit)
    return refused("gas_used_up", detail)


def ballots_of(kind: str) -> Text:
    """Whose ballots a budget is for."""
    return Text("relay.kind.wallet" if kind == "wallet" else "relay.kind.member")


def too_many_proposals(proposal: int, proposer: str, limit: int, until: int) -> ProblemError:
    """`until`: when enough of the proposer's earlier proposals may have ended."""
    code, who = "relay.problem.too_many_proposals", checksum(proposer)
    detail = Text.of(code, proposal=proposal, proposer=who, n=limit, until=utc(until))
    return refused("too_many_proposals", detail)


def no_relay(why: Text) -> ProblemError:
    """Nobody would bring it in time."""
    return refused("relay_unavailable", Text.of("relay.problem.no_relay", why=why))
