"""What amounts are in. The tables know an ERC-20 by its address alone; the rest is asked of the node, if it answers."""

from collections.abc import Iterable
from functools import lru_cache

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector
from pydantic import BaseModel, Field

from api.kit.chain import Chain, Reverted
from api.kit.problems import ProblemError
from api.kit.wording import one_line
from symbia.rules.addresses import ZERO, checksum

_GAS = 100_000  # somebody else's contract: it may try to keep the node busy
_MAX_DECIMALS = 255
_MAX_SYMBOL = 32


class Currency(BaseModel):
    """What an amount is in. Amounts are in its smallest unit; divide by 10^decimals to show one."""

    address: str = Field(description="The ERC-20; the zero address for ETH")
    symbol: str | None = Field(
        description=f"As the ERC-20 calls itself, which anybody may, cut after {_MAX_SYMBOL} characters; null: unknown"
    )
    decimals: int | None = Field(description="Null when not known", examples=[18])


ETHER = Currency(address=ZERO, symbol="ETH", decimals=18)


def describe(chain: Chain, addresses: Iterable[str]) -> dict[str, Currency]:
    """Currencies by address (lower case); without symbol and decimals when the node does not answer."""
    currencies = {ZERO: ETHER}
    for address in sorted(set(addresses) - {ZERO}):
        try:
            currencies[address] = _ask(chain, address)
        except ProblemError:
            currencies[address] = Currency(address=checksum(address), symbol=None, decimals=None)
    return currencies


@lru_cache(maxsize=256)
def _ask(chain: Chain, address: str) -> Currency:
    """An ERC-20 about itself; what it says once does not change. Raises `chain_unavailable`."""
    decimals, symbol = _answer(chain, address, "decimals()", "uint256"), _answer(chain, address, "symbol()", "string")
    return Currency(
        address=checksum(address),
        symbol=_line(symbol) if isinstance(symbol, str) else None,
        decimals=decimals if isinstance(decimals, int) and decimals <= _MAX_DECIMALS else None,
    )


def _answer(chain: Chain, address: str, signature: str, kind: str) -> int | str | None:
    data = "0x" + function_signature_to_4byte_selector(signature).hex()
    try:
        (value,) = decode([kind], chain.call(checksum(address), data, _GAS))
    except (Reverted, DecodingError, OverflowError, UnicodeDecodeError):
        return None
    return value if isinstance(value, int | str) else None


def _line(text: str) -> str | None:
    try:
        return one_line(text[:_MAX_SYMBOL]) or None
    except ValueError:
        return None
