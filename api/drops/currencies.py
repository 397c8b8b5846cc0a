"""What amounts are in. The tables know an ERC-20 by its address alone; the rest is asked of the node, if it answers."""

from collections.abc import Iterable
from threading import Lock

from cachetools import TTLCache
from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_signature_to_4byte_selector
from pydantic import BaseModel, Field

from api.kit.chain import Chain, Reverted
from api.kit.kept import Kept
from api.kit.problems import ProblemError
from api.kit.wording import one_line
from symbia.rules.addresses import ZERO, checksum

_GAS = 100_000  # somebody else's contract: it may try to keep the node busy
_MAX_DECIMALS = 255
_MAX_SYMBOL = 32
_PATIENCE = 1.0  # seconds for somebody else's question
_SILENCE = 30.0  # seconds in which a node that gave no answer is not asked again


class Currency(BaseModel):
    """What an amount is in. Amounts are in its smallest unit; divide by 10^decimals to show one."""

    address: str = Field(description="The ERC-20; the zero address for ETH")
    symbol: str | None = Field(
        description=f"As the ERC-20 calls itself, which anybody may, cut after {_MAX_SYMBOL} characters; null: unknown"
    )
    decimals: int | None = Field(description="Null when not known", examples=[18])


ETHER = Currency(address=ZERO, symbol="ETH", decimals=18)
_known = Kept(256)  # what it says once does not change
_silent: TTLCache[tuple[Chain, str], bool] = TTLCache(256, ttl=_SILENCE)
_asking = Lock()


def describe(chain: Chain, addresses: Iterable[str]) -> dict[str, Currency]:
    """Currencies by address (lower case); without symbol and decimals when the node does not answer."""
    currencies = {ZERO: ETHER}
    for address in sorted(set(addresses) - {ZERO}):
        currencies[address] = _described(chain, address)
    return currencies


def _described(chain: Chain, address: str) -> Currency:
    """Readers ask for this, too: while a node is silent, one of them waits for it now and then, and not all of them."""
    unknown, key = Currency(address=checksum(address), symbol=None, decimals=None), (chain, address)
    known: Currency | None = _known.get(key)
    if known is not None:
        return known
    if not _asking.acquire(timeout=_PATIENCE):
        return unknown
    try:
        known = _known.get(key)
        if known is None and key not in _silent:
            known = _ask(chain, address)
            _known.keep(key, known, 1)
    except ProblemError:
        _silent[key] = True
    finally:
        _asking.release()
    return known or unknown


def _ask(chain: Chain, address: str) -> Currency:
    """An ERC-20 about itself. Raises `chain_unavailable`."""
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
