"""Unsigned transactions, tried on the node before anybody is asked to sign them."""

from typing import Any

from pydantic import Field

from api.kit.chain import Chain, Reverted
from api.kit.problems import ProblemError
from api.kit.reading import AsOf, Head
from api.kit.worded import Sentence, Worded
from api.prepare.clients import Sendable, Transaction
from api.prepare.reverts.sentences import Times, in_a_sentence, without_reason
from symbia.chain.calls import encode_call
from symbia.chain.reverts import decode_revert
from symbia.rules.addresses import ZERO, checksum
from symbia.text import Text
from symbia.units import TRANSACTION_GAS

# The cost depends on the second: a checkpoint in a new second takes a new slot. The exact estimate would run out.
_GAS_FACTOR = (3, 2)
_GAS_MARGIN = 60_000


class Summary(Worded):
    """What signing does, in words, for the person who signs."""

    text: Sentence
    contract: str
    function: str
    arguments: dict[str, Any]


class Prepared(Sendable):
    """An unsigned transaction that went through in a simulation."""

    as_of: AsOf = Field(description="The block it was simulated on: the node's newest")
    summary: Summary


def prepare(
    chain: Chain,
    head: Head,
    *,
    sender: str,
    contract: str,
    function: str,
    arguments: dict[str, Any],
    text: Text,
    times: Times | None = None,
    value: int = 0,
) -> Prepared:
    """The call as a transaction of `sender` (lower case), after a simulation. `arguments` in the contract's order,
    `value` in wei.

    Raises `would_revert` with the contract's reason, `insufficient_funds` and `chain_unavailable`.
    """
    data = encode_call(contract, function, tuple(arguments.values()))
    summary = Summary(text=text, contract=contract, function=function, arguments=_shown(arguments))
    return prepare_data(
        chain, head, sender=sender, to=head.addresses[contract], data=data, summary=summary, times=times, value=value
    )


def prepare_data(
    chain: Chain,
    head: Head,
    *,
    sender: str,
    to: str,
    data: str,
    summary: Summary,
    times: Times | None = None,
    value: int = 0,
) -> Prepared:
    """As `prepare`, for any contract (lower case) and calldata. Raises the same, and `invalid_request`."""
    if sender == ZERO:  # an unset approval is this address too: a simulation in its name would go through
        raise ProblemError("invalid_request", Text("prepare.nobody_signs"))
    chain.require(head.chain_id)
    _require_funds(chain, sender, value)
    try:
        simulation = chain.simulate(checksum(sender), checksum(to), data, value)
    except Reverted as error:
        raise refusal(error, times) from error
    numerator, denominator = _GAS_FACTOR
    transaction = Transaction(
        chain_id=head.chain_id,
        from_=checksum(sender),
        to=checksum(to),
        data=data,
        value=value,
        gas=min(max(simulation.gas * numerator // denominator, simulation.gas + _GAS_MARGIN), TRANSACTION_GAS),
    )
    return Prepared(as_of=simulation.as_of, transaction=transaction, summary=summary)


def _require_funds(chain: Chain, sender: str, value: int) -> None:
    """A node calls a lack of funds by many names, and none of them is a revert."""
    if value and (balance := chain.balance(checksum(sender))) < value:
        funds = {"holds": balance, "takes": value, "lacks": value - balance}
        raise ProblemError(
            "insufficient_funds", Text.of("prepare.insufficient_funds", account=checksum(sender), **funds)
        )


def refusal(error: Reverted, times: Times | None = None) -> ProblemError:
    """The problem `would_revert`, with the contract's reason in words and as data."""
    reason = decode_revert(error.data)
    if reason is None:
        revert: dict[str, Any] = {"name": None, "arguments": {}, "data": "0x" + error.data.hex()}
        return ProblemError("would_revert", without_reason(error.message), extra={"revert": revert})
    arguments = {argument.name: argument.value for argument in reason.shown}
    revert = {"name": reason.name, "arguments": arguments, "data": "0x" + error.data.hex()}
    return ProblemError("would_revert", in_a_sentence(reason, times), extra={"revert": revert})


def _shown(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in arguments.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
