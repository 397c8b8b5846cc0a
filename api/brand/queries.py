"""Selects of the treasury, the roles and the settings."""

from collections.abc import Sequence
from typing import cast

from eth_utils.crypto import keccak
from sqlalchemy import func, tuple_
from sqlmodel import col, select

from api.brand.schemas import (
    Brand,
    Collection,
    Contract,
    Drift,
    Endpoint,
    Governance,
    Permission,
    PriceFloor,
    Role,
    RoleMember,
    SuspectBlock,
    Timelock,
    TimelockRole,
    Treasury,
    TreasuryEntry,
    TreasuryPage,
    UnitBounds,
)
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.prepare.roles import role_label
from symbia.chain.calls import signature
from symbia.chain.standing import State
from symbia.rules.addresses import checksum
from symbia.tables.bookkeeping import Audit as AuditRow
from symbia.tables.bookkeeping import Endpoint as EndpointRow
from symbia.tables.bookkeeping import SuspectBlock as SuspectRow
from symbia.tables.brand import ContractSetting, FunctionPermission, TimelockRoleMember
from symbia.tables.brand import Role as RoleRow
from symbia.tables.brand import RoleMember as MemberRow
from symbia.tables.brand import TreasuryEntry as EntryRow
from symbia.tables.memberships import Collection as CollectionRow
from symbia.tables.types import from_wei_text
from symbia.units import ZERO, ZERO_HASH

LATEST_ENTRIES = 10
_FLOOR = "price_floor "  # then a currency
_TIMELOCK_ROLES = {ZERO_HASH: "DEFAULT_ADMIN_ROLE"} | {
    "0x" + keccak(text=name).hex(): name for name in ("PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE")
}


def contracts(reading: Reading) -> list[Contract]:
    """The brand's contracts by name."""
    return [Contract(name=name, address=checksum(address)) for name, address in sorted(reading.head.addresses.items())]


def suspect(reading: Reading) -> SuspectBlock | None:
    """The block that the index waits before, if there is one."""
    row = reading.session.exec(select(SuspectRow)).first()
    if row is None:
        return None
    return SuspectBlock(number=row.number, hash=row.hash, since=utc(row.since), attempts=row.attempts, why=row.why)


def endpoints(reading: Reading) -> list[Endpoint]:
    """What the indexer knows of each endpoint of its node, in the order of SYMBIA_RPC_URL."""
    rows = reading.session.exec(select(EndpointRow).order_by(col(EndpointRow.place))).all()
    return [
        Endpoint(
            place=row.place,
            in_use=row.in_use,
            state=cast(State, row.state),
            head=row.head,
            lag=row.lag,
            refusals=row.refusals,
            window=row.window,
            last_words=row.last_words or None,
            last_words_at=utc_or_none(row.last_words_at),
            answered_at=utc_or_none(row.answered_at),
            noted_at=utc(row.noted_at),
        )
        for row in rows
    ]


def audit(reading: Reading) -> Drift | None:
    """The newest comparison with the contracts."""
    row = reading.session.exec(select(AuditRow)).first()
    if row is None:
        return None
    return Drift(
        block=row.block_number,
        at=utc(row.at),
        checked=row.checked,
        drift=row.drift,
        all_rows=row.all_rows,
        examples=row.examples,
    )


def brand_detail(reading: Reading, name: str | None) -> Brand:
    """Treasury, timelock, settings and roles. `name` comes from the deployment, no event tells it."""
    settings = dict(reading.session.exec(select(ContractSetting.name, ContractSetting.value)).all())
    return Brand(
        name=name,
        treasury=_treasury(reading),
        timelock=Timelock(
            address=checksum(reading.head.addresses["BrandTimelock"]),
            min_delay=_number(settings.get("min_delay")),
            roles=_timelock_roles(reading),
        ),
        governance=Governance(
            action_window=_number(settings.get("action_window")),
            late_quorum_extension=_number(settings.get("late_quorum_extension")),
        ),
        unit_bounds=_unit_bounds(settings),
        collection=_collection(reading),
        roles=roles(reading),
    )


def _unit_bounds(settings: dict[str, str]) -> UnitBounds:
    listener = settings.get("units_listener", ZERO)
    return UnitBounds(
        max_units=_number(settings.get("max_units")),
        max_tier_units=_number(settings.get("max_tier_units")),
        per_day_least=_number(settings.get("per_day_least")),
        given_per_day_bps=_number(settings.get("given_per_day_bps")),
        sold_per_day_bps=_number(settings.get("sold_per_day_bps")),
        launch_ends_at=utc_or_none(_number(settings.get("launch_ends_at"))),
        launch_units=_number(settings.get("launch_units")),
        launch_sold_units=_number(settings.get("launch_sold_units")),
        price_floors=[
            PriceFloor(currency=checksum(name.removeprefix(_FLOOR)), per_unit=value)
            for name, value in sorted(settings.items())
            if name.startswith(_FLOOR) and value != "0"
        ],
        listener=None if listener == ZERO else checksum(listener),
    )


def treasury_page(reading: Reading, *, cursor: str | None = None, limit: int) -> TreasuryPage:
    """Movements of the treasury, newest first. Raises the problem `invalid_cursor`."""
    before = decode("treasury", cursor, 2)
    rows = _entries(reading, limit + 1, before)
    shown, page = cut("treasury", rows, limit, lambda row: (row.block_number, row.log_index))
    return TreasuryPage(as_of=reading.head.as_of(), entries=[_entry(row) for row in shown], page=page)


def roles(reading: Reading) -> list[Role]:
    """Roles that have a label, a member or a function, by id, with who holds them and what they may call."""
    session = reading.session
    rows = {row.role_id: row for row in session.exec(select(RoleRow))}
    members: dict[str, list[RoleMember]] = {}
    for member in session.exec(select(MemberRow).order_by(col(MemberRow.since), col(MemberRow.account))):
        members.setdefault(member.role_id, []).append(_role_member(reading, member))
    functions: dict[str, list[Permission]] = {}
    for permission in session.exec(select(FunctionPermission)):
        functions.setdefault(permission.role_id, []).append(_permission(reading, permission))
    return [
        _role(role_id, rows.get(role_id), members.get(role_id, []), functions.get(role_id, []))
        for role_id in sorted({*rows, *members, *functions}, key=int)
    ]


def _collection(reading: Reading) -> Collection | None:
    row = reading.session.get(CollectionRow, 1)
    if row is None:
        return None
    return Collection(
        contract_uri=row.contract_uri or None,
        renderer=checksum(row.renderer),
        metadata_frozen=row.metadata_frozen,
        frozen_tiers=row.frozen_tiers,
    )


def _role(role_id: str, row: RoleRow | None, members: list[RoleMember], functions: list[Permission]) -> Role:
    return Role(
        id=role_id,
        label=role_label(role_id, row),
        admin_role_id=row.admin_role_id if row else "0",
        guardian_role_id=row.guardian_role_id if row else "0",
        members=members,
        may_call=sorted(functions, key=lambda permission: (permission.contract, permission.function)),
    )


def _role_member(reading: Reading, row: MemberRow) -> RoleMember:
    return RoleMember(
        account=checksum(row.account),
        name=_contract_name(reading, row.account),
        since=utc(row.since),
        active=row.since <= reading.head.timestamp,
        execution_delay=row.execution_delay,
    )


def _permission(reading: Reading, row: FunctionPermission) -> Permission:
    name = _contract_name(reading, row.target)
    return Permission(
        contract=name or checksum(row.target),
        address=checksum(row.target),
        function=signature(name, row.selector) or row.selector,
        selector=row.selector,
    )


def _contract_name(reading: Reading, address: str) -> str | None:
    return next((name for name, own in reading.head.addresses.items() if own == address), None)


def _timelock_roles(reading: Reading) -> list[TimelockRole]:
    accounts: dict[str, list[str]] = {}
    for row in reading.session.exec(select(TimelockRoleMember).order_by(col(TimelockRoleMember.account))):
        accounts.setdefault(_TIMELOCK_ROLES.get(row.role, row.role), []).append(checksum(row.account))
    return [TimelockRole(role=role, accounts=held) for role, held in sorted(accounts.items())]


def _treasury(reading: Reading) -> Treasury:
    # uint256 has no SUM in SQL: the rows are few, since a payment out takes a proposal.
    balance = 0
    for incoming, amount in reading.session.exec(select(EntryRow.incoming, EntryRow.amount)):
        balance += from_wei_text(amount) if incoming else -from_wei_text(amount)
    return Treasury(
        address=checksum(reading.head.addresses["BrandTimelock"]),
        balance=str(balance),
        entries=reading.session.exec(select(func.count()).select_from(EntryRow)).one(),
        latest=[_entry(row) for row in _entries(reading, LATEST_ENTRIES, None)],
    )


def _entries(reading: Reading, limit: int, before: tuple[int, ...] | None) -> Sequence[EntryRow]:
    place = (col(EntryRow.block_number), col(EntryRow.log_index))
    statement = select(EntryRow).order_by(*(column.desc() for column in place)).limit(limit)
    if before is not None:
        statement = statement.where(tuple_(*place) < before)
    return reading.session.exec(statement).all()


def _entry(row: EntryRow) -> TreasuryEntry:
    return TreasuryEntry(
        incoming=row.incoming,
        counterparty=checksum(row.counterparty),
        amount=str(from_wei_text(row.amount)),
        at=utc(row.at),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
