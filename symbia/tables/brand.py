"""Roles, the timelock, the treasury, and what the contracts announce as settings."""

from symbia.tables.kinds import AtLog, InTransaction, OfBlock, Projection
from symbia.tables.types import address, hash32, text, wei, whole


class Role(Projection, table=True):
    role_id: str = text(primary_key=True)  # uint64 as decimal text: PUBLIC_ROLE is 2^64 - 1
    label: str = text(default="")
    admin_role_id: str = text(default="0")
    guardian_role_id: str = text(default="0")
    grant_delay: int = whole(default=0)
    grant_delay_since: int = whole(default=0)


class RoleMember(OfBlock, Projection, table=True):
    role_id: str = text(primary_key=True)
    account: str = address(primary_key=True)
    execution_delay: int = whole()
    delay_since: int = whole(default=0)  # until then a longer delay than `execution_delay` still holds
    since: int = whole()

    @property
    def counts_from(self) -> int:
        """First second, unix, at which the account is a member with this very delay."""
        return max(self.since, self.delay_since)


class FunctionPermission(Projection, table=True):
    """Which role may call a function of a contract."""

    target: str = address(primary_key=True)
    selector: str = text(primary_key=True)  # 0x and 8 hex digits
    role_id: str = text()


class AccessTarget(Projection, table=True):
    target: str = address(primary_key=True)
    closed: bool = False
    admin_delay: int = whole(default=0)
    admin_delay_since: int = whole(default=0)


class ScheduledCall(OfBlock, Projection, table=True):
    """A call through BrandAccess that had to wait for its role's execution delay."""

    operation_id: str = hash32(primary_key=True)
    nonce: int = whole(primary_key=True)
    scheduled_for: int = whole(default=0)
    caller: str = address(default="")
    target: str = address(default="")
    data: str = text(default="0x")
    state: str = text(default="scheduled")  # scheduled, executed, canceled


class TimelockOperation(OfBlock, Projection, table=True):
    operation_id: str = hash32(primary_key=True)
    position: int = whole(primary_key=True)
    target: str = address()
    value: str = wei()
    data: str = text()
    predecessor: str = hash32()
    salt: str = hash32()
    ready_at: int = whole()
    executed_at: int | None = whole(default=None, nullable=True)
    canceled_at: int | None = whole(default=None, nullable=True)


class TimelockRoleMember(OfBlock, Projection, table=True):
    """The timelock's own roles (OpenZeppelin AccessControl), by the hash of their name."""

    role: str = hash32(primary_key=True)
    account: str = address(primary_key=True)


class TreasuryEntry(InTransaction, AtLog, Projection, table=True):
    """ETH into and out of the treasury. The balance is the sum of what came in less what went out."""

    incoming: bool
    counterparty: str = address()
    amount: str = wei()


class ContractSetting(OfBlock, Projection, table=True):
    """Single values that a contract announced by event: authority, action_window, min_delay, timelock, ..."""

    contract: str = text(primary_key=True)
    name: str = text(primary_key=True)
    value: str = text()
