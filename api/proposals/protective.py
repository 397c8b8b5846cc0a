"""Which drafts only protect, as `TypeBook._protects` of the contracts has it: their vote begins at once."""

from collections.abc import Mapping
from typing import Protocol

from symbia.chain.calls import function_selector
from symbia.rules.roles import ROLE_IDS

WORD = 32


class Called(Protocol):
    """An action: addresses in lower case, wei as text, calldata as hex."""

    target: str
    value: str
    calldata: str


def protects(action: Called, addresses: Mapping[str, str]) -> bool:
    """Whether it dismisses a notice, or takes a role of the brand from somebody other than timelock, governor and shop,
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
    revokes = selector == function_selector("BrandAccess", "revokeRole") and role in ROLE_IDS.values()
    return revokes and account not in own and account < 2**160
