"""What stands at the contracts' addresses, as the node says it."""

from collections.abc import Sequence

from eth_utils.crypto import keccak

from api.contracts.queries import Followed
from api.contracts.schemas import BrandContract
from api.kit.chain import Chain
from api.kit.reading import AsOf
from symbia.chain.sources import is_of_this_release


def with_code(chain: Chain, chain_id: int, contracts: Sequence[Followed]) -> tuple[AsOf, list[BrandContract]]:
    """The contracts with the hashes of their code, all at the newest block. Raises `chain_unavailable`."""
    chain.require(chain_id)
    as_of = chain.newest()
    codes = chain.codes([contract.address for contract in contracts], as_of.block)
    return as_of, [_shown(contract, code) for contract, code in zip(contracts, codes, strict=True)]


def _shown(contract: Followed, code: bytes) -> BrandContract:
    return BrandContract(
        name=contract.name,
        address=contract.address,
        start_block=contract.start_block,
        code_hash="0x" + keccak(code).hex() if code else None,
        of_this_release=is_of_this_release(contract.name, code) if code else None,
    )
