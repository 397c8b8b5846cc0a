"""How the relay stands: what it said of itself last, whether that is still so, and what it has done."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.relay.refusals import DIRECTLY
from api.relay.schemas import BallotCounts, GasBudget, ProposalGas, Relay, RelayGas, RelayState
from symbia.rules.addresses import checksum
from symbia.rules.ballots.gas import KEY_BALLOT_GAS, GasRules, day_of
from symbia.settings import Settings
from symbia.tables.proposals import Proposal
from symbia.tables.relay import BallotBatch, GasSpent, RelayStatus, SignedBallot
from symbia.tables.texts import read_kept
from symbia.tables.types import from_wei_text
from symbia.text import Text
from symbia.units import DAY

SILENCE = 30  # seconds without a sign of life after which a relay counts as stopped


@dataclass(frozen=True, slots=True)
class RelayStanding:
    """`state` and `told` for people, `row` what the relay wrote; `now` by the server's clock."""

    state: RelayState
    told: Text
    row: RelayStatus | None
    settings: Settings
    now: int

    @property
    def lead(self) -> int:
        """Seconds before the end of a vote within which no ballot is taken."""
        return self.settings.relay_lead_seconds

    @property
    def rules(self) -> GasRules:
        """What the relay may spend."""
        return GasRules.load(self.settings)

    @classmethod
    def read(cls, session: Session, now: int, settings: Settings) -> Self:
        """At `now`, unix seconds of the server's clock."""
        row = session.get(RelayStatus, 1)
        if row is None:
            return cls("none", Text("relay.standing.none"), None, settings, now)
        silent = now - row.heartbeat_at
        if silent > SILENCE:
            return cls("stopped", Text.of("relay.standing.stopped", silent=silent), row, settings, now)
        state: RelayState = row.state  # type: ignore[assignment]  # the relay writes nothing else
        return cls(state, Text.of("relay.standing.said", told=read_kept(row.told)), row, settings, now)


def relay_record(reading: Reading, standing: RelayStanding) -> Relay:
    """What the relay is, has, and has done."""
    settings, row, session = standing.settings, standing.row, reading.session
    counts = _counts(session)
    gas, wei, batches = _spent(session)
    gas_per_ballot = gas // counts.counted if counts.counted else None
    return Relay(
        state=standing.state,
        told=standing.told,
        account=checksum(row.account) if row else None,
        balance_wei=_wei(row.balance) if row else None,
        fee_wei=_wei(row.fee) if row else None,
        fee_cap_wei=_wei(row.fee_cap) if row else None,
        heartbeat_at=utc_or_none(row.heartbeat_at if row else None),
        ballots=counts,
        oldest_waiting_since=utc_or_none(_oldest(session)),
        batches=batches,
        gas_used=gas,
        gas_per_ballot=gas_per_ballot,
        spent_wei=str(wei),
        wei_per_ballot=str(wei // counts.counted) if counts.counted else None,
        ballots_left=_left(row, gas_per_ballot or KEY_BALLOT_GAS) if row else None,
        batch=row.batch if row else None,
        flush_seconds=row.flush_seconds if row else None,
        lead_seconds=settings.relay_lead_seconds,
        gas=_gas(reading, standing.rules, standing.now),
        proposals_per_proposer=settings.relay_proposals,
        directly=DIRECTLY,
    )


def _gas(reading: Reading, rules: GasRules, now: int) -> RelayGas:
    session = reading.session
    spent = GasSpent.read(session, day_of(now))
    waiting = columns(col(SignedBallot.kind), func.sum(SignedBallot.gas)).where(col(SignedBallot.state) == "queued")
    promised = dict(session.connection().execute(waiting.group_by(col(SignedBallot.kind))).all())
    running = (col(Proposal.canceled_at).is_(None), col(Proposal.deadline_at) >= reading.head.timestamp)
    open_now = set(session.exec(select(Proposal.number).where(*running)).all())
    paid = {number for _, number in spent.proposals} & open_now

    def budget(kind: str) -> GasBudget:
        most, today = rules.of(kind), spent.today.get(kind, 0)
        return GasBudget(
            day=most.day,
            spent_today=today,
            promised=int(promised.get(kind, 0)),
            left_today=max(0, most.day - today),
            proposal=most.proposal,
        )

    def on_proposal(number: int) -> ProposalGas:
        member, wallet = (spent.proposals.get((kind, number), 0) for kind in ("member", "wallet"))
        return ProposalGas(
            proposal=number,
            member_spent=member,
            member_left=max(0, rules.member.proposal - member),
            wallet_spent=wallet,
            wallet_left=max(0, rules.wallet.proposal - wallet),
        )

    return RelayGas(
        back_at=utc(day_of(now) + DAY),
        member=budget("member"),
        wallet=budget("wallet"),
        proposals=[on_proposal(number) for number in sorted(paid)],
        wallet_ballot=rules.ballot,
        account_per_day=rules.account,
    )


def _counts(session: Session) -> BallotCounts:
    grouped = columns(col(SignedBallot.state), func.count()).group_by(col(SignedBallot.state))
    by_state = dict(session.connection().execute(grouped).all())
    return BallotCounts(**{state: by_state.get(state, 0) for state in BallotCounts.model_fields})


def _spent(session: Session) -> tuple[int, int, int]:
    """Gas, wei, and the number of mined batches. Summed here: no database adds numbers of 256 bits."""
    mined = columns(col(BallotBatch.gas), col(BallotBatch.gas_price)).where(col(BallotBatch.gas).is_not(None))
    rows = [(gas or 0, from_wei_text(price or "0")) for gas, price in session.connection().execute(mined)]
    return sum(gas for gas, _ in rows), sum(gas * price for gas, price in rows), len(rows)


def _oldest(session: Session) -> int | None:
    waiting = select(func.min(SignedBallot.received_at)).where(SignedBallot.state == "queued")
    return session.exec(waiting).one()


def _left(row: RelayStatus, gas_per_ballot: int) -> int | None:
    fee = from_wei_text(row.fee)
    return from_wei_text(row.balance) // (fee * gas_per_ballot) if fee else None


def _wei(stored: str) -> str:
    return str(from_wei_text(stored))
