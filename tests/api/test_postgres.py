"""The same rows in PostgreSQL give the same answers as in SQLite."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import InternalError
from sqlmodel import Session, SQLModel, select

from api.app import create_app
from api.content.sweeping import sweep
from api.facts.membership import STATES
from scripts.local.postgres import postgres_server
from symbia import tables as models
from symbia.tables.content import PAGE_BYTES
from symbia.tables.db import create_engine_for
from symbia.tables.named import named_cids
from symbia.tables.types import to_wei_text
from symbia.units import DAY
from tests.api.conftest import HASH, NOW, Client, account

PATHS = (
    "/v1/proposals?limit=3",
    *(f"/v1/proposals?state={state}" for state in ("pending", "active", "defeated", "queued", "expired")),
    *(f"/v1/proposals/{number}" for number in range(1, 9)),
    *(f"/v1/proposals/{number}/tally" for number in range(1, 9)),
    *(f"/v1/proposals/{number}/ballots?limit=2" for number in (1, 6, 7)),
    "/v1/proposal-types",
    "/v1/members?limit=2",
    "/v1/members/1",
    *(f"/v1/proposals/{number}/power/{account(1)}" for number in (1, 3, 6)),
    *(f"/v1/proposals/{number}/power/{account(3)}" for number in (1, 7)),
    "/v1/memberships?limit=2",
    *(f"/v1/memberships?state={state}" for state in STATES),
    f"/v1/memberships?holder={account(1)}&state=active&state=burnt",
    *(f"/v1/memberships/{token_id}" for token_id in range(1, 9)),
    "/v1/memberships/5/history",
    "/v1/memberships/expiring?within=1000d&limit=1",
    "/v1/memberships/joins",
    "/v1/tiers",
    "/v1/perks",
    f"/v1/perks/1/eligibility?account={account(1)}",
    f"/v1/redemptions?account={account(1)}&perk=1",
    "/v1/brand",
    "/v1/treasury?limit=1",
    "/v1/proposals/99",
)


TABLES: list[Any] = [table for kind in models.KINDS for table in models.models_of(kind)]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as uri:
        yield uri.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def copied(brand: Any, postgres: str) -> Any:
    """A brand in SQLite, copied row by row."""
    fill(brand)
    engine = create_engine_for(postgres)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    with Session(brand.engine) as source, Session(engine) as target:
        for table in TABLES:
            target.add_all(table(**row.model_dump()) for row in source.exec(select(table)))
        target.commit()
    engine.dispose()
    return brand


def fill(brand: Any) -> None:
    brand.head(chain_head=2_000)
    brand.setting("action_window", "300")
    brand.proposal_type()
    for tier_id in (1, 2):
        brand.tier(tier_id, 2**39)
    for number in (1, 2, 3):
        brand.issue(account(number), 1 + number % 2)
    brand.delegate(account(2), account(1))
    brand.at(NOW - 200)
    brand.transfer(3, account(1))
    brand.delegate(account(3), account(1))
    brand.issue(account(3))
    lives(brand)
    over = {"snapshot_at": NOW - 900, "deadline_at": NOW - 400, "binding": True}
    brand.proposal(1, description="", title="日本語 <b>")
    brand.proposal(2, **over)
    brand.proposal(3, snapshot_at=NOW)
    for number in (4, 5):
        brand.proposal(number, **over, eta_at=NOW - 299 * (number - 3))
    for number in (1, 4, 5):
        for voter in (1, 2, 3):
            brand.ballot(number, account(voter), 1, 2**39)
    brand.exclude(1, account(3), account(9))
    curved: dict[str, Any] = {"curve": "square_root", "exclusions": 1}
    brand.question(6, "split", "Ash Oak", actions=(1, 0), **curved)
    brand.question(7, "ranked", "Ash Oak Elm", cap=5, **over)
    brand.proposal(8, curve="one_member_one_vote")
    for voter in (1, 2):
        brand.answer(6, account(voter), voter * 1_000 + (10_000 - voter * 1_000 << 16), 7 * voter)
        brand.answer(7, account(voter), (0x21, 0x12)[voter - 1], 5)
        brand.ballot(8, account(voter), voter - 1, 1)
    brand.perk(1, tier_ids=[1], per_membership=1)
    for number in range(1, 4):
        brand.redemption(number)
    brand.payment(2**255)
    brand.payment(1, incoming=False)
    brand.add(
        models.ProposalAction(
            proposal_number=2,
            position=0,
            target=account(1),
            value=to_wei_text(2**256 - 1),
            calldata="0x",
            block_number=1,
        ),
        models.Role(role_id=str(2**64 - 1), label=""),
        models.RoleMember(role_id="1", account=account(1), execution_delay=0, since=1, block_number=1),
    )


def lives(brand: Any) -> None:
    """Memberships 5 to 8 of a year's tier: lapsed, under notice, burnt, revoked."""
    brand.tier(3, 7, duration=365 * 86_400)
    for number in range(4):
        brand.issue(account(1 + number % 3), 3)
    brand.life.lapse(5)
    brand.life.notice(6, NOW + 500)
    brand.life.end(7)
    brand.life.end(8, revoked=True)
    brand.add(models.TierPrice(tier_id=3, currency=account(0), price=to_wei_text(2**127), since=1, block_number=1))


def test_both_databases_answer_alike(copied: Any, postgres: str, tmp_path: Path) -> None:
    from_sqlite = copied.client()
    from_postgres = copied.client(database_url=postgres)
    for path in PATHS:
        one, other = from_sqlite.get(path), from_postgres.get(path)
        assert other.status_code == (404 if path.endswith("/99") else 200), other.text
        assert one.json() == other.json(), path
    for client in (from_sqlite, from_postgres):
        client.app.state.services.close()


def test_a_reading_of_postgres_is_one_snapshot_and_cannot_write(postgres: str, settings: Any) -> None:
    engine = create_engine_for(postgres)
    SQLModel.metadata.create_all(engine)
    services = create_app(replace(settings, database_url=postgres)).state.services
    with Session(engine) as session:
        session.merge(
            models.IndexedChain(id=1, chain_id=1, start_block=0, start_block_hash=HASH, addresses={"BrandAccess": HASH})
        )
        session.merge(models.Cursor(id=1, block_number=5, block_hash=HASH, block_timestamp=5, chain_head=5))
        session.commit()
        with services.read() as reading:
            before = len(reading.session.exec(select(models.Member)).all())
            session.add(models.Member(account=account(77), number=77, registered_at=1, block_number=1))
            session.commit()
            assert len(reading.session.exec(select(models.Member)).all()) == before
            reading.session.add(models.Member(account=account(78), number=78, registered_at=1, block_number=1))
            with pytest.raises(InternalError, match="read-only"):
                reading.session.flush()
    services.close()
    engine.dispose()


def test_documents_are_counted_and_swept_as_in_sqlite(copied: Any, postgres: str) -> None:
    """Many at once, each with a transaction of its own; what the tables name is found in every kind of column."""
    settings = replace(copied.settings, database_url=postgres, content_day_bytes=3 * PAGE_BYTES, rate_limit="")
    client = Client(create_app(settings))
    services = client.app.state.services
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: client.post("/v1/content", content=bytes([one])), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 429, 429, 429]
    kept = [answer.json()["cid"] for answer in answers if answer.status_code == 201]
    with Session(services.engine) as session:
        row = session.exec(select(models.Proposal).order_by(models.Proposal.number)).first()
        row.description = f"# A title\n\nipfs://{kept[0]}"
        session.commit()
        assert kept[0] in named_cids(session)
    for path in settings.content_dir.rglob("baf*"):
        os.utime(path, (0, 0))
    assert sweep(services) == 0  # the clock of the chain has not come that far
    later = replace(services, clock=lambda: NOW + 30 * DAY)
    copied_head(services.engine, NOW + 30 * DAY)
    assert sweep(later) == 2
    assert [services.store.has(cid) for cid in kept] == [True, False, False]
    services.close()


def copied_head(engine: Any, timestamp: int) -> None:
    with Session(engine) as session:
        session.exec(select(models.Cursor)).one().block_timestamp = timestamp
        session.commit()
