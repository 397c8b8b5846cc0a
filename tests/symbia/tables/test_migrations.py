"""The migration to ballots by choice, forth and back, and what it makes of rows that are there already."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Insert, column, inspect, select
from sqlalchemy import table as lightweight

from indexer.fetch.packing import unpack
from indexer.write.shapes import table_of
from symbia.chain.wire import Log
from symbia.tables import migrations
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Block
from symbia.tables.db import create_engine_for
from symbia.tables.proposals import Proposal, ProposalType

FOLDER = Path(migrations.__file__).parent
A = "0x" + "0a" * 20
HASH = "0x" + "0b" * 32


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    """To an empty database, in one transaction."""
    engine = create_engine_for(database)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def config_of(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def schema_of(connection: Connection) -> dict[str, Any]:
    """Columns (name, type, whether they may be empty), keys and indexes of every table."""
    found = inspect(connection)
    return {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)),
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((index["name"], *index["column_names"]) for index in found.get_indexes(name)),
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def test_choices_can_be_taken_back(connection: Connection) -> None:
    config = config_of(connection)
    command.upgrade(config, "0003")
    without = schema_of(connection)
    command.upgrade(config, "0004")
    choices = schema_of(connection)
    assert choices.keys() - without.keys() == {"excluded_account", "proposal_option", "skipped_ballot"}
    command.downgrade(config, "0003")
    assert schema_of(connection) == without
    command.upgrade(config, "0004")
    assert schema_of(connection) == choices


@pytest.fixture
def before_choices(connection: Connection) -> Connection:
    """A type, a proposal and a ballot as they were before ballots had methods."""
    command.upgrade(config_of(connection), "0003")
    rules = {"type_id": 1, "quorum_bps": 2_000, "approval_bps": 5_000, "binding": True, "block_number": 5}
    own = {"voting_delay": 1, "voting_period": 2, "proposal_threshold": 3, "proposer_rule": "brand", "active": True}
    connection.execute(insert_of("proposal_type", **rules, **own, name="T"))
    times = {"snapshot_at": 1, "deadline_at": 2, "created_at": 0}
    told = {"proposer": A, "title": "T", "description": "# T", "tx_hash": HASH}
    connection.execute(insert_of("proposal", **rules, **times, **told, number=1))
    ballot = {"proposal_number": 1, "account": A, "support": 2, "units": 2**40, "reason": "", "params": "0x", "at": 2}
    connection.execute(insert_of("ballot", **ballot, block_number=6, log_index=0, tx_hash=HASH))
    return connection


def insert_of(into: str, /, **values: object) -> Insert:
    """Into a table as it was then."""
    return Insert(lightweight(into, *map(column, values))).values(**values)


def test_earlier_ballots_are_for_against_abstain_in_units(before_choices: Connection) -> None:
    command.upgrade(config_of(before_choices), "head")
    (ballot,) = before_choices.execute(select(table_of(Ballot))).mappings()
    assert (ballot["account"], ballot["support"], ballot["votes"]) == (A, 2, 2**40)
    (proposal,) = before_choices.execute(select(table_of(Proposal))).mappings()
    (kind,) = before_choices.execute(select(table_of(ProposalType))).mappings()
    assert (proposal["method"], proposal["option_count"], proposal["exclusions"], kind["methods"]) == (
        "for_against", 3, 0, 1,
    )  # fmt: skip
    for row in (proposal, kind):
        assert [row[name] for name in ("curve", "cap", "option_bps", "answer_period")] == ["units", 0, 0, 0]


def test_taking_choices_back_keeps_what_was_known_before(before_choices: Connection) -> None:
    names = ("proposal_type", "proposal", "ballot")

    def rows() -> list[dict[str, Any]]:
        return [
            dict(row)
            for name in names
            for row in before_choices.exec_driver_sql(f"SELECT * FROM {name}").mappings()  # noqa: S608
        ]

    before, config = rows(), config_of(before_choices)
    command.upgrade(config, "0004")
    assert rows() != before
    command.downgrade(config, "0003")
    assert rows() == before


def test_stored_logs_move_to_their_block(connection: Connection) -> None:
    """Those of more blocks than are written at once, one without topics, and a block without logs."""
    config = config_of(connection)
    command.upgrade(config, "0007")
    numbers = [*range(1, 1_050, 2), 3_000]
    for number in [*numbers, 2_000]:
        known = {"hash": HASH, "parent_hash": HASH, "timestamp": number}
        connection.execute(insert_of("block", number=number, **known))
    wanted = [
        Log(A, (HASH, A)[: number % 3], bytes([number % 256, 0]), number, HASH, HASH, number, index)
        for number in numbers
        for index in (0, 2)
    ]
    for log in wanted:
        told = {"tx_hash": log.tx_hash, "tx_index": log.tx_index, "address": log.address, "data": log.data}
        place = {"block_number": log.block_number, "log_index": log.log_index, "block_hash": HASH, "chain_id": 1}
        connection.execute(insert_of("raw_log", **place, **told, topics=",".join(log.topics)))
    command.upgrade(config, "head")
    assert "raw_log" not in inspect(connection).get_table_names()
    rows = connection.execute(select(table_of(Block)).order_by(table_of(Block).c.number)).all()
    assert [row.number for row in rows if row.logs is None] == [2_000]
    assert [log for row in rows if row.logs for log in unpack(row.number, row.hash, row.logs)] == wanted
