"""Every wording of a refused range that was collected, and hints that must not be believed."""

import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer.fetch.window import LARGEST, Window
from symbia.chain.hints import hinted_blocks
from symbia.chain.node import Node
from symbia.errors import LogRangeError
from tests.indexer.compare import dump
from tests.indexer.conftest import Indexer
from tests.indexer.fake_chain import URL
from tests.indexer.story import Story

REFUSALS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text())["refusal"]
WORDINGS = pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal["vendor"] for refusal in REFUSALS])


def _refused(refusal: dict[str, Any]) -> LogRangeError:
    """What the client makes of it."""
    error = {name: refusal[name] for name in ("code", "message", "data") if name in refusal}
    answer = httpx.Response(refusal.get("status", 200), json={"jsonrpc": "2.0", "id": 0, "error": error})
    with Node(URL, transport=httpx.MockTransport(lambda _: answer)) as node, pytest.raises(LogRangeError) as caught:
        node.logs([], 0, refusal["asked"] - 1)
    return caught.value


def test_there_are_enough_of_them() -> None:
    assert len({refusal["message"] for refusal in REFUSALS}) >= 24
    assert all(refusal["source"].startswith("https://github.com/") for refusal in REFUSALS)


@WORDINGS
def test_the_next_range_is_smaller_and_as_large_as_the_node_says(refusal: dict[str, Any]) -> None:
    window = Window(min(refusal["asked"], LARGEST))
    error = _refused(refusal)
    assert (error.hint or 0) == refusal["blocks"]
    window.refused(min(refusal["asked"], LARGEST), error.hint)
    assert 1 <= window.size < refusal["asked"]
    if refusal["blocks"]:
        assert window.size == min(refusal["blocks"], LARGEST - 1)


@WORDINGS
def test_backfill_and_head_get_through(refusal: dict[str, Any], story: Story, tmp_path: Path, indexing: Any) -> None:
    """The node serves five blocks at once and refuses everything else in these words."""
    story.chain.range_limit = 5
    story.chain.refusal = {name: refusal[name] for name in ("code", "message", "data") if name in refusal}
    story.grow(20)
    url = f"sqlite:///{tmp_path}/x.db"
    indexer: Indexer = indexing(story, url)
    indexer.to_head()
    story.grow(9)
    indexer.to_head()
    assert dump(url)["cursor"][0]["block_number"] == story.chain.head.number


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("query exceeds max results 20000, retry with the range 100-199", 100),
        ("this block range should work: [0x64, 0x1000]", 100),
        ("exceed maximum block range: 5000", 4_000),
        ("ranges over 10000 blocks are not supported on free plan", 200),  # said to ranges of 200
        ("eth_getLogs is limited to a 0 range", 10),
        ("Try with this block range [0x9, 0x2].", 100),
        ("credits limited to 6000/sec", 10_000),
        ("", 10),
    ],
)
def test_hints_that_do_not_help_are_not_believed(message: str, asked: int) -> None:
    assert hinted_blocks(message, asked) is None
