"""What happens to memberships and tiers after their issue, and what time makes of them."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from indexer.decode import events
from indexer.errors import MissingRowError
from symbia.tables.brand import ContractSetting
from symbia.tables.members import UnitChange
from symbia.tables.memberships import (
    Collection,
    Membership,
    MembershipEvent,
    Tier,
    TokenApproval,
    effective_expiry,
    state_at,
)

from .applying import Tables
from .compare import dump
from .conftest import Indexer
from .story import PEOPLE, ZERO, Story

A, B, C = PEOPLE[:3]
REASON = "ipfs://bafkreireason"
LIFE, YEARLY = 1, 2  # tiers
YEAR = 31_557_600


@pytest.fixture
def issued(tables: Tables) -> Tables:
    """Tiers for life (10 units) and of a year (30 units); membership 1 of A for life, membership 2 of B for a year."""
    tables.apply(events.TierDefined, LIFE, 10, 100, 0, True, 500, C, "Atelier")
    tables.apply(events.TierDefined, YEARLY, 30, 100, YEAR, False, 0, ZERO, "Season")
    for token_id, (tier, holder, units) in enumerate([(LIFE, A, 10), (YEARLY, B, 30)], start=1):
        tables.apply(events.MembershipsIssued, tier, token_id, 1, units)
        tables.apply(events.Transfer, ZERO, holder, token_id)
    return tables


def _membership(tables: Tables, token_id: int) -> dict[str, Any]:
    return tables.rows(Membership)[token_id - 1]


def _deltas(tables: Tables) -> list[int]:
    return [row["delta"] for row in tables.rows(UnitChange)][2:]  # after the two issues


def _life(tables: Tables, token_id: int, at: int) -> tuple[int | None, str]:
    """Effective expiry, and the state at a time."""
    wanted = select(effective_expiry(), state_at(at)).select_from(Membership)
    wanted = wanted.join(Tier, col(Tier.tier_id) == col(Membership.tier_id)).where(col(Membership.token_id) == token_id)
    with tables.connection.begin():
        expiry, state = tables.connection.execute(wanted).one()
    return expiry, state


def _history(tables: Tables) -> list[tuple[int, str, dict[str, Any]]]:
    return [(row["token_id"], row["kind"], row["details"]) for row in tables.rows(MembershipEvent)]


def test_a_tier_as_defined_and_as_lowered(tables: Tables) -> None:
    tables.apply(events.TierDefined, 1, 10, 100, YEAR, True, 500, A, "Season")
    tables.apply(events.TierURIUpdated, 1, "ipfs://document", "ipfs://image")
    assert tables.row(Tier) == {
        "tier_id": 1, "units": 10, "supply": 100, "duration": YEAR, "transferable": True, "royalty_bps": 500,
        "royalty_receiver": A, "name": "Season", "uri": "ipfs://document", "image_uri": "ipfs://image",
        "defined_at": 1_000, "block_number": 5,
    }  # fmt: skip
    tables.apply(events.TierSupplyReduced, 1, 60)
    tables.apply(events.TierRoyaltyReduced, 1, 250, B)
    tables.apply(events.TierURIUpdated, 1, "ipfs://other", "ipfs://otherimage")
    tier = tables.row(Tier)
    assert (tier["supply"], tier["royalty_bps"], tier["royalty_receiver"]) == (60, 250, B)
    assert (tier["uri"], tier["image_uri"], tier["units"]) == ("ipfs://other", "ipfs://otherimage", 10)


def test_the_collection_and_its_freezing(issued: Tables) -> None:
    issued.apply(events.RendererSet, A)
    issued.apply(events.ContractURISet, "ipfs://collection")
    issued.apply(events.MetadataFrozen)
    frozen = {
        "id": 1, "contract_uri": "ipfs://collection", "renderer": A, "metadata_frozen": True, "frozen_tiers": 2,
    }  # fmt: skip
    assert issued.row(Collection) == frozen
    issued.apply(events.TierDefined, 3, 1, 1, 0, True, 0, ZERO, "Later")
    issued.apply(events.MetadataFrozen)  # the same log again
    assert issued.row(Collection) == frozen


def test_hints_for_marketplaces_change_nothing(issued: Tables) -> None:
    before = [issued.rows(model) for model in (Collection, Membership, Tier, MembershipEvent)]
    issued.apply(events.MetadataUpdate, 1)
    issued.apply(events.BatchMetadataUpdate, 1, 2)
    issued.apply(events.ContractURIUpdated)
    assert [issued.rows(model) for model in (Collection, Membership, Tier, MembershipEvent)] == before


def test_expiry_follows_from_issue_and_tier(issued: Tables) -> None:
    assert _life(issued, 1, at=2**40) == (None, "active")
    assert _life(issued, 2, at=1_000 + YEAR - 1) == (1_000 + YEAR, "active")
    assert _life(issued, 2, at=1_000 + YEAR) == (1_000 + YEAR, "expired")


def test_renewal_before_the_end_moves_no_units(issued: Tables) -> None:
    issued.apply(events.MembershipRenewed, 2, 1_000 + 3 * YEAR, 0)
    assert _life(issued, 2, at=1_000 + YEAR) == (1_000 + 3 * YEAR, "active")
    assert _membership(issued, 2)["units"] == 30
    assert _deltas(issued) == []
    assert _history(issued) == [(2, "renewed", {"expires_at": 1_000 + 3 * YEAR, "units_restored": 0})]


def test_lapse_and_renewal_take_units_and_bring_them_back(issued: Tables) -> None:
    issued.apply(events.MembershipLapsed, 2, 30, at=2_000 + YEAR)
    assert (_membership(issued, 2)["units"], _membership(issued, 2)["lapsed"]) == (0, True)
    assert _life(issued, 2, at=2_000 + YEAR) == (1_000 + YEAR, "lapsed")
    issued.apply(events.MembershipRenewed, 2, 4_000 + 2 * YEAR, 30, at=4_000 + YEAR)
    assert (_membership(issued, 2)["units"], _membership(issued, 2)["lapsed"]) == (30, False)
    assert _life(issued, 2, at=4_000 + YEAR) == (4_000 + 2 * YEAR, "active")
    assert _deltas(issued) == [-30, 30]
    assert [kind for _, kind, _ in _history(issued)] == ["lapsed", "renewed"]


def test_what_is_held_counts_from_the_tier_and_anew_after_a_break(issued: Tables) -> None:
    assert _membership(issued, 2)["acquired_at"] == 1_000
    issued.apply(events.MembershipRenewed, 2, 1_000 + 3 * YEAR, 0, at=2_000)
    assert _membership(issued, 2)["acquired_at"] == 1_000
    issued.apply(events.MembershipTierChanged, 2, LIFE, 0, 30, 10, at=3_000)
    assert _membership(issued, 2)["acquired_at"] == 3_000
    issued.apply(events.HoldingRestarted, 2, at=4_000)
    assert _membership(issued, 2)["acquired_at"] == 4_000


def test_the_grace_time_is_a_setting(issued: Tables) -> None:
    issued.apply(events.GraceSet, 259_200)
    (found,) = [row for row in issued.rows(ContractSetting) if row["name"] == "grace"]
    assert (found["contract"], found["value"]) == ("BrandMembership", "259200")


def test_change_to_an_expiring_tier_and_back_to_one_for_life(issued: Tables) -> None:
    issued.apply(events.MembershipTierChanged, 1, YEARLY, 9_000, 10, 30)
    issued.apply(events.Locked, 1)
    changed = _membership(issued, 1)
    assert [changed[name] for name in ("tier_id", "units", "expires_at", "locked")] == [YEARLY, 30, 9_000, True]
    assert _life(issued, 1, at=9_000) == (9_000, "expired")
    issued.apply(events.MembershipTierChanged, 1, LIFE, 0, 30, 10)
    issued.apply(events.Unlocked, 1)
    changed = _membership(issued, 1)
    assert [changed[name] for name in ("tier_id", "units", "expires_at", "locked")] == [LIFE, 10, None, False]
    assert _life(issued, 1, at=9_000) == (None, "active")
    assert _deltas(issued) == [20, -20]
    assert _history(issued)[1] == (
        1, "tier_changed", {"tier_id": LIFE, "expires_at": None, "previous_units": 30, "units": 10},
    )  # fmt: skip


@pytest.mark.parametrize(("dismissed", "kind"), [(True, "revocation_dismissed"), (False, "revocation_withdrawn")])
def test_a_notice_that_is_dropped_leaves_only_history(issued: Tables, dismissed: bool, kind: str) -> None:
    before = _membership(issued, 1)
    issued.apply(events.RevocationNoticed, 1, 5_000, REASON)
    issued.apply(events.Locked, 1)
    noticed = _membership(issued, 1)
    assert [noticed[name] for name in ("revocable_at", "revocation_reason_uri", "locked", "units")] == [
        5_000, REASON, True, 10,
    ]  # fmt: skip
    issued.apply(events.RevocationDropped, 1, dismissed)
    issued.apply(events.Unlocked, 1)
    assert _membership(issued, 1) == before
    assert _history(issued) == [
        (1, "revocation_noticed", {"revocable_at": 5_000, "reason_uri": REASON}), (1, kind, {}),
    ]  # fmt: skip


def test_a_revoked_membership_keeps_who_held_it_and_why(issued: Tables) -> None:
    issued.apply(events.Approval, A, C, 1)
    issued.apply(events.RevocationNoticed, 1, 5_000, REASON)
    issued.apply(events.MembershipEnded, 1, A, 10, True, at=6_000)
    issued.apply(events.Transfer, A, ZERO, 1, at=6_000)
    ended = _membership(issued, 1)
    names = ("holder", "last_holder", "units", "ended_at", "revoked", "revocable_at", "revocation_reason_uri")
    assert [ended[name] for name in names] == [ZERO, A, 0, 6_000, True, None, REASON]
    assert ended["acquired_at"] == 1_000
    assert _life(issued, 1, at=6_000) == (None, "ended")
    assert issued.rows(TokenApproval) == []
    assert _deltas(issued) == [-10]
    assert _history(issued)[-1] == (1, "revoked", {"holder": A, "units": 10})


def test_burning_a_lapsed_membership_takes_no_units_twice(issued: Tables) -> None:
    issued.apply(events.MembershipLapsed, 2, 30, at=2_000 + YEAR)
    issued.apply(events.MembershipEnded, 2, B, 0, False, at=3_000 + YEAR)
    issued.apply(events.Transfer, B, ZERO, 2, at=3_000 + YEAR)
    ended = _membership(issued, 2)
    assert (ended["holder"], ended["last_holder"], ended["revoked"]) == (ZERO, B, False)
    assert _life(issued, 2, at=3_000 + YEAR)[1] == "ended"
    assert _deltas(issued) == [-30]
    assert _history(issued)[-1] == (2, "burnt", {"holder": B, "units": 0})


@pytest.mark.parametrize(
    ("event", "values"),
    [
        (events.MembershipRenewed, (404, 1, 0)),
        (events.HoldingRestarted, (404,)),
        (events.MembershipTierChanged, (404, 1, 0, 0, 0)),
        (events.MembershipLapsed, (404, 1)),
        (events.RevocationNoticed, (404, 1, REASON)),
        (events.RevocationDropped, (404, True)),
        (events.MembershipEnded, (404, A, 1, True)),
        (events.Unlocked, (404,)),
        (events.TierSupplyReduced, (404, 1)),
        (events.TierRoyaltyReduced, (404, 1, A)),
    ],
)
def test_nothing_happens_to_what_was_never_announced(tables: Tables, event: Any, values: tuple[Any, ...]) -> None:
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(event, *values)


def test_units_votes_and_their_history_agree_in_every_block(
    story: Story, database: str, indexing: "type[Indexer]"
) -> None:
    """Three folds over different events: units of memberships, changes of their sum, votes of all accounts."""
    totals = []
    indexer = indexing(story, database)
    for _ in range(40):
        story.grow(3)
        indexer.to_head()
        tables = dump(database)
        votes = {row["account"]: row["votes"] for row in tables["votes_checkpoint"]}
        units = sum(row["units"] for row in tables["membership"])
        assert units == sum(row["delta"] for row in tables["unit_change"]) == sum(votes.values())
        totals.append(units)
    assert totals != sorted(totals), "units never went down: the story tells too little"
