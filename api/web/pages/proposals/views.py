"""What the pages of proposals show, gathered from the queries of domains."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel import col, select

from api.ballots.power import ballot_power
from api.ballots.power_schemas import BallotPower
from api.ballots.queries import ballot_page
from api.facts.choices import number_cast, written
from api.facts.proposals import find_proposal
from api.kit.documents import look_up
from api.kit.reading import Reading
from api.proposals.queries import STATES, open_proposals, proposal_detail, proposal_page, proposal_types
from api.proposals.schemas import ProposalDetail
from api.proposals.tally import tally_detail
from api.relay.queries import RelayStanding, find_receipt
from api.relay.schemas import Receipt
from api.web.documents import split_title
from api.web.pages.proposals.choice_words import choice_text
from api.web.pages.proposals.words import OPEN_STATES, rules, timeline
from api.web.words import say
from symbia.content import ContentStore
from symbia.tables.ballots import Ballot
from symbia.tables.relay import SignedBallot

PAGE_SIZE = 25
MOST_OPEN = 100  # before the others
SHUT_OUT = ("excluded", "no_power", "unknown_signer")  # whatever time it is


def proposals(reading: Reading, state: str, type_id: int | None, cursor: str | None) -> dict[str, Any]:
    """Open proposals, soonest to close first, then the others, newest first. An unknown state is no filter."""
    chosen = next((name for name in STATES if name == state), None)
    page = proposal_page(reading, state=chosen, type_id=type_id, cursor=cursor, limit=PAGE_SIZE)
    first = chosen is None and cursor is None
    still_open, more_open = [proposal for proposal in page.proposals if proposal.state in OPEN_STATES], 0
    if first:
        still_open, more_open = open_proposals(reading, type_id=type_id, limit=MOST_OPEN)
    return {
        "states": STATES,
        "types": proposal_types(reading),
        "chosen_state": chosen,
        "chosen_type": type_id,
        "open": still_open if first or chosen else [],  # on later pages they were shown before
        "more_open": more_open,
        "open_states": OPEN_STATES,
        "done": [proposal for proposal in page.proposals if proposal.state not in OPEN_STATES],
        "next": page.page.next,
    }


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at a proposal (lower case), when (unix seconds), how the relay stands, and which page of ballots."""

    account: str | None
    clock: int
    relay: RelayStanding
    cursor: str | None


def proposal(reading: Reading, store: ContentStore, number: int, visit: Visit) -> dict[str, Any]:
    """One proposal, as the visitor sees it."""
    account = visit.account
    detail = proposal_detail(reading, number)
    page = ballot_page(reading, number, cursor=visit.cursor, limit=PAGE_SIZE)
    power = ballot_power(reading, number, account) if account else None
    own = own_ballot(reading, number, account) if account else None
    document = look_up(detail.document, store)
    title, rest = split_title(document.text or "")
    return {
        "p": detail,
        "tally": tally_detail(reading, number),
        "document": document,
        "text": rest if title == detail.title else document.text,  # the page has said the title
        "rules": rules(detail),
        "timeline": timeline(detail, visit.clock),
        "ballots": page.ballots,
        "next": page.page.next,
        "you": _voted(reading, detail, own) if own else _power(detail, power) if power else None,
        "power": power,
        "receipt": last_receipt(reading, number, account, visit.relay) if account else None,
        "gasless": visit.relay.state == "working",
        "has_voted": own is not None,
        "closed_to_you": power is not None and power.problem is not None,
    }


def _voted(reading: Reading, detail: ProposalDetail, own: Ballot) -> Markup:
    """The visitor's ballot, in words."""
    row = find_proposal(reading, detail.number)
    choice = choice_text(detail, written(row, number_cast(row, own)))
    return say("vote.your_ballot", choice=choice, n=own.votes)


def _power(detail: ProposalDetail, power: BallotPower) -> Markup:
    """What a ballot of the visitor would count for, in words."""
    if power.problem is not None and power.problem.code in SHUT_OUT:
        return say("vote.would_not_count")
    return say("vote.your_power" if detail.state == "active" else "vote.your_votes", n=power.votes)


def own_ballot(reading: Reading, number: int, account: str) -> Ballot | None:
    """The ballot of an account (lower case) on a proposal."""
    return reading.session.get(Ballot, (number, account))


def last_receipt(reading: Reading, number: int, account: str, relay: RelayStanding) -> Receipt | None:
    """What became of the ballot that an account (lower case) signed last on a proposal; None if it signed none."""
    statement = (
        select(SignedBallot.receipt)
        .where(SignedBallot.proposal_number == number, SignedBallot.account == account)
        .order_by(col(SignedBallot.seq).desc())
    )
    receipt = reading.session.exec(statement).first()
    return find_receipt(reading, receipt, relay) if receipt else None
