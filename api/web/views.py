"""What each page shows, gathered from the domains' queries."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.ballots.power import ballot_power
from api.ballots.power_schemas import BallotPower
from api.ballots.queries import ballot_page
from api.brand.queries import brand_detail, contracts, treasury_page
from api.facts.choices import number_cast, written
from api.facts.standing import Membership
from api.kit.documents import Document, look_up
from api.kit.page import MAX_LIMIT
from api.kit.reading import Reading
from api.members.queries import member_detail, member_page
from api.memberships.schemas import Tier
from api.memberships.tiers import tiers
from api.perks.queries import eligibility_of_perks, perk_page, redemption_page
from api.perks.schemas import Perk
from api.proposals.queries import STATES, find_proposal, proposal_detail, proposal_page
from api.proposals.schemas import ProposalDetail, ProposalSummary
from api.proposals.tally import tally_detail
from api.proposals.types import proposal_types
from api.relay.standing import Standing
from api.web.choice_words import choice_text
from api.web.documents import split_title
from api.web.perk_words import perk_name
from api.web.proposal_words import OPEN_STATES, rules, timeline
from api.web.queries import last_receipt, own_ballot
from api.web.words import say
from symbia.content import ContentStore
from symbia.tables import Ballot

PAGE_SIZE = 25
SHUT_OUT = ("excluded", "no_power", "unknown_signer")  # whatever time it is
MEMBERSHIPS_PER_PERK = 10  # the ones that can redeem come first


def proposals(reading: Reading, state: str, type_id: int | None, cursor: str | None) -> dict[str, Any]:
    """Open proposals, soonest to close first, then the others, newest first. An unknown state is no filter."""
    chosen = next((one for one in STATES if one == state), None)
    page = proposal_page(reading, state=chosen, type_id=type_id, cursor=cursor, limit=PAGE_SIZE)
    first = chosen is None and cursor is None
    running = _running(reading, type_id) if first else [one for one in page.proposals if one.state in OPEN_STATES]
    return {
        "states": STATES,
        "types": proposal_types(reading),
        "chosen_state": chosen,
        "chosen_type": type_id,
        "open": running if first or chosen else [],  # on later pages they were shown before
        "done": [one for one in page.proposals if one.state not in OPEN_STATES],
        "next": page.page.next,
    }


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at a proposal (lower case), when (unix seconds), how the relay stands, and which page of ballots."""

    account: str | None
    clock: int
    relay: Standing
    cursor: str | None


def proposal(reading: Reading, store: ContentStore, number: int, visit: Visit) -> dict[str, Any]:
    """One proposal, as the visitor sees it."""
    account = visit.account
    found = proposal_detail(reading, number)
    page = ballot_page(reading, number, cursor=visit.cursor, limit=PAGE_SIZE)
    power = ballot_power(reading, number, account) if account else None
    own = own_ballot(reading, number, account) if account else None
    document = look_up(found.document, store)
    title, rest = split_title(document.text or "")
    return {
        "p": found,
        "tally": tally_detail(reading, number),
        "document": document,
        "text": rest if title == found.title else document.text,  # the page has said the title
        "rules": rules(found),
        "timeline": timeline(found, visit.clock),
        "ballots": page.ballots,
        "next": page.page.next,
        "you": _voted(reading, found, own) if own else _power(found, power) if power else None,
        "power": power,
        "receipt": last_receipt(reading, number, account, visit.relay) if account else None,
        "gasless": visit.relay.state == "working",
        "has_voted": own is not None,
        "closed_to_you": power is not None and power.problem is not None,
    }


def members(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    """Tiers, and members by number."""
    page = member_page(reading, cursor=cursor, limit=PAGE_SIZE)
    shown: list[Tier] = []
    for tier in tiers(reading) if cursor is None else []:
        shown.append(tier.model_copy(update={"document": look_up(tier.document, store, local_only=True)}))
    return {"tiers": shown, "members": page.members, "next": page.page.next}


def member(reading: Reading, store: ContentStore, name: str, account: str | None) -> dict[str, Any]:
    """One member. `account` (lower case) is the visitor's: their own page lets them redeem."""
    found = member_detail(reading, name)
    holder = found.account.lower()
    known = _perks(reading, store, None)["perks"]
    holds = [one.model_copy(update={"reason": _reason(one, store)}) for one in found.holds]
    verdicts = eligibility_of_perks(reading, holder, [perk.id for perk in known])
    by_use = {perk_id: sorted(every, key=lambda one: not one.eligible) for perk_id, every in verdicts.items()}
    return {
        "member": found.model_copy(update={"holds": holds}),
        "own": account == holder,
        "perks": [(perk, by_use.get(perk.id, [])[:MEMBERSHIPS_PER_PERK]) for perk in known],
        "perk_names": {perk.id: perk_name(perk) for perk in known},
        "redemptions": redemption_page(reading, account=holder, limit=PAGE_SIZE).redemptions,
    }


def brand(reading: Reading, name: str | None, cursor: str | None) -> dict[str, Any]:
    """Treasury, tiers, roles and contracts. `name` comes from the deployment."""
    movements = treasury_page(reading, cursor=cursor, limit=PAGE_SIZE)
    return {
        "brand": brand_detail(reading, name),
        "contracts": contracts(reading),
        "entries": movements.entries,
        "next": movements.page.next,
        "tiers": tiers(reading),
    }


def perks(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    """Perks by id with their terms."""
    return {**_perks(reading, store, cursor), "tier_names": {tier.id: tier.name for tier in tiers(reading)}}


def _reason(membership: Membership, store: ContentStore) -> Document | None:
    return look_up(membership.reason, store, local_only=True) if membership.reason else None


def _perks(reading: Reading, store: ContentStore, cursor: str | None) -> dict[str, Any]:
    page = perk_page(reading, cursor=cursor, limit=MAX_LIMIT)
    shown: list[Perk] = []
    for perk in page.perks:
        shown.append(perk.model_copy(update={"document": look_up(perk.document, store, local_only=True)}))
    return {"perks": shown, "next": page.page.next}


def _running(reading: Reading, type_id: int | None) -> list[ProposalSummary]:
    active = proposal_page(reading, state="active", type_id=type_id, limit=MAX_LIMIT).proposals
    pending = proposal_page(reading, state="pending", type_id=type_id, limit=MAX_LIMIT).proposals
    active.sort(key=lambda one: one.deadline_at)
    pending.sort(key=lambda one: one.snapshot_at)
    return [*active, *pending]


def _voted(reading: Reading, found: ProposalDetail, own: Ballot) -> Markup:
    """The visitor's ballot, in words."""
    row = find_proposal(reading, found.number)
    choice = choice_text(found, written(row, number_cast(row, own)))
    return say("vote.your_ballot", choice=choice, n=own.votes)


def _power(found: ProposalDetail, power: BallotPower) -> Markup:
    """What a ballot of the visitor would count for, in words."""
    if power.problem is not None and power.problem.code in SHUT_OUT:
        return say("vote.would_not_count")
    return say("vote.your_power" if found.state == "active" else "vote.your_votes", n=power.votes)
