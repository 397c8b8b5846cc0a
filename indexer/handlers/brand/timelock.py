"""BrandTimelock: what waits, what ran, and the treasury."""

from indexer.decode import events
from indexer.handlers.reading import reads
from indexer.write.changes import LARGEST, Writer
from symbia.tables.brand import TimelockOperation, TimelockRoleMember, TreasuryEntry
from symbia.tables.types import to_wei_text
from symbia.units import ZERO_HASH


def on_call_scheduled(write: Writer, event: events.CallScheduled) -> None:
    """One call of an operation waits. A delay beyond all time, which the contract accepts, ends at the last second."""
    write.record(
        TimelockOperation,
        event,
        operation_id=event.id,
        position=event.index,
        value=to_wei_text(event.value),
        salt=ZERO_HASH,
        ready_at=min(event.at + event.delay, LARGEST),
    )


@reads
def on_call_salt(write: Writer, event: events.CallSalt) -> None:
    """The salt of the operation whose calls were just scheduled."""
    for key in write.keys(TimelockOperation, operation_id=event.id):
        write.patch(TimelockOperation, key, salt=event.salt)


def on_call_executed(write: Writer, event: events.CallExecuted) -> None:
    """One call ran; its ETH left the treasury."""
    write.patch(TimelockOperation, (event.id, event.index), executed_at=event.at)
    if event.value:
        _entry(write, event, incoming=False, counterparty=event.target, amount=event.value)


@reads
def on_cancelled(write: Writer, event: events.Cancelled) -> None:
    """Every call of the operation was called off."""
    for key in write.keys(TimelockOperation, operation_id=event.id):
        write.patch(TimelockOperation, key, canceled_at=event.at)


def on_treasury_received(write: Writer, event: events.TreasuryReceived) -> None:
    """ETH came in."""
    _entry(write, event, incoming=True, counterparty=event.from_, amount=event.amount)


def on_brand_timelock_role_granted(write: Writer, event: events.BrandTimelockRoleGranted) -> None:
    """An account got one of the timelock's own roles."""
    write.put(TimelockRoleMember, role=event.role, account=event.account, block_number=event.block_number)


def on_brand_timelock_role_revoked(write: Writer, event: events.BrandTimelockRoleRevoked) -> None:
    """An account lost one of the timelock's own roles."""
    write.remove(TimelockRoleMember, (event.role, event.account))


def _entry(
    write: Writer,
    event: events.CallExecuted | events.TreasuryReceived,
    *,
    incoming: bool,
    counterparty: str,
    amount: int,
) -> None:
    write.record(TreasuryEntry, event, incoming=incoming, counterparty=counterparty, amount=to_wei_text(amount))
