"""Selects of the relay: signed ballots, their receipts, and how the relay stands."""

from api.relay.queries.ballots import ahead_of, live_ballot, require_reliable, stored_ballot
from api.relay.queries.gas import require_gas, require_proposer, require_quota
from api.relay.queries.receipts import cast_as, find_receipt
from api.relay.queries.standing import RelayStanding, relay_record

__all__ = [
    "RelayStanding",
    "ahead_of",
    "cast_as",
    "find_receipt",
    "live_ballot",
    "relay_record",
    "require_gas",
    "require_proposer",
    "require_quota",
    "require_reliable",
    "stored_ballot",
]
