"""Node and deployment that belong together, or not."""

import msgspec
import pytest

from symbia.chain.same_chain import other_chain, require_same_chain
from symbia.errors import NodeBehindError, WrongChainError
from symbia.text import for_logs
from tests.indexer.conftest import deployment_of
from tests.indexer.story import Story


def test_they_belong_together(story: Story) -> None:
    with story.chain.node() as node:
        require_same_chain(node, deployment_of(story))
        assert other_chain(node, story.chain.chain_id, "chain.other_than_tables") is None


def test_another_chain_is_named_with_what_to_set(story: Story) -> None:
    deployment, story.chain.chain_id = deployment_of(story), 7
    with story.chain.node() as node:
        with pytest.raises(WrongChainError, match=r"serves chain 7.*SYMBIA_RPC_URL.*--rpc-url.*belong together"):
            require_same_chain(node, deployment)
        assert for_logs(other_chain(node, 1, "chain.other_than_tables") or "") == (
            "it serves chain 7, and the tables are of chain 1"
        )


def test_another_chain_with_the_same_id(story: Story) -> None:
    other = msgspec.structs.replace(deployment_of(story), start_block_hash="0x" + "11" * 32)
    with story.chain.node() as node, pytest.raises(WrongChainError, match=r"same id.*started anew.*belong together"):
        require_same_chain(node, other)


def test_the_hash_may_be_in_capitals(story: Story) -> None:
    deployment = deployment_of(story)
    hash_ = "0x" + deployment.start_block_hash[2:].upper()
    with story.chain.node() as node:
        require_same_chain(node, msgspec.structs.replace(deployment, start_block_hash=hash_))


def test_a_node_that_is_behind_may_come_to_the_block(story: Story) -> None:
    later = msgspec.structs.replace(deployment_of(story), start_block=10_000)
    with story.chain.node() as node, pytest.raises(NodeBehindError, match=r"no block 10000.*wait for it"):
        require_same_chain(node, later)
