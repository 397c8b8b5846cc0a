"""The audit against real contracts: silent where all is well, loud where a table was tampered with."""

from collections.abc import Callable, Iterator
from io import StringIO
from threading import Event
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import update
from sqlmodel import select

from cli.audit import audit as symbia_audit
from indexer.audit.background import Auditor, audit_once
from indexer.audit.run import EXAMPLES, AuditReport, audit, keep
from indexer.watch.metrics import Watch
from indexer.write.shapes import table_of
from scripts.local.anvil import Anvil
from scripts.local.lying.proxy import LyingProxy
from symbia.chain.node import Node
from symbia.errors import ChainMovedError, DatabaseUnavailableError, NodeBehindError
from symbia.settings import Settings
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Audit, Cursor
from symbia.tables.brand import RoleMember, TimelockRoleMember
from symbia.tables.db import create_engine_for, read_session
from symbia.tables.drops import Drop
from symbia.tables.members import UnitChange, VotesCheckpoint
from symbia.tables.memberships import Membership
from symbia.tables.migrations import upgrade
from symbia.tables.perks import Perk
from symbia.tables.proposals import Proposal
from tests import ROOT

from .brand import Brand
from .test_ganache import index, live

TAMPERING: tuple[tuple[Any, dict[str, Any], str], ...] = (
    (Membership, {"holder": "0x" + "11" * 20}, "holder"),
    (Membership, {"units": 77}, "units"),
    (Membership, {"revocable_at": 5}, "revocableAt"),
    (VotesCheckpoint, {"votes": 78}, "power of"),
    (Ballot, {"support": 0}, "tally of proposal 1"),
    (Proposal, {"quorum_base": 1}, "rules of proposal 1"),
    (Proposal, {"reach": "governance"}, "rules of proposal 1"),
    (Proposal, {"beyond_guardian": True}, "guardians and proposal 1"),
    (UnitChange, {"delta": 1}, "totalUnits"),
    (RoleMember, {"since": 2**40}, "isMember"),
    (TimelockRoleMember, {"account": "0x" + "22" * 20}, "timelock role"),
    (Perk, {"paused": True}, "perk 1, paused"),
    (Drop, {"closed_at": None}, "closed"),
)


@pytest.fixture(scope="module")
def brand() -> Iterator[Brand]:
    with Anvil(ROOT, accounts=12) as chain:
        brand = Brand(chain.url)
        live(brand)
        brand.sell()
        brand.grow_old()
        yield brand
        brand.close()


@pytest.fixture
def indexed(brand: Brand, database: str) -> str:
    index(brand, database)
    return database


def _audit(url: str, brand: Brand, limit: int | None = None) -> AuditReport:
    engine = create_engine_for(url)
    try:
        with Node(brand.url) as node:
            report = audit(engine, node, limit)
        assert report is not None
        keep(engine, report)
    finally:
        engine.dispose()
    return report


def _tamper(url: str, model: Any, values: dict[str, Any]) -> None:
    engine = create_engine_for(url)
    table = table_of(model)
    with engine.begin() as connection:
        rows = connection.execute(select(*table.primary_key).order_by(*table.primary_key.columns)).all()
        row = rows[-1] if model is VotesCheckpoint else rows[0]  # of these only an account's newest counts
        key = [column == value for column, value in zip(table.primary_key, row, strict=True)]
        connection.execute(update(table).where(*key).values(values))
    engine.dispose()


def _kept(url: str) -> Audit:
    engine = create_engine_for(url)
    with read_session(engine) as session:
        (row,) = session.exec(select(Audit)).all()
        session.expunge(row)
    engine.dispose()
    return row


@pytest.mark.parametrize("limit", [None, 2])
def test_what_was_indexed_has_not_drifted(indexed: str, brand: Brand, limit: int | None) -> None:
    report = _audit(indexed, brand, limit)
    assert report.drifts == []
    assert report.checked > (150 if limit is None else 40)
    kept = _kept(indexed)
    assert (kept.drift, kept.checked, kept.all_rows) == (0, report.checked, limit is None)


def test_every_kind_of_drift_is_seen(indexed: str, brand: Brand) -> None:
    for model, values, _ in TAMPERING:
        _tamper(indexed, model, values)
    report = _audit(indexed, brand)
    for _, _, word in TAMPERING:
        assert any(word in str(drift) for drift in report.drifts), word
    kept = _kept(indexed)
    assert kept.drift == len(report.drifts)
    assert kept.examples == [str(drift) for drift in report.drifts[:EXAMPLES]]


def test_the_command(indexed: str, brand: Brand, new_database: Callable[[], str]) -> None:
    def command(url: str) -> tuple[int, str]:
        output = StringIO()
        code = symbia_audit(Settings(rpc_url=brand.url, database_url=url), None, Console(file=output, width=200))
        return code, output.getvalue()

    assert command(indexed)[0] == 0
    _tamper(indexed, Perk, {"paused": True})
    code, said = command(indexed)
    assert code == 1
    assert "perk 1, paused: the table says True, the contract False" in said
    assert "--reindex" in said
    empty = new_database()
    with pytest.raises(DatabaseUnavailableError, match="symbia index"):
        command(empty)
    engine = create_engine_for(empty)
    upgrade(engine)
    engine.dispose()
    assert command(empty) == (1, "Nothing is indexed yet. Start `symbia index` first.\n")


def test_an_audit_of_a_replaced_block_is_no_audit(indexed: str, brand: Brand) -> None:
    _tamper(indexed, Cursor, {"block_hash": "0x" + "00" * 32})
    with pytest.raises(ChainMovedError, match="audit again"):
        _audit(indexed, brand)


def test_of_several_endpoints_the_one_that_has_the_block_is_asked(indexed: str, brand: Brand) -> None:
    engine = create_engine_for(indexed)
    with LyingProxy(brand.url, "late-5") as late:
        with Node(late.url) as node, pytest.raises(NodeBehindError, match="5 blocks behind"):
            audit(engine, node)
        with Node(f"{late.url},{brand.url}") as node:
            report = audit(engine, node)
    engine.dispose()
    assert report is not None
    assert report.checked > 0
    assert report.drifts == []


def test_in_the_background_drift_stays_in_sight(indexed: str, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once something drifted, all rows are looked at, until nothing does."""
    settings = Settings(rpc_url=brand.url, database_url=indexed, audit_seconds=0.01, audit_sample=10)
    _tamper(indexed, Perk, {"paused": True})
    limits: list[int | None] = []
    enough = Event()

    def once(settings: Settings, limit: int | None) -> AuditReport | None:
        limits.append(limit)
        report = audit_once(settings, limit)
        if len(limits) == 2:
            _tamper(indexed, Perk, {"paused": False})
        elif len(limits) == 4:
            enough.set()
        return report

    monkeypatch.setattr("indexer.audit.background.audit_once", once)
    with Auditor(settings, watch := Watch()):
        assert enough.wait(120)
    assert limits[:4] == [10, None, None, 10]
    assert watch.registry.get_sample_value("symbia_drift_values") == 0


def test_a_node_that_is_gone_is_no_drift(indexed: str) -> None:
    settings = Settings(rpc_url="http://127.0.0.1:9", database_url=indexed)
    assert audit_once(settings, None) is None
