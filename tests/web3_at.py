"""web3 for tests, which call a node thousands of times."""

from web3 import HTTPProvider, Web3
from web3.types import RPCEndpoint


def web3_at(url: str) -> Web3:
    """Asks the node at `url` for its chain id once, and not before every call."""
    return Web3(
        HTTPProvider(
            url,
            request_kwargs={"timeout": 60},
            cache_allowed_requests=True,
            cacheable_requests={RPCEndpoint("eth_chainId")},
        )
    )
