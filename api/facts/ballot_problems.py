"""Why a ballot does not count, and what helps: one sentence or two for each problem that the contracts know."""

from api.kit.times import in_words
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem


def sentence(
    problem: Problem,
    *,
    proposal: int,
    account: str | None = None,
    snapshot_at: int | None = None,
    deadline_at: int | None = None,
    ballot_deadline: int | None = None,
    wanted: str | None = None,
) -> str:
    """What a problem means for a ballot on a proposal. Whatever is given makes it more exact.

    `account`: the voter. `snapshot_at`, `deadline_at`: of the proposal, unix seconds; `ballot_deadline`: the one
    that was signed. `wanted`: what a choice would be, the message of ballots.choices.ChoiceError.
    """
    who = checksum(account.lower()) if account else "This account"
    sentences: dict[Problem, str] = {
        "pending": f"Voting on proposal {proposal} has not begun.{_begins(snapshot_at)}",
        "closed": f"Voting on proposal {proposal} {_ended(deadline_at)}. It takes no more ballots.",
        "expired": f"The ballot was to count {_until(ballot_deadline)}, and that has passed. "
        "Sign it again with a later deadline, or cast it on chain.",
        "invalid_signature": "This is no signature: 65 bytes with a low s are wanted, as eth_signTypedData_v4 returns "
        "them. Sign the typed data again.",
        "unknown_signer": f"{who} did not sign this ballot, or not this one: another key signed, or something was "
        "altered afterwards. Prepare it anew, and sign it with the account that votes.",
        "excluded": f"{who} takes no part in proposal {proposal}: it was on the list of excluded accounts when the "
        "proposal was submitted. Only a proposal changes that list, and for later proposals only.",
        "no_power": f"{who} had no units at the snapshot of proposal {proposal}{_at(snapshot_at)}. What was delegated "
        "away counts with the delegate; memberships and delegations that came later count on the next proposal.",
        "already_voted": f"{who} has voted on proposal {proposal} already. A counted ballot cannot be changed.",
        "invalid_choice": wanted or f"Proposal {proposal} has no such choice: /v1/proposals/{proposal} lists them all.",
    }
    return sentences[problem]


def stranger(account: str) -> str:
    """The problem `unknown_signer` of an account (lower case) that signed nothing yet: it never had votes."""
    return (
        f"{checksum(account)} never had votes: it held no membership, and nobody delegated to it. A membership or a "
        "delegation of today counts on the proposals whose snapshot is still to come."
    )


def _begins(snapshot_at: int | None) -> str:
    return " Try again after its snapshot." if snapshot_at is None else f" It begins after {in_words(snapshot_at)}."


def _ended(deadline_at: int | None) -> str:
    return "is over" if deadline_at is None else f"ended {in_words(deadline_at)}"


def _until(deadline: int | None) -> str:
    return "until its own deadline" if deadline is None else f"until {in_words(deadline)}"


def _at(snapshot_at: int | None) -> str:
    return "" if snapshot_at is None else f" ({in_words(snapshot_at)})"
