"""Roles and permissions."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from indexer.audit.question import Limit, Question, some
from symbia.tables.bookkeeping import Cursor
from symbia.tables.brand import FunctionPermission, RoleMember, TimelockRoleMember


def ask_roles(session: Session, cursor: Cursor, limit: Limit) -> Iterator[Question]:
    """Of every account that holds some role: whether it holds each."""
    rows = {(row.role_id, row.account): row for row in session.exec(select(RoleMember))}
    pairs = [(role, account) for role in sorted({r for r, _ in rows}) for account in sorted({a for _, a in rows})]
    for role, account in pairs if limit is None else pairs[:limit]:
        row = rows.get((role, account))
        expected: dict[str, Any] = {"isMember": row is not None and row.since <= cursor.block_timestamp}
        if row is not None and row.counts_from <= cursor.block_timestamp:
            expected["executionDelay"] = row.execution_delay
        yield Question(f"role {role} of {account}", "BrandAccess", "hasRole", (int(role), account), expected)


def ask_timelock_roles(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    rows = {(row.role, row.account) for row in session.exec(select(TimelockRoleMember))}
    pairs = [(role, account) for role in sorted({r for r, _ in rows}) for account in sorted({a for _, a in rows})]
    for role, account in pairs if limit is None else pairs[:limit]:
        arguments = (bytes.fromhex(role[2:]), account)
        expected = {"value": (role, account) in rows}
        yield Question(f"timelock role {role} of {account}", "BrandTimelock", "hasRole", arguments, expected)


def ask_permissions(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for row in session.exec(some(select(FunctionPermission), limit)):
        arguments = (row.target, bytes.fromhex(row.selector[2:]))
        what = f"role for {row.selector} of {row.target}"
        yield Question(what, "BrandAccess", "getTargetFunctionRole", arguments, {"value": int(row.role_id)})
