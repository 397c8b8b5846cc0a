"""web3 for tests, which call a node thousands of times."""

import atexit

import requests
from web3 import HTTPProvider, Web3
from web3.types import RPCEndpoint

# web3 never closes the sessions it opens: each would leave sockets for the collector to complain of, in some later test
_SESSION = requests.Session()
_SESSION.trust_env = False
atexit.register(_SESSION.close)


def web3_at(url: str) -> Web3:
    """Asks the node at `url` for its chain id once, and not before every call."""
    return Web3(
        HTTPProvider(
            url,
            request_kwargs={"timeout": 60},
            session=_SESSION,
            cache_allowed_requests=True,
            cacheable_requests={RPCEndpoint("eth_chainId")},
        )
    )
