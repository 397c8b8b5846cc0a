"""Why a function of a contract is closed to an account: which role it takes, and who holds it."""

from sqlmodel import col, select

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.rules.roles import ADMIN, FIXED_LABELS
from symbia.tables.brand import FunctionPermission, Role, RoleMember
from symbia.text import Text
from symbia.words import word

SHOWN = 5  # holders that `detail` names; `holders` has all


def role_missing(reading: Reading, contract: str, selector: str, account: str) -> ProblemError:
    """For a call that the contract refused as unauthorized. `selector` is 0x and 8 hex digits, `account` lower case."""
    role_id = _role_of(reading, contract, selector)
    label = role_label(role_id, reading.session.get(Role, role_id))
    members = reading.session.exec(
        select(RoleMember).where(RoleMember.role_id == role_id).order_by(col(RoleMember.since), col(RoleMember.account))
    ).all()
    own = next((member for member in members if member.account == account), None)
    now = reading.head.timestamp
    usable = [
        checksum(member.account)
        for member in members
        if not member.execution_delay and member.counts_from <= now and member.account != account
    ]
    why = _why(reading, checksum(account), label, own)
    detail = Text.of("prepare.role.detail", why=why, advice=_advice(usable))
    extra = {"role": word(label) if isinstance(label, Text) else label, "role_id": role_id, "holders": usable}
    return ProblemError("role_missing", detail, extra=extra)


def role_label(role_id: str, row: Role | None) -> Text | str:
    """What a role is called: as the chain says, else as AccessManager knows it, else by its id (uint64 as text)."""
    if row and row.label:
        return row.label
    return FIXED_LABELS.get(role_id) or Text.of("prepare.role.unnamed", id=int(role_id))


def _role_of(reading: Reading, contract: str, selector: str) -> str:
    row = reading.session.get(FunctionPermission, (reading.head.addresses[contract], selector))
    return row.role_id if row else str(ADMIN)


def _why(reading: Reading, account: str, label: Text | str, own: RoleMember | None) -> Text:
    if own is None:
        return Text.of("prepare.role.not_held", role=label, account=account)
    if own.counts_from > reading.head.timestamp:
        return Text.of("prepare.role.later", role=label, account=account, at=utc(own.counts_from))
    if own.execution_delay:
        return Text.of("prepare.role.delayed", role=label, account=account, delay=own.execution_delay)
    return Text.of("prepare.role.closed", role=label)


def _advice(holders: list[str]) -> Text:
    if not holders:
        return Text("prepare.role.nobody")
    more = len(holders) - SHOWN
    if more > 0:
        return Text.of("prepare.role.held_by_more", holders=holders[:SHOWN], more=more)
    return Text.of("prepare.role.held_by", holders=holders)
