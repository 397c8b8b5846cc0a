"""Whether a signed ballot would count: what costs nothing is looked at first, the node last."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.auth.signatures import NotSigned, accepted, not_of_key
from api.facts.choices import method_of
from api.kit.chain import Chain, Reverted
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.prepare.contracts import Contracts
from api.prepare.transactions import refusal
from api.relay.queries import RelayStanding
from api.relay.refusals import (
    no_relay,
    not_a_wallet,
    not_counting,
    not_signed,
    passed_over,
    refused,
    too_much_gas,
    too_near,
)
from api.relay.schemas import BallotKind
from api.relay.typed_data import RequestedBallot
from symbia.chain.calls import encode_call
from symbia.rules.addresses import checksum
from symbia.rules.ballots.gas import BATCH_GAS, KEY_BALLOT_GAS
from symbia.rules.ballots.names import PROBLEMS
from symbia.rules.ballots.typed_data import packed
from symbia.rules.signatures import compact, signer
from symbia.rules.typed_data import SigningDomain
from symbia.text import Text
from symbia.units import HOUR, MINUTE

PATIENCE = HOUR  # seconds before its end in which a vote's ballots are left to a relay that works


@dataclass(frozen=True, slots=True)
class ChainPower:
    """What the chain says about an account's ballot. `units`, `votes`: see BallotLens."""

    member: int
    units: int
    votes: int
    problem: ProblemError | None


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A signature that is the account's, as the governor takes it."""

    kind: BallotKind
    signature: bytes


def require_time(ballot: RequestedBallot, head: Head, standing: RelayStanding) -> None:
    """Raise if the vote is not open, or ends too soon for the relay. By the tables: the node is asked later."""
    proposal, now = ballot.proposal, head.timestamp
    if proposal.canceled_at is not None or now > proposal.deadline_at:
        raise not_counting("closed", proposal, ballot.account)
    if now <= proposal.snapshot_at:
        raise not_counting("pending", proposal, ballot.account)
    if ballot.deadline < now:
        raise not_counting("expired", proposal, ballot.account, ballot.deadline)
    left = min(ballot.deadline, proposal.deadline_at) - now
    if left < standing.lead:
        raise too_near(left, standing.lead)
    _require_relay(standing, left)


def time_left(ballot: RequestedBallot, head: Head, standing: RelayStanding) -> int:
    """Seconds within which the relay must bring a ballot."""
    return min(ballot.deadline, ballot.proposal.deadline_at) - head.timestamp - standing.lead


def _require_relay(standing: RelayStanding, left: int) -> None:
    """Raise `relay_unavailable` if a ballot with `left` seconds to go is better cast directly."""
    if standing.row is None:
        raise no_relay(standing.told)
    if standing.state != "working" and left < PATIENCE:
        raise no_relay(Text.of("relay.problem.ends_soon", left=left, told=standing.told))


def by_key(domain: SigningDomain, ballot: RequestedBallot, signature: bytes) -> OwnSignature | None:
    """The signature if the account's key made it. Asks nobody."""
    short = compact(signature)
    if short is None or signer(ballot.unsigned("member").digest(domain), short) != ballot.account:
        return None
    return OwnSignature("member", short)


def by_wallet(
    chain: Chain, head: Head, domain: SigningDomain, ballot: RequestedBallot, signature: bytes, now: int
) -> OwnSignature:
    """The signature if the account has code, and its key or its code takes it, in the order in which the governor asks
    them. Raises `invalid_ballot_signature`.

    `now` in unix seconds: whether there is code is asked once a minute at most.
    """
    digest = ballot.unsigned("wallet").digest(domain)
    if not has_code(chain, ballot.account, now // MINUTE):
        raise _of_no_wallet(domain, ballot, signature, digest)
    try:
        return OwnSignature("wallet", accepted(chain, head.chain_id, ballot.account, digest, signature))
    except NotSigned as error:
        raise not_signed(ballot.account, error.text) from error


def _of_no_wallet(domain: SigningDomain, ballot: RequestedBallot, signature: bytes, wallets: bytes) -> ProblemError:
    """`wallets`: the digest that the account would have signed as a contract."""
    short = compact(signature)
    if short is not None and signer(wallets, short) == ballot.account:
        return not_a_wallet(ballot.account)
    who = None if short is None else signer(ballot.unsigned("member").digest(domain), short)
    return not_signed(ballot.account, not_of_key(ballot.account, signature, who))


@lru_cache(maxsize=4_096)
def has_code(chain: Chain, account: str, _minute: int) -> bool:
    """Whether an account (lower case) has code, as of this minute."""
    return chain.has_code(checksum(account))


def power_of(contracts: Contracts, ballot: RequestedBallot) -> ChainPower:
    """What the ballot of an account counts for at the node's newest block."""
    ((member, units, votes, number),) = contracts.ask(
        "BallotLens", "powerOf", ballot.proposal.number, checksum(ballot.account)
    )
    problem = PROBLEMS[number]
    refused_for = None if problem is None else not_counting(problem, ballot.proposal, ballot.account)
    return ChainPower(member, units, votes, refused_for)


def require_counting(
    chain: Chain, contracts: Contracts, ballot: RequestedBallot, own: OwnSignature, wallet_gas: int
) -> int:
    """The last word: the ballot is tried as a call, as the relay would send it. The gas that is expected of it. Raises
    `ballot_refused`, also for a contract wallet's that takes more than `wallet_gas`."""
    number, account = ballot.proposal.number, checksum(ballot.account)
    if own.kind == "wallet":
        arguments = (number, account, ballot.choice, ballot.deadline, own.signature)
        return _wallets_gas(chain, contracts.head, arguments, wallet_gas)
    body = packed(method_of(ballot.proposal), own.signature, ballot.choice)
    (counted,) = contracts.ask("BrandGovernor", "castBallots", number, ballot.deadline, body)
    if counted != 1:
        raise passed_over(contracts.as_of.block)
    return key_gas(ballot)


def key_gas(ballot: RequestedBallot) -> int:
    """Expected of a key's ballot."""
    return KEY_BALLOT_GAS if ballot.travels_with_others else BATCH_GAS + KEY_BALLOT_GAS


def _wallets_gas(chain: Chain, head: Head, arguments: tuple[Any, ...], limit: int) -> int:
    governor = checksum(head.addresses["BrandGovernor"])
    try:
        gas = chain.simulate(governor, governor, encode_call("BrandGovernor", "castWalletBallot", arguments)).gas
    except Reverted as error:
        raise refused("ballot_refused", refusal(error).text) from error
    if gas > limit:
        raise too_much_gas(gas, limit)
    return gas
