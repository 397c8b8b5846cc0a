"""--reindex beside the tables in use, and the switch: readers see whole states only, and whoever writes goes on.

Invariant 12 of docs/invariants.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, func, select, text, update

from indexer.errors import DeepReorgError
from indexer.fetch.packing import pack, unpack
from indexer.follow import FollowStep
from indexer.rebuild import aside as aside_module
from indexer.rebuild.aside import BUILDING, Aside, read_state
from indexer.run import run
from indexer.write.shapes import table_of
from symbia.errors import DatabaseUnavailableError, SecondWriterError
from symbia.settings import Settings
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Block, IndexedChain
from symbia.tables.db import create_engine_for, open_writer, service_session, sqlite_file
from symbia.tables.memberships import Tier
from symbia.tables.sign_in import SignInNonce

from .compare import Dump, assert_same, dump
from .conftest import FINALITY_DEPTH, deployment_of
from .reindexing import build, damage, index_and_damage, reindex_until
from .story import Story
from .test_run import _no_pauses, index, running

__all__ = ["_no_pauses"]
Making = Callable[[], str]
SettingsFor = Callable[[str], Settings]
pytestmark = pytest.mark.usefixtures("small_chunks")


@pytest.fixture
def settings(story: Story, database: str, settings_for: SettingsFor) -> Settings:
    """Of a database that is indexed, and damaged."""
    story.grow(60)
    settings = settings_for(database)
    index_and_damage(settings)
    return settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = create_engine_for(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def fresh(settings: Settings, settings_for: SettingsFor, new_database: Making) -> Callable[[], str]:
    """Indexes the story as it is now into another database; its URL."""

    def make() -> str:
        url = new_database()
        index(settings_for(url))
        return url

    return make


@pytest.fixture
def is_gone(engine: Engine) -> Callable[[], bool]:
    """Whether nothing is left of the database beside."""

    def look() -> bool:
        if engine.dialect.name == "sqlite":
            file = sqlite_file(engine)
            kept = {f"{file.name}.rebuild.writer", f"{file.name}.rebuild.migrating"}
            return {left.name for left in file.parent.glob(f"{file.name}.rebuild*")} <= kept
        with engine.connect() as connection:
            return connection.scalar(text("SELECT to_regnamespace('symbia_rebuild')")) is None

    return look


@contextmanager
def hearing(begin: str, heard: Callable[[], None]) -> Iterator[None]:
    """`heard` before every statement that begins so."""

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(begin):
            heard()

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def test_readers_see_the_old_tables_until_they_see_the_new_ones(
    settings: Settings, engine: Engine, fresh: Callable[[], str], is_gone: Callable[[], bool]
) -> None:
    """Between the steps, and within the transaction of the switch."""
    before = dump(settings.database_url)
    seen: list[Dump] = []

    def look(_: object = None) -> None:
        seen.append(dump(settings.database_url))

    steps: list[FollowStep] = []
    with service_session(engine) as session:
        session.add(SignInNonce(nonce_hash="ab" * 32, expires_at=9))
    with hearing("DELETE FROM voucher_use AS t", look), hearing("INSERT INTO undo", look):
        reindex_until(settings, lambda step: bool(steps.append(step) or look()))
    *old, last = seen
    assert len(steps) > 5
    assert len(old) > len(steps)
    assert all(one == before for one in old)
    assert last != before
    assert_same(settings.database_url, fresh())
    assert is_gone()
    with engine.connect() as connection:
        assert read_state(connection) is None
        assert connection.scalar(select(func.count()).select_from(table_of(SignInNonce))) == 1


def test_how_often_is_counted(settings: Settings, engine: Engine) -> None:
    """So that whoever keeps an answer of before asks again, although the head is the same."""
    count = select(table_of(IndexedChain).c.rebuilds)
    for wanted in (0, 1, 2):
        with engine.connect() as connection:
            assert connection.scalar(count) == wanted
        index(settings, reindex=True)


def test_who_writes_follows_meanwhile_and_takes_over(
    story: Story, settings: Settings, fresh: Callable[[], str], is_gone: Callable[[], bool]
) -> None:
    steps: list[FollowStep] = []
    with running(settings) as watch:
        watch.wait_for(story.chain.head.number)
        damage(settings.database_url)

        def follow(step: FollowStep) -> None:
            steps.append(step)
            if len(steps) <= 3:
                story.grow(2)
                watch.wait_for(story.chain.head.number)

        index(settings, reindex=True, heard=follow)
        assert is_gone()
        story.reorg(5, 9, seed=3)
        watch.wait_for(story.chain.head.number)
    assert len(steps) > 3
    assert_same(settings.database_url, fresh())


def test_who_reindexed_follows_from_then_on(story: Story, settings: Settings, fresh: Callable[[], str]) -> None:
    with running(settings, reindex=True) as watch:
        watch.wait_for(story.chain.head.number)
        story.grow(5)
        watch.wait_for(story.chain.head.number)
    assert_same(settings.database_url, fresh())


def test_one_that_was_stopped_goes_on(story: Story, settings: Settings, fresh: Callable[[], str]) -> None:
    first = reindex_until(settings, lambda _: True)
    assert [step.blocks > 0 for step in first] == [True]
    story.chain.asked.clear()
    others = index(settings, reindex=True)
    assert "eth_getLogs" not in story.chain.asked
    assert sum(step.logs for step in [*first, *others]) == sum(len(block.logs) for block in story.chain.blocks)
    assert_same(settings.database_url, fresh())


def test_the_logs_come_from_the_tables_in_use(
    story: Story, settings: Settings, fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But where some were forgotten: then all come from the node."""
    story.chain.asked.clear()
    index(settings, reindex=True)
    assert "eth_getLogs" not in story.chain.asked
    monkeypatch.setattr("indexer.follow.FORGET_EVERY", 1)
    forgetting = Settings.load(settings.environment() | {"SYMBIA_RAW_LOG_BLOCKS": "5"})
    story.grow(5)
    index(forgetting)
    assert dump(settings.database_url)["block"][0]["number"] > FINALITY_DEPTH
    index(settings, reindex=True)
    assert "eth_getLogs" in story.chain.asked
    assert_same(settings.database_url, fresh())


def test_a_log_that_was_lost_before_comes_from_the_node(
    story: Story, settings: Settings, engine: Engine, fresh: Callable[[], str]
) -> None:
    """The stored logs lack it too, and so would the tables; what a re-index out of them began is not gone on with."""
    index(settings, reindex=True)
    with engine.begin() as connection:
        ballots = select(table_of(Ballot).c.block_number, table_of(Ballot).c.log_index)
        block, log = connection.execute(ballots.order_by(table_of(Ballot).c.block_number).limit(1)).one()
        table = table_of(Block)
        held = connection.execute(select(table).where(table.c.number == block)).one()
        kept = [one for one in unpack(block, held.hash, held.logs) if one.log_index != log]
        connection.execute(update(table).where(table.c.number == block).values(logs=pack(kept).get(block)))
    index(settings, reindex=True)
    with pytest.raises(AssertionError):
        assert_same(settings.database_url, fresh())
    reindex_until(settings, lambda _: True)
    run(settings, Event(), reindex=True, from_node=True, until_head=True)
    assert_same(settings.database_url, fresh())


@pytest.mark.parametrize(
    "of_another",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE indexed_chain SET start_block = 7",
        "UPDATE rebuild SET code = 'other'",
    ],
)
def test_what_another_one_left_is_begun_again(
    story: Story, settings: Settings, engine: Engine, fresh: Callable[[], str], of_another: str
) -> None:
    """Of another release, another deployment, or made by other code."""
    reindex_until(settings, lambda _: True)
    with Aside(engine) as aside:
        assert aside.state(deployment_of(story), ours=True) == BUILDING
        with aside.engine.begin() as connection:
            connection.execute(delete(table_of(Tier)))
            connection.execute(text(of_another))
        assert aside.state(deployment_of(story), ours=True) is None
    steps = index(settings, reindex=True)
    assert sum(step.logs for step in steps) == sum(len(block.logs) for block in story.chain.blocks)
    assert_same(settings.database_url, fresh())


def test_what_other_code_built_is_taken_over(
    story: Story, settings: Settings, engine: Engine, fresh: Callable[[], str]
) -> None:
    """By a writer that is still of the release before, with the same tables."""
    build(settings)
    with Aside(engine) as aside, aside.engine.begin() as connection:
        connection.execute(text("UPDATE rebuild SET code = 'newer'"))
    index(settings)
    assert_same(settings.database_url, fresh())


def test_a_second_one_says_that_the_first_is_under_way(settings: Settings, engine: Engine) -> None:
    with Aside(engine) as aside, aside.holding(), pytest.raises(SecondWriterError, match="is under way") as told:
        index(settings, reindex=True)
    assert "\n" not in str(told.value)
    assert "stop it first" in str(told.value)


@pytest.mark.parametrize("back", [5, FINALITY_DEPTH + 10])
def test_blocks_that_were_replaced_before_the_switch(
    story: Story, settings: Settings, fresh: Callable[[], str], is_gone: Callable[[], bool], back: int
) -> None:
    build(settings)
    story.reorg(back, back + 3, seed=3)
    if back > FINALITY_DEPTH:
        with pytest.raises(DeepReorgError, match="--reindex"):
            index(settings)
        index(settings, reindex=True)
    else:
        index(settings)
    assert is_gone()
    assert_same(settings.database_url, fresh())


def test_blocks_that_were_replaced_while_it_stopped(
    story: Story, settings: Settings, fresh: Callable[[], str], is_gone: Callable[[], bool]
) -> None:
    reindex_until(settings, lambda step: step.at_head)
    story.reorg(FINALITY_DEPTH + 10, FINALITY_DEPTH + 20, seed=3)
    with pytest.raises(DeepReorgError, match="--reindex"):
        index(settings, reindex=True)
    assert is_gone()
    index(settings, reindex=True)
    assert_same(settings.database_url, fresh())


def test_what_is_built_waits_for_its_lock(settings: Settings, engine: Engine, fresh: Callable[[], str]) -> None:
    """The writer goes on meanwhile with the tables in use."""
    build(settings)
    before = dump(settings.database_url)
    with Aside(engine) as aside, aside.holding():
        index(settings)
    assert dump(settings.database_url) == before
    index(settings, reindex=True)  # nothing is left to build
    assert_same(settings.database_url, fresh())


def test_what_was_removed_by_hand_is_not_waited_for(
    settings: Settings, engine: Engine, is_gone: Callable[[], bool]
) -> None:
    build(settings)
    with Aside(engine) as aside:
        aside.remove()
    before = dump(settings.database_url)
    index(settings)
    assert dump(settings.database_url) == before
    with engine.connect() as connection:
        assert read_state(connection) is None
    assert is_gone()


def test_what_is_left_after_the_switch_is_removed(
    settings: Settings, engine: Engine, is_gone: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):  # noqa: N818
        pass

    def die(_: Aside) -> None:
        raise Killed

    build(settings)
    with monkeypatch.context() as patch:
        patch.setattr(Aside, "remove", die)
        with pytest.raises(Killed):
            index(settings)
    after = dump(settings.database_url)
    assert not is_gone()
    index(settings)
    assert is_gone()
    assert dump(settings.database_url) == after


def test_an_indexer_of_another_release_is_not_disturbed(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with open_writer(engine), pytest.raises(SecondWriterError, match="another release"):
        index(settings, reindex=True)


def test_of_tables_never_indexed_none_are_built_beside(
    story: Story, settings_for: SettingsFor, new_database: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(aside_module.Aside, "begin", never)
    one, other = new_database(), new_database()
    index(settings_for(one), reindex=True)
    index(settings_for(other))
    assert_same(one, other)


@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_a_user_that_may_make_no_schema(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE poor LOGIN"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO poor"))
    poor = engine.url.set(username="poor").render_as_string(hide_password=False)
    try:
        with pytest.raises(DatabaseUnavailableError, match="GRANT CREATE ON DATABASE"):
            index(Settings.load(settings.environment() | {"SYMBIA_DATABASE_URL": poor}), reindex=True)
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP OWNED BY poor"))
            connection.execute(text("DROP ROLE poor"))
