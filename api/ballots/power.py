"""What an account's ballot counts for on a proposal, why, and whether it would count at all."""

from api.ballots.power_schemas import BallotPower, Counting, PowerProblem
from api.facts.ballot_problems import sentence, stranger
from api.facts.power import Excluded, Power, Voting, curve_of, is_excluded, power_at, voting_power
from api.facts.proposals import find_proposal
from api.kit.reading import Reading
from api.kit.times import utc
from symbia.rules.ballots.names import Curve, votes_of
from symbia.tables.proposals import Proposal
from symbia.text import Text


def ballot_power(reading: Reading, number: int, account: str) -> BallotPower:
    """For an account (lower case). Raises `not_found`, `not_yet_indexed`."""
    proposal, now = find_proposal(reading, number), reading.head.timestamp
    voting = voting_power(reading.session, proposal, account, now)
    power = power_at(reading, account, voting.at)
    excluded = [*_left_out(reading, proposal, voting, power), *power.excluded]
    return BallotPower(
        **dict(power.model_copy(update={"excluded": excluded})),
        proposal=number,
        member=voting.member,
        snapshot_at=utc(proposal.snapshot_at),
        fixed=proposal.snapshot_at < now,
        votes=voting.votes,
        counting=_counting(proposal, voting.units),
        problem=_problem(proposal, account, voting),
    )


def counting_words(units: int, curve: Curve, cap: int) -> Text:
    """What a curve and a cap make of units, in a sentence."""
    curved = votes_of(units, curve, 0)
    counted = {"units": Text.of("ballots.count.units", n=units), "votes": Text.of("ballots.count.votes", n=curved)}
    said = Text(f"ballots.counting.{curve}", counted)
    if not cap:
        return Text.of("ballots.counting.plain", counted=said)
    return Text.of("ballots.counting.capped" if curved > cap else "ballots.counting.cap_unused", counted=said, cap=cap)


def _counting(proposal: Proposal, units: int) -> Counting:
    curve, cap = curve_of(proposal), proposal.cap
    return Counting(
        curve=curve,
        cap=cap or None,
        votes_before_cap=votes_of(units, curve, 0),
        text=counting_words(units, curve, cap),
    )


def _problem(proposal: Proposal, account: str, voting: Voting) -> PowerProblem | None:
    if voting.problem is None:
        return None
    if voting.problem == "unknown_signer":
        return PowerProblem(code=voting.problem, text=stranger(account))
    text = sentence(
        voting.problem,
        proposal=proposal.number,
        account=account,
        snapshot_at=proposal.snapshot_at,
        deadline_at=proposal.canceled_at or proposal.deadline_at,
    )
    return PowerProblem(code=voting.problem, text=text)


def _left_out(reading: Reading, proposal: Proposal, voting: Voting, power: Power) -> list[Excluded]:
    """What the list of excluded accounts costs: all of an account on it, and what others delegated to one."""
    since = utc(proposal.created_at)
    if voting.excluded:
        text = Text.of("ballots.left_out.account", account=power.account, at=since, units=voting.units)
        return [Excluded(kind="excluded_account", units=voting.units, text=text, since=since)]
    delegate = power.delegates_to
    if delegate is None or not is_excluded(reading.session, proposal, delegate.lower()):
        return []
    text = Text.of("ballots.left_out.delegate", delegate=delegate, units=power.held_units)
    return [Excluded(kind="excluded_delegate", units=power.held_units, text=text, since=since, account=delegate)]
