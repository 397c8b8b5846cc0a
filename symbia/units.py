"""Numbers that the whole house shares, each once."""

from typing import Final

# seconds
MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
CENTURY_DAYS: Final = 36_525
CENTURY: Final = CENTURY_DAYS * DAY  # as far ahead as the contracts let a membership reach

# wei
GWEI: Final = 10**9
ETHER: Final = 10**18

BASIS_POINTS: Final = 10_000  # the whole, of which shares are written as parts

ZERO: Final = "0x" + "0" * 40  # nobody's address; as a currency: ETH
ZERO_HASH: Final = "0x" + "0" * 64

# Most gas of one transaction (EIP-7825; Ethereum since Fusaka). Kept on every chain: what is beyond it is mined on some
# and refused by others, and smaller batches cost next to nothing more.
TRANSACTION_GAS: Final = 2**24

BATCH: Final = 100  # memberships or ballots in one transaction: some millions of gas

GANACHE: Final = 1337
ANVIL: Final = 31337
LOCAL_CHAINS: Final = frozenset({GANACHE, ANVIL})  # by chain id: their accounts are everybody's, and nothing waits
