"""Queue and replacement with many at the same moment, on both databases."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from api.kit.problems import ProblemError
from scripts.local.postgres import PostgresServer, postgres_server
from symbia.tables.db import create_engine_for

from .booth import TABLES, Booth

THREADS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def booth(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Booth]:
    if request.param == "sqlite":
        made = Booth(tmp_path)
        yield made
        made.close()
        return
    with postgres_server() as uri:
        engine = create_engine_for(uri.replace("postgresql://", "postgresql+psycopg://"))
        SQLModel.metadata.create_all(engine, tables=TABLES)
        made = Booth(tmp_path, engine=engine)
        yield made
        made.close()
        engine.dispose()


def test_ballots_go_all_the_way(booth: Booth) -> None:
    for member in (3, 1, 2, 4):
        booth.hand_in(member)
    booth.hand_in(1, choice=0)
    booth.bring()
    assert booth.states() == ["counted", "replaced", "counted", "counted", "counted"]
    booth.assert_as_on_chain()
    assert booth.status().account == "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"


def test_of_many_at_the_same_moment_one_waits(booth: Booth) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: booth.hand_in(1, choice=number % 3), range(3 * THREADS)))
    assert Counter(booth.states()) == {"queued": 1, "replaced": 3 * THREADS - 1}


def test_replacing_while_batches_are_taken_loses_and_doubles_nothing(booth: Booth) -> None:
    for member in range(1, 13):
        booth.hand_in(member)
    refused = []

    def replace(member: int) -> None:
        try:
            booth.hand_in(member, choice=0)
        except ProblemError as error:
            refused.append(error.code)

    with ThreadPoolExecutor(THREADS) as pool:
        replacing = [pool.submit(replace, member) for member in range(1, 13)]
        booth.round()
        for one in replacing:
            one.result()
    booth.bring()
    assert set(refused) <= {"ballot_on_its_way"}
    assert Counter(booth.states()) == {"counted": 12} | ({"replaced": 12 - len(refused)} if len(refused) < 12 else {})
    booth.assert_as_on_chain()


def test_a_server_that_dies_costs_no_ballot(tmp_path: Path) -> None:
    with PostgresServer() as server:
        engine = create_engine_for(server.uri.replace("postgresql://", "postgresql+psycopg://"))
        SQLModel.metadata.create_all(engine, tables=TABLES)
        booth = Booth(tmp_path, engine=engine)
        for member in (1, 2):
            booth.hand_in(member)
            server.kill()
            with pytest.raises(OperationalError):
                booth.round()
            server.restart()
        booth.bring()
        assert booth.states() == ["counted", "counted"]
        booth.assert_as_on_chain()
        booth.close()
        engine.dispose()
