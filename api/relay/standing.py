"""How the relay stands: what it said of itself last, and whether that is still so."""

from dataclasses import dataclass
from typing import Self

from sqlmodel import Session

from api.kit.times import duration
from api.relay.refusals import no_relay
from api.relay.schemas import RelayState
from symbia.tables.relay import RelayStatus
from symbia.units import HOUR

SILENCE = 30  # seconds without a sign of life after which a relay counts as stopped
PATIENCE = HOUR  # seconds before its end in which a vote's ballots are left to a relay that works
NONE = "This server runs no relay."


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` and `told` for people, `row` what the relay wrote; `lead` in seconds, of the settings."""

    state: RelayState
    told: str
    row: RelayStatus | None
    lead: int

    @classmethod
    def read(cls, session: Session, now: int, lead: int) -> Self:
        """At `now`, unix seconds of the server's clock."""
        row = session.get(RelayStatus, 1)
        if row is None:
            return cls("none", NONE, None, lead)
        silent = now - row.heartbeat_at
        if silent > SILENCE:
            told = (
                f"The relay has given no sign of life for {duration(silent)}. Ballots that it took are kept and wait "
                "until it is started again; members can cast theirs directly: POST /v1/ballots/prepare."
            )
            return cls("stopped", told, row, lead)
        state: RelayState = row.state  # type: ignore[assignment]  # the relay writes nothing else
        return cls(state, row.told, row, lead)

    def require(self, left: int) -> None:
        """Raise `relay_unavailable` if a ballot with `left` seconds to go is better cast directly."""
        if self.row is None:
            raise no_relay(self.told)
        if self.state != "working" and left < PATIENCE:
            raise no_relay(
                f"The vote ends in {duration(left)}, and the relay may not bring a ballot by then. {self.told}"
            )
