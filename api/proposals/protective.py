"""Which drafts only protect, as `TypeBook._meritsOf` of the contracts has it: their vote begins at once, after the
launch."""

from collections.abc import Mapping
from typing import Protocol

from sqlmodel import select

from api.kit.reading import Reading
from symbia.chain.calls import function_selector
from symbia.rules.roles import ROLE_IDS
from symbia.tables.brand import ContractSetting

WORD = 32
# By which units, proposals or cancellations come about. DROPS sells and renews, PARTNER moves nothing: they wait.
TAKEN_AT_ONCE = frozenset(ROLE_IDS[name] for name in ("BRAND", "ISSUER", "GUARDIAN", "PROPOSER"))


class Called(Protocol):
    """An action: addresses in lower case, wei as text, calldata as hex."""

    target: str
    value: str
    calldata: str


def protects(action: Called, addresses: Mapping[str, str]) -> bool:
    """Whether it dismisses a notice, or takes one of those roles from somebody other than timelock, governor and shop,
    and is exactly that call. `addresses`: of the brand's contracts by name."""
    data = bytes.fromhex(action.calldata.removeprefix("0x"))
    selector, words = data[:4], [int.from_bytes(data[at : at + WORD]) for at in range(4, len(data), WORD)]
    if int(action.value) or len(data) != 4 + WORD * len(words):
        return False
    if action.target.lower() == addresses["BrandMembership"]:
        return selector == function_selector("BrandMembership", "dismissRevocation") and len(words) == 1
    if action.target.lower() != addresses["BrandAccess"] or len(words) != 2:
        return False
    role, account = words
    own = {int(addresses[name], 16) for name in ("BrandTimelock", "BrandGovernor", "MembershipDrops")}
    revokes = selector == function_selector("BrandAccess", "revokeRole") and role in TAKEN_AT_ONCE
    return revokes and account not in own and account < 2**160


def in_launch(reading: Reading) -> bool:
    """Whether the launch of memberships lasts at the reading's head: then what only protects waits like all else."""
    setting = select(ContractSetting.value).where(ContractSetting.name == "launch_ends_at")
    return reading.head.timestamp < int(reading.session.exec(setting).first() or 0)
