"""BrandAccess: roles, who holds them, what they may call."""

from indexer.decode import events
from indexer.write.changes import Writer
from symbia.rules.roles import FIXED_LABELS
from symbia.tables.brand import AccessTarget, FunctionPermission, Role, RoleMember, ScheduledCall


def on_role_label(write: Writer, event: events.RoleLabel) -> None:
    """A role got its name."""
    write.merge(Role, (str(event.role_id),), label=event.label)


def on_brand_access_role_granted(write: Writer, event: events.BrandAccessRoleGranted) -> None:
    """An account got a role, or a member's execution delay changed: then `since` is when the delay takes effect."""
    role_id = str(event.role_id)
    if role_id in FIXED_LABELS:
        write.merge(Role, (role_id,), label=FIXED_LABELS[role_id])
    if not event.new_member:
        write.patch(RoleMember, (role_id, event.account), execution_delay=event.delay, delay_since=event.since)
        return
    write.put(
        RoleMember,
        role_id=role_id,
        account=event.account,
        execution_delay=event.delay,
        since=event.since,
        block_number=event.block_number,
    )


def on_brand_access_role_revoked(write: Writer, event: events.BrandAccessRoleRevoked) -> None:
    """An account lost a role, or gave it up."""
    write.remove(RoleMember, (str(event.role_id), event.account))


def on_brand_access_role_admin_changed(write: Writer, event: events.BrandAccessRoleAdminChanged) -> None:
    """Another role grants this one."""
    write.merge(Role, (str(event.role_id),), admin_role_id=str(event.admin))


def on_role_guardian_changed(write: Writer, event: events.RoleGuardianChanged) -> None:
    """Another role may cancel this one's scheduled calls."""
    write.merge(Role, (str(event.role_id),), guardian_role_id=str(event.guardian))


def on_role_grant_delay_changed(write: Writer, event: events.RoleGrantDelayChanged) -> None:
    """Grants of the role will take this long, from `since` on."""
    write.merge(Role, (str(event.role_id),), grant_delay=event.delay, grant_delay_since=event.since)


def on_target_function_role_updated(write: Writer, event: events.TargetFunctionRoleUpdated) -> None:
    """A function of a contract now needs this role."""
    write.put(FunctionPermission, target=event.target, selector=event.selector, role_id=str(event.role_id))


def on_target_closed(write: Writer, event: events.TargetClosed) -> None:
    """A contract refuses, or accepts again, every restricted call."""
    write.merge(AccessTarget, (event.target,), closed=event.closed)


def on_target_admin_delay_updated(write: Writer, event: events.TargetAdminDelayUpdated) -> None:
    """Changes of a contract's permissions will take this long, from `since` on."""
    write.merge(AccessTarget, (event.target,), admin_delay=event.delay, admin_delay_since=event.since)


def on_operation_scheduled(write: Writer, event: events.OperationScheduled) -> None:
    """A call waits for its role's execution delay."""
    write.record(ScheduledCall, event, scheduled_for=event.schedule)


def on_operation_executed(write: Writer, event: events.OperationExecuted) -> None:
    """A waiting call was made."""
    write.patch(ScheduledCall, (event.operation_id, event.nonce), state="executed")


def on_operation_canceled(write: Writer, event: events.OperationCanceled) -> None:
    """A waiting call was called off."""
    write.patch(ScheduledCall, (event.operation_id, event.nonce), state="canceled")
