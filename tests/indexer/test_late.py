"""A node that has not come to a block is not one that has another one there."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlmodel import col, select

from indexer.errors import DeepReorgError
from indexer.follow import FollowStep
from indexer.run import run
from scripts.local.lying.proxy import LyingProxy
from symbia.chain import again
from symbia.chain import endpoints as endpoints_module
from symbia.errors import NodeBehindError, WrongChainError
from symbia.settings import Settings
from symbia.tables.bookkeeping import Endpoint
from symbia.tables.db import create_engine_for, read_session

from .compare import dump
from .conftest import FINALITY_DEPTH, Indexer
from .story import Story

Check = Callable[[str], None]
Indexed = Callable[[int], Indexer]
Proxied = Callable[..., LyingProxy]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(again, "PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def proxied() -> Iterator[Proxied]:
    """Puts proxies in front of nodes."""
    with ExitStack() as stack:
        yield lambda url, mode: stack.enter_context(LyingProxy(url, mode))


def index(settings: Settings, **options: Any) -> list[FollowStep]:
    steps: list[FollowStep] = []
    run(settings, Event(), until_head=True, progress=steps.append, **options)
    return steps


@pytest.mark.parametrize("mode", ["late-5", "late-80"])
def test_until_head_does_not_end_well_on_fewer_blocks_than_there_were(
    story: Story, settings: Settings, proxied: Proxied, mode: str, assert_undisturbed: Check
) -> None:
    story.grow(120)
    index(settings)
    before = dump(settings.database_url)
    late = replace(settings, rpc_url=proxied(settings.rpc_url, mode).url)
    with pytest.raises(NodeBehindError, match=f"{mode.removeprefix('late-')} blocks behind"):
        index(late)
    assert dump(settings.database_url) == before
    with pytest.raises(NodeBehindError):
        index(late, reindex=True)
    assert dump(settings.database_url) == before
    story.grow(int(mode.removeprefix("late-")))
    index(late)  # it has come as far as we had
    assert dump(settings.database_url) == before
    index(settings)
    assert_undisturbed(settings.database_url)


def test_a_head_that_was_seen_and_not_reached_is_not_forgotten(
    story: Story, settings: Settings, proxied: Proxied
) -> None:
    """The indexer was stopped on its way; it is started again on a node that is late, and at whose head it is."""
    story.grow(90)
    stop = Event()
    story.chain.range_limit = 10
    run(settings, stop, progress=lambda step: stop.set() if step.block > 30 else None)
    story.chain.range_limit = 10_000
    blocks = story.chain.blocks
    at = dump(settings.database_url)["cursor"][0]["block_number"]
    assert at < len(blocks) - 1
    story.chain.blocks = blocks[: at + 1]
    with pytest.raises(NodeBehindError, match=f"{len(blocks) - 1 - at} blocks behind"):
        index(settings)


@pytest.mark.parametrize("mode", ["late-5", "late-80"])
def test_of_two_endpoints_the_one_that_is_not_late_is_asked(
    story: Story, settings: Settings, proxied: Proxied, mode: str, assert_undisturbed: Check
) -> None:
    """Also on the first run, that has nothing to compare with."""
    story.grow(120)
    both = replace(settings, rpc_url=f"{proxied(settings.rpc_url, mode).url},{settings.rpc_url}")
    for _ in range(2):
        steps = index(both)
        assert steps[-1].block == story.chain.head.number
        assert not any(step.blocks < 0 for step in steps)
        story.grow(7)
    index(both)
    assert_undisturbed(settings.database_url)


def test_an_endpoint_of_another_chain_is_passed_over(
    story: Story, settings: Settings, proxied: Proxied, assert_undisturbed: Check
) -> None:
    story.grow(30)
    other = Story(type(story.chain)(), seed=8)
    other.grow(40)
    with other.chain.served() as url:
        index(replace(settings, rpc_url=f"{url},{settings.rpc_url}"))
        with pytest.raises(WrongChainError, match="started anew"):
            index(replace(settings, rpc_url=f"{url},{url}"))
    assert_undisturbed(settings.database_url)


def test_an_endpoint_that_replaced_final_blocks_is_passed_over(
    story: Story, settings: Settings, assert_undisturbed: Check
) -> None:
    story.grow(80)
    index(settings)
    other = Story(type(story.chain)(blocks=story.chain.blocks[:]), seed=8)
    other.chain.drop_above(story.chain.head.number - FINALITY_DEPTH - 5)
    for _ in range(FINALITY_DEPTH + 20):
        other.chain.mine([])
    with other.chain.served() as url:
        steps = index(replace(settings, rpc_url=f"{url},{settings.rpc_url}"))
        assert steps[-1].block == story.chain.head.number
        with pytest.raises(DeepReorgError, match="taken as final"):
            index(replace(settings, rpc_url=f"{url},{url}"))
    assert_undisturbed(settings.database_url)


def test_a_null_undoes_nothing(
    story: Story, database: str, indexed: Indexed, assert_undisturbed: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A true reorg, and a node that has none of the blocks at which it could be seen how deep it is."""
    indexer = indexed(60)
    before = dump(database)
    story.reorg(5, 7, seed=2)
    by_number = story.chain._eth_getBlockByNumber
    hidden = range(story.chain.head.number - 20, story.chain.head.number)
    monkeypatch.setattr(
        story.chain,
        "_eth_getBlockByNumber",
        lambda number, full: None if number != "latest" and int(number, 16) in hidden else by_number(number, full),
    )
    for _ in range(3):
        with pytest.raises(NodeBehindError, match="although it named a newer one"):
            indexer.step()
        assert dump(database) == before
    monkeypatch.undo()
    assert indexer.step().blocks == -5
    indexer.to_head()
    assert_undisturbed(database)


@pytest.fixture
def endpoints_of() -> Callable[[str], list[tuple[bool, str, int | None, int | None]]]:
    """In use, state, head and lag of each endpoint, as the tables have it."""

    def read(url: str) -> list[tuple[bool, str, int | None, int | None]]:
        engine = create_engine_for(url)
        with read_session(engine) as session:
            rows = session.exec(select(Endpoint).order_by(col(Endpoint.place))).all()
        engine.dispose()
        return [(row.in_use, row.state, row.head, row.lag) for row in rows]

    return read


def test_the_tables_say_what_is_known_of_each_endpoint(
    story: Story, settings: Settings, proxied: Proxied, endpoints_of: Callable[[str], Any]
) -> None:
    story.grow(120)
    head = story.chain.head.number
    late, gone = proxied(settings.rpc_url, "late-80").url, "http://127.0.0.1:9"
    index(replace(settings, rpc_url=f"{late},{settings.rpc_url},{gone}"))
    assert endpoints_of(settings.database_url) == [
        (False, "behind", head - 80, 80),
        (True, "ok", head, 0),
        (False, "unreachable", None, None),
    ]
    with pytest.raises(NodeBehindError):
        index(replace(settings, rpc_url=late))
    assert endpoints_of(settings.database_url) == [(True, "behind", head - 80, 80)]


def test_a_refused_range_is_counted(story: Story, settings: Settings) -> None:
    story.grow(120)
    story.chain.range_limit = 20
    index(settings)
    engine = create_engine_for(settings.database_url)
    with read_session(engine) as session:
        (row,) = session.exec(select(Endpoint)).all()
    engine.dispose()
    assert row.refusals > 0
    assert row.window is not None
    assert 10 <= row.window < 40
    assert "query returned more than" in row.last_words


def test_a_head_that_an_endpoint_cannot_serve_holds_nobody_to_it(
    story: Story, settings: Settings, assert_undisturbed: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names a block far ahead, which proves its hash, and has none between that and ours."""
    story.grow(60)
    index(settings)
    boasting = type(story.chain)(blocks=story.chain.blocks[:])
    above = range(story.chain.head.number + 1, 1_000)
    for _ in range(300):
        boasting.mine([])
    by_number = boasting._eth_getBlockByNumber
    monkeypatch.setattr(
        boasting,
        "_eth_getBlockByNumber",
        lambda number, full: None if number != "latest" and int(number, 16) in above else by_number(number, full),
    )
    story.grow(5)
    with boasting.served() as url:
        steps = index(replace(settings, rpc_url=f"{url},{settings.rpc_url}"))
    assert steps[-1].block == story.chain.head.number
    assert_undisturbed(settings.database_url)
