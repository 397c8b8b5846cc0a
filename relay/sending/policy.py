"""How a sender behaves."""

from dataclasses import dataclass

from symbia.units import GWEI


@dataclass(frozen=True, slots=True)
class Policy:
    """Times in seconds, the cap in wei per gas.

    `confirmations`: blocks above a transaction's own before it counts. `window`: transactions under way at once.
    `stuck_after`: until a better offer is made. `again_after`: between two hand-overs of the same bytes. `patience`:
    how long a node may give no usable answer. `pause`: between two looks, for whoever drives the sender.
    """

    confirmations: int = 12
    window: int = 4
    stuck_after: float = 90.0
    again_after: float = 15.0
    patience: float = 120.0
    fee_cap: int = 200 * GWEI
    pause: float = 1.0
