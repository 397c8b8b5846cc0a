"""Mirror of BrandAccess: who may call what."""

from sqlmodel import SQLModel

from symbia.tables.types import address, hash32, text, whole


class Role(SQLModel, table=True):
    __tablename__ = "role"

    role_id: str = text(primary_key=True)  # uint64 as decimal text: PUBLIC_ROLE is 2^64 - 1
    label: str = text(default="")
    admin_role_id: str = text(default="0")
    guardian_role_id: str = text(default="0")
    grant_delay: int = whole(default=0)
    grant_delay_since: int = whole(default=0)


class RoleMember(SQLModel, table=True):
    __tablename__ = "role_member"

    role_id: str = text(primary_key=True)
    account: str = address(primary_key=True)
    execution_delay: int = whole()
    delay_since: int = whole(default=0)  # until then a longer delay than `execution_delay` still holds
    since: int = whole()
    block_number: int = whole()

    @property
    def counts_from(self) -> int:
        """First second, unix, at which the account is a member with this very delay."""
        return max(self.since, self.delay_since)


class FunctionPermission(SQLModel, table=True):
    """Which role may call a function of a contract."""

    __tablename__ = "function_permission"

    target: str = address(primary_key=True)
    selector: str = text(primary_key=True)  # 0x and 8 hex digits
    role_id: str = text()


class AccessTarget(SQLModel, table=True):
    __tablename__ = "access_target"

    target: str = address(primary_key=True)
    closed: bool = False
    admin_delay: int = whole(default=0)
    admin_delay_since: int = whole(default=0)


class ScheduledCall(SQLModel, table=True):
    """A call through BrandAccess that had to wait for its role's execution delay."""

    __tablename__ = "scheduled_call"

    operation_id: str = hash32(primary_key=True)
    nonce: int = whole(primary_key=True)
    scheduled_for: int = whole(default=0)
    caller: str = address(default="")
    target: str = address(default="")
    data: str = text(default="0x")
    state: str = text(default="scheduled")  # scheduled, executed, canceled
    block_number: int = whole()
