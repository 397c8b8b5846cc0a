"""Why a ballot does not count, and what helps: one text for each problem that the contracts know."""

from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem
from symbia.text import Text, Value


def sentence(
    problem: Problem,
    *,
    proposal: int,
    account: str | None = None,
    snapshot_at: int | None = None,
    deadline_at: int | None = None,
    ballot_deadline: int | None = None,
    wanted: Text | None = None,
) -> Text:
    """What a problem means for a ballot on a proposal. Whatever is given makes it more exact.

    `account`: the voter. `snapshot_at`, `deadline_at`: of the proposal, unix seconds; `ballot_deadline`: the one
    that was signed. `wanted`: what a choice would be, as a whole sentence.
    """
    if problem == "invalid_choice" and wanted is not None:
        return wanted
    who: Value = checksum(account.lower()) if account else Text("ballots.problem.this_account")
    seconds = {"pending": snapshot_at, "no_power": snapshot_at, "closed": deadline_at, "expired": ballot_deadline}
    return _at(f"ballots.problem.{problem}", {"proposal": proposal, "who": who}, seconds.get(problem))


def stranger(account: str) -> Text:
    """The problem `unknown_signer` of an account (lower case) that signed nothing yet: it never had votes."""
    return Text.of("ballots.problem.stranger", who=checksum(account))


def _at(code: str, values: dict[str, Value], second: int | None) -> Text:
    """The text that names a time, where it is known."""
    return Text(code, values) if second is None else Text(f"{code}_at", {**values, "at": utc(second)})
