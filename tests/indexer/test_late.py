"""A node that has not come to a block is not one that has another one there."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from indexer.errors import DeepReorgError
from indexer.follow import FollowStep
from indexer.run import run
from scripts.local.lying.proxy import LyingProxy
from symbia.chain import again
from symbia.chain import endpoints as endpoints_module
from symbia.errors import NodeBehindError, WrongChainError
from symbia.settings import Settings

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
