"""The brand's contracts as the node answers for them, all at one block."""

from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from api.kit.chain import Chain, Reverted, unavailable
from api.kit.reading import Head
from api.prepare.transactions import refusal
from symbia.chain.arguments import DataError
from symbia.chain.calls import decode_answer, encode_call, foreign_call
from symbia.rules.addresses import checksum

VIEW_GAS = 10_000_000
TOKEN_GAS = 200_000  # somebody else's contract: it may try to keep the node busy


class Contracts:
    """Answers of views at the node's newest block when this was made.

    Every method raises `chain_unavailable`; making one does too when the node serves another chain.
    """

    def __init__(self, chain: Chain, head: Head) -> None:
        chain.require(head.chain_id)
        self.head = head
        self.as_of = chain.newest()
        self.now = int(self.as_of.timestamp.timestamp())
        self._chain = chain

    def ask(self, contract: str, function: str, *arguments: Any) -> tuple[Any, ...]:
        """What a view of one of the brand's contracts returns, raw. Raises `would_revert` with its reason."""
        data = encode_call(contract, function, arguments)
        try:
            answer = self._chain.call(checksum(self.head.addresses[contract]), data, VIEW_GAS, self.as_of.block)
            return decode_answer(contract, function, answer)
        except Reverted as error:
            raise refusal(error) from error
        except DataError as error:
            raise unavailable(error.text) from error

    def ask_token(self, token: str, signature: str, returns: str, *arguments: Any) -> Any:
        """What a view of an ERC-20 (lower case) returns; None if it does not answer such a call."""
        data = "0x" + foreign_call(signature, arguments).hex()
        try:
            (value,) = decode([returns], self._chain.call(checksum(token), data, TOKEN_GAS, self.as_of.block))
        except (Reverted, DecodingError, OverflowError, UnicodeDecodeError):
            return None
        return value
