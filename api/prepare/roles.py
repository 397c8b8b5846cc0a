"""Why a function of a contract is closed to an account: which role it takes, and who holds it."""

from sqlmodel import col, select

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import duration, in_words
from symbia.rules.addresses import checksum
from symbia.rules.roles import ADMIN, PUBLIC
from symbia.tables.brand import FunctionPermission, Role, RoleMember

_ADMIN, _PUBLIC = str(ADMIN), str(PUBLIC)
_SHOWN = 5


def role_missing(reading: Reading, contract: str, selector: str, account: str) -> ProblemError:
    """For a call that the contract refused as unauthorized. `selector` is 0x and 8 hex digits, `account` lower case."""
    role_id = _role_of(reading, contract, selector)
    label = _label(reading, role_id)
    members = reading.session.exec(
        select(RoleMember).where(RoleMember.role_id == role_id).order_by(col(RoleMember.since), col(RoleMember.account))
    ).all()
    own = next((one for one in members if one.account == account), None)
    now = reading.head.timestamp
    usable = [
        checksum(one.account)
        for one in members
        if not one.execution_delay and one.counts_from <= now and one.account != account
    ]
    detail = f"{_why(reading, checksum(account), label, own)} {_advice(usable)}"
    return ProblemError("role_missing", detail, extra={"role": label, "role_id": role_id, "holders": usable})


def _role_of(reading: Reading, contract: str, selector: str) -> str:
    row = reading.session.get(FunctionPermission, (reading.head.addresses[contract], selector))
    return row.role_id if row else _ADMIN


def _label(reading: Reading, role_id: str) -> str:
    if role_id in (_ADMIN, _PUBLIC):
        return "ADMIN" if role_id == _ADMIN else "PUBLIC"
    row = reading.session.get(Role, role_id)
    return row.label if row and row.label else f"role {role_id}"


def _why(reading: Reading, account: str, label: str, own: RoleMember | None) -> str:
    if own is None:
        return f"This takes the role {label}, and {account} does not hold it."
    if own.counts_from > reading.head.timestamp:
        return f"{account} holds the role {label} from {in_words(own.counts_from)} on. Try again then."
    if own.execution_delay:
        wait = duration(own.execution_delay)
        return f"{account} holds the role {label} with a delay: schedule the call in BrandAccess {wait} ahead."
    return f"This takes the role {label}, and the contract is closed or the role is gone. Look at /v1/brand."


def _advice(holders: list[str]) -> str:
    if not holders:
        return "Nobody else holds it; a binding proposal can grant it."
    more = f" and {len(holders) - _SHOWN} more" if len(holders) > _SHOWN else ""
    return f"Held by {', '.join(holders[:_SHOWN])}{more}: let one of them sign."
