"""Whether a signed ballot would count: what costs nothing is looked at first, the node last."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.auth.signatures import accepted
from api.facts.choices import method_of
from api.kit.chain import Chain, Reverted
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.prepare.contracts import Contracts
from api.prepare.reverts.sentences import in_a_sentence, without_reason
from api.relay.documents import Asked, Kind
from api.relay.refusals import CAST_IT, not_counting, not_signed, refused, too_near, wrong_document
from api.relay.standing import Standing
from symbia.chain.calls import encode_call
from symbia.chain.reverts import decode_revert
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import PROBLEMS, WALLET_GAS
from symbia.rules.ballots.typed_data import Domain, compact, packed, signer

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Power:
    """What the chain says about an account's ballot. `units`, `votes`: see BallotLens."""

    member: int
    units: int
    votes: int
    problem: ProblemError | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that is the account's, as the governor takes it."""

    kind: Kind
    signature: bytes


def require_time(asked: Asked, head: Head, standing: Standing) -> None:
    """Raise if the vote is not open, or ends too soon for the relay. By the tables: the node is asked later."""
    proposal, now = asked.proposal, head.timestamp
    if proposal.canceled_at is not None or now > proposal.deadline_at:
        raise not_counting("closed", proposal, asked.account)
    if now <= proposal.snapshot_at:
        raise not_counting("pending", proposal, asked.account)
    if asked.deadline < now:
        raise not_counting("expired", proposal, asked.account, asked.deadline)
    left = min(asked.deadline, proposal.deadline_at) - now
    if left < standing.lead:
        raise too_near(left, standing.lead)
    standing.require(left)


def by_key(domain: Domain, asked: Asked, signature: bytes) -> Signed | None:
    """The signature if the account's key made it. Asks nobody."""
    short = compact(signature)
    if short is None or signer(asked.document("member").digest(domain), short) != asked.account:
        return None
    return Signed("member", short)


def by_wallet(chain: Chain, head: Head, domain: Domain, asked: Asked, signature: bytes, now: int) -> Signed:
    """The signature if the account is a contract that takes it. Raises `invalid_ballot_signature`.

    `now` in unix seconds: whether there is code is asked once a minute at most.
    """
    digest = asked.document("wallet").digest(domain)
    short = compact(signature)
    if not has_code(chain, asked.account, now // _MINUTE):
        if short is not None and signer(digest, short) == asked.account:
            raise wrong_document(asked.account)
        raise not_signed(asked.account, signer(asked.document("member").digest(domain), short) if short else None)
    taken = accepted(chain, head.chain_id, asked.account, digest, signature)
    if taken is None:
        raise not_signed(asked.account, None)
    return Signed("wallet", taken)


@lru_cache(maxsize=4_096)
def has_code(chain: Chain, account: str, _minute: int) -> bool:
    """Whether an account (lower case) is a contract, as of this minute."""
    return chain.has_code(checksum(account))


def power_of(contracts: Contracts, asked: Asked) -> Power:
    """What the ballot of an account counts for at the node's newest block."""
    ((member, units, votes, number),) = contracts.ask(
        "BallotLens", "powerOf", asked.proposal.number, checksum(asked.account)
    )
    problem = PROBLEMS[number]
    return Power(
        member, units, votes, None if problem is None else not_counting(problem, asked.proposal, asked.account)
    )


def require_counting(chain: Chain, contracts: Contracts, asked: Asked, signed: Signed) -> None:
    """The last word: the ballot is tried as a call, as the relay would send it. Raises `ballot_refused`."""
    number, account = asked.proposal.number, checksum(asked.account)
    if signed.kind == "wallet":
        _try_wallet(chain, contracts.head, (number, account, asked.choice, asked.deadline, signed.signature))
        return
    body = packed(method_of(asked.proposal), signed.signature, asked.choice)
    (counted,) = contracts.ask("BrandGovernor", "castBallots", number, asked.deadline, body)
    if counted != 1:
        raise refused(
            "ballot_refused",
            f"The governor would pass this ballot over at block {contracts.as_of.block}. Get a new document from POST "
            "/v1/ballots/document, which says why, and sign that one.",
        )


def _try_wallet(chain: Chain, head: Head, arguments: tuple[Any, ...]) -> None:
    governor = checksum(head.addresses["BrandGovernor"])
    try:
        gas = chain.simulate(governor, governor, encode_call("BrandGovernor", "castWalletBallot", arguments)).gas
    except Reverted as error:
        reason = decode_revert(error.data)
        told = in_a_sentence(reason) if reason else without_reason(error.message)
        raise refused("ballot_refused", told) from error
    if gas > WALLET_GAS:
        raise refused(
            "ballot_refused",
            f"A contract wallet's ballot may take {WALLET_GAS:,} gas at the relay's cost, and this one takes {gas:,}. "
            f"{CAST_IT}",
        )
