"""Why a signed ballot is not taken: a code for each reason, and what to do."""

from typing import Any

from api.facts.ballot_problems import sentence
from api.kit.problems import ProblemError
from api.kit.times import duration
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem
from symbia.tables.proposals import Proposal
from symbia.tables.relay import SignedBallot
from symbia.text import Text

DIRECTLY = "/v1/ballots/prepare"
CAST_IT = f"Cast it directly: POST {DIRECTLY} prepares the transaction."
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


def refused(code: str, detail: Text | str, *, headers: dict[str, str] | None = None, **extra: Any) -> ProblemError:
    """A refusal that says where to cast the ballot directly."""
    return ProblemError(code, detail, headers=headers, extra={"directly": DIRECTLY, **extra})


def not_counting(problem: Problem, proposal: Proposal, account: str, deadline: int | None = None) -> ProblemError:
    """For a problem that the contracts name."""
    # Whoever never had votes is no signer to a batch; here the signature was checked before.
    named: Problem = "no_power" if problem == "unknown_signer" else problem
    if named == "closed" and proposal.canceled_at is not None:
        return refused(CODES[named], f"Proposal {proposal.number} was canceled; it takes no more ballots.")
    told = sentence(
        named,
        proposal=proposal.number,
        account=account,
        snapshot_at=proposal.snapshot_at,
        deadline_at=proposal.deadline_at,
        ballot_deadline=deadline,
    )
    return refused(CODES[named], told)


def too_near(left: int, lead: int) -> ProblemError:
    """`left`, `lead` in seconds."""
    return refused(
        "deadline_too_near",
        f"Only {duration(max(0, left))} are left, and the relay takes ballots until {duration(lead)} before the end: "
        f"it might come too late. {CAST_IT}",
    )


def not_signed(account: str, signer: str | None) -> ProblemError:
    """`account` in lower case; `signer`: whoever signed this text instead."""
    whose = f" Whoever signed this text is {checksum(signer)}." if signer else ""
    return refused(
        "invalid_ballot_signature",
        f"The signature is not of {checksum(account)} over this ballot on this chain.{whose} It must be one of 65 "
        "bytes (or 64, EIP-2098) with a low s, over the document of POST /v1/ballots/document, signed by the account "
        "that votes. Prepare the ballot anew, and sign exactly what comes back.",
    )


def wrong_document(account: str) -> ProblemError:
    """An account with a key signed what contract wallets sign."""
    return refused(
        "invalid_ballot_signature",
        f"{checksum(account)} has a key and no code, and this is a WalletBallot, which contract wallets sign. Sign the "
        "MemberBallot that POST /v1/ballots/document answers with.",
    )


def on_its_way(ballot: SignedBallot) -> ProblemError:
    """Too late to replace one."""
    if ballot.state == "counted":
        return refused(
            "already_voted", "A ballot of this account counts already. It cannot be changed.", receipt=ballot.receipt
        )
    return refused(
        "ballot_on_its_way",
        "A ballot of this account is on its way to the chain already, so it cannot be replaced. Its receipt says what "
        "becomes of it.",
        receipt=ballot.receipt,
    )


def quota_used_up(account: str, quota: int, wait: int) -> ProblemError:
    """`wait`: seconds until one more may be handed in."""
    return refused(
        "quota_used_up",
        f"{checksum(account)} has handed in {quota} ballots within 24 hours, and that is all the relay takes of one "
        f"account. Wait {duration(max(1, wait))}, or cast it directly: POST {DIRECTLY} prepares the transaction.",
        headers={"Retry-After": str(max(1, wait))},
    )


def no_relay(why: str) -> ProblemError:
    """Nobody would bring it in time."""
    return refused("relay_unavailable", f"{why} {CAST_IT}")
