"""What a node replies with, and how it is read: from JSON-RPC into our types."""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

import msgspec

from symbia.chain.endpoints import THROTTLED
from symbia.chain.headers import hash_of
from symbia.chain.wire import Header, Log
from symbia.errors import ChainMovedError, NodeBehindError, RevertedCallError, RpcError
from symbia.text import Text, TextError

HASH = 66  # characters: 0x and 32 bytes
REVERTED = 3  # error code of a call that reverts
NO_METHOD = frozenset({-32601, -32004})  # error codes of a method that is not there (JSON-RPC 2.0, EIP-1474)
_NO_METHOD = re.compile(
    r"\bmethod\W*(eth_\w+)?['\"` ]*((is|does|was) )?(not|unsupported|unknown)\b"
    r"|\b(unsupported|unknown|no such) method\b",
    re.IGNORECASE,
)


_THROTTLED = re.compile(
    r"rate.?limit|too many requests|throttl|requests? (rate|limit|per second)"
    r"|exceeded .*(compute units|capacity|credits|quota)",
    re.IGNORECASE,
)


# How nodes say that they have not come to a block yet.
_NOT_YET = re.compile(
    r"header not found|unknown block|block (is )?not (found|available|yet)|blocks? .{0,80}(cannot|could not) be found"
    r"|(could not|cannot|unable to) find (the )?block|beyond (the )?(current |latest )?(head|block)"
    r"|(greater|higher|larger) than (the )?(latest|current|head)|not yet available",
    re.IGNORECASE,
)


class _OddError(TextError, ValueError):
    """A part of an answer that is not what it should be. Its text follows a colon."""


class Failure(msgspec.Struct):
    """Why there is no result."""

    code: int = 0
    message: str = ""
    data: Any = None  # what a call reverted with, in the node's own form


class Reply(msgspec.Struct):
    """To one call."""

    id: int | str | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: Failure | None = None

    @property
    def place(self) -> int | None:
        """Of the call in its batch; None if it names none. Some gateways answer with texts where numbers were asked."""
        if isinstance(self.id, str):
            return int(self.id) if self.id.isdecimal() else None
        return self.id


class WireHeader(msgspec.Struct, rename="camel", gc=False):
    """A header. What is not read is there to prove its hash; None where the node gives none."""

    number: str
    hash: str
    parent_hash: str
    timestamp: str
    logs_bloom: str = "0x0"
    sha3_uncles: str | None = None
    miner: str | None = None
    state_root: str | None = None
    transactions_root: str | None = None
    receipts_root: str | None = None
    difficulty: str | None = None
    gas_limit: str | None = None
    gas_used: str | None = None
    extra_data: str | None = None
    mix_hash: str | None = None
    nonce: str | None = None
    base_fee_per_gas: str | None = None
    withdrawals_root: str | None = None
    blob_gas_used: str | None = None
    excess_blob_gas: str | None = None
    parent_beacon_block_root: str | None = None
    requests_hash: str | None = None

    def header(self) -> Header:
        """In our types. Raises RpcError for what is no number or hash."""
        try:
            return Header(
                number=_number(self.number),
                hash=_hash(self.hash),
                parent_hash=_hash(self.parent_hash),
                timestamp=_number(self.timestamp),
                bloom=int(self.logs_bloom, 16),
                proved=self._is_proved(),
            )
        except ValueError as error:
            raise _odd(error) from error

    def _is_proved(self) -> bool:
        try:
            return hash_of(self) == self.hash.lower()
        except ValueError:  # in a field that nobody reads
            return False


class WireBlock(msgspec.Struct):
    """The hashes of a block's transactions."""

    transactions: list[str]


class WireLog(msgspec.Struct, rename="camel", gc=False):
    """One log."""

    address: str
    topics: tuple[str, ...]
    data: str
    block_number: str
    block_hash: str
    transaction_hash: str
    transaction_index: str
    log_index: str

    def log(self) -> Log:
        """In our types. Raises RpcError for what is no number, hash or data."""
        try:
            number, index, tx_index = (
                int(self.block_number, 16),
                int(self.log_index, 16),
                int(self.transaction_index, 16),
            )
            if (number | index | tx_index) >> 63:  # of a negative one as well
                _refuse(f"{number}, {index} or {tx_index}")
            return Log(  # by place: there are many
                self.address.lower(),
                tuple([topic.lower() for topic in self.topics]),
                bytes.fromhex(self.data[2:]),
                number,
                self.block_hash.lower(),
                _hash(self.transaction_hash),
                tx_index,
                index,
            )
        except ValueError as error:
            raise _odd(error) from error


class WireReceipt(msgspec.Struct, rename="camel"):
    """The logs of one transaction."""

    transaction_hash: str
    logs: list[WireLog]


def header_in(reply: Reply) -> Header | None:
    """A block by number; None if there is none."""
    wire: WireHeader | None = read(reply, WireHeader | None)
    return wire.header() if wire else None


def block_in(block_hash: str, reply: Reply) -> WireBlock:
    """The block of that hash. Raises ChainMovedError if it is gone."""
    wire: WireBlock | None = read(reply, WireBlock | None)
    if wire is None:
        raise ChainMovedError.of("chain.block_gone", hash=block_hash)
    return wire


def receipts_in(reply: Reply) -> list[WireReceipt] | None:
    """Receipts of a block; None if the node answers with an error: then they are asked for one by one."""
    if reply.error is not None:
        return None
    wire: list[WireReceipt] | None = read(reply, list[WireReceipt] | None)
    return wire or []


def receipt_in(reply: Reply) -> WireReceipt | None:
    """A receipt; None if the node has none, or knows no such method."""
    wire: WireReceipt | None = None if no_method(reply) else read(reply, WireReceipt | None)
    return wire


def no_method(reply: Reply) -> bool:
    """Whether the node says that it does not know the method."""
    error = reply.error
    return error is not None and (error.code in NO_METHOD or _NO_METHOD.search(error.message) is not None)


def logs_in(block: WireBlock, receipts: Sequence[WireReceipt | None]) -> list[Log] | None:
    """Out of the receipts of all transactions of a block, in their order; None if they are not these."""
    found = [receipt for receipt in receipts if receipt is not None]
    if [receipt.transaction_hash.lower() for receipt in found] != [one.lower() for one in block.transactions]:
        return None
    return [wire.log() for receipt in found for wire in receipt.logs]


def returned_in(reply: Reply) -> bytes:
    """What a call returned. Raises RevertedCallError if it reverted."""
    answer: str = read(reply, str)
    try:
        return bytes.fromhex(answer.removeprefix("0x"))
    except ValueError as error:
        raise _odd(error) from error


def returned_if_any(reply: Reply) -> bytes | None:
    """What a call returned; None if it reverted."""
    try:
        return returned_in(reply)
    except RevertedCallError:
        return None


def number_in(reply: Reply) -> int:
    """A number that a column can hold: of blocks, seconds, a chain."""
    answer: str = read(reply, str)
    try:
        return _number(answer)
    except ValueError as error:
        raise _odd(error) from error


def quantity_in(reply: Reply) -> int:
    """A number of any size: wei, gas, a nonce."""
    answer: str = read(reply, str)
    try:
        return int(answer, 16)
    except ValueError as error:
        raise _odd(error) from error


def no_answer(content: bytes | bytearray) -> str | None:
    """What makes a body no answer, though it came: a gateway's page, or that the node wants fewer questions."""
    if content.lstrip()[:1] not in (b"{", b"["):
        return None if _is_json(content) else "no JSON"
    if b'"error"' not in content:
        return None
    try:
        replies = msgspec.json.decode(content, type=Reply | list[Reply])
    except msgspec.DecodeError:
        return None  # for whoever reads it
    failures = (reply.error for reply in (replies if isinstance(replies, list) else [replies]))
    return THROTTLED if any(one is not None and _throttles(one) for one in failures) else None


def _is_json(content: bytes | bytearray) -> bool:
    try:
        msgspec.json.decode(content)
    except msgspec.DecodeError:
        return False
    return True


def _throttles(failure: Failure) -> bool:
    return failure.code == 429 or (failure.code != REVERTED and _THROTTLED.search(failure.message) is not None)


def read(reply: Reply, kind: Any) -> Any:
    """The result as `kind`. Raises RpcError if it is none, or the reply is an error: RevertedCallError for a call that
    reverted."""
    if reply.error is not None:
        raise _refusal(reply.error)
    try:
        return msgspec.json.decode(reply.result, type=kind)
    except msgspec.ValidationError as error:
        raise _odd(error) from error


def revert_data(data: Any) -> bytes | None:
    """What a contract reverted with, from the `data` of a JSON-RPC error; None if the node does not say.

    Nodes write it as hex text; Ganache puts it into an object when it estimates.
    """
    if isinstance(data, dict):
        data = data.get("result", data.get("data"))
    if not isinstance(data, str):
        return None
    try:
        return bytes.fromhex(data.removeprefix("Reverted ").removeprefix("0x"))
    except ValueError:
        return None


def _refusal(error: Failure) -> RpcError:
    more = f" {msgspec.json.encode(error.data).decode()}" if isinstance(error.data, dict) else ""
    data = revert_data(error.data)
    if error.code == REVERTED or data is not None or "revert" in error.message.lower():
        return RevertedCallError(_refused(error, error.message), data or b"", why=error.message)
    if _NOT_YET.search(error.message):
        return NodeBehindError(_refused(error, error.message), why=error.message)
    return RpcError(_refused(error, error.message + more), why=error.message)


def _refused(error: Failure, said: str) -> Text:
    return Text.of("chain.refused", code=error.code, said=said)


def _number(text: str) -> int:
    """One that a column can hold. Raises ValueError for anything else."""
    number = int(text, 16)
    if number >> 63:  # of a negative one as well
        _refuse(text[:HASH])
    return number


def _refuse(number: str) -> NoReturn:
    raise _OddError.of("chain.odd.number", number=number)


def _hash(text: str) -> str:
    """32 bytes as we write them. Raises ValueError for anything else."""
    if not text.startswith("0x") or len(text) != HASH or len(bytes.fromhex(text[2:])) != HASH // 2 - 1:
        raise _OddError.of("chain.odd.hash", quoted=repr(text[: HASH + 1]))
    return text.lower()


def _odd(error: Exception) -> RpcError:
    reason = error.text if isinstance(error, TextError) else str(error)
    return RpcError(Text.of("chain.odd.answer", reason=reason), why=Text.of("chain.why.odd_answer", reason=reason))
