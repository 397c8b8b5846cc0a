"""kill -9 of the indexer while the brand is being seeded, again and again: the tables are as if nothing happened."""

import os
import random
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

from tests.e2e.stack import PATIENCE, Stack, chain_stack, eventually, printed
from tests.indexer.compare import assert_same, dump

KILLS = 20
STARTING = 0.5  # seconds an indexer needs before it can be in the middle of anything
LONGEST = 0.9  # seconds it then lives at most


def test_twenty_kills_while_seeding_equal_a_single_run(tmp_path: Path) -> None:
    with chain_stack(tmp_path) as stack:
        story = stack.story("demo")
        try:
            eventually(lambda: stack.settings.deployment.exists() or bool(story.require_alive()), "deployed")
            cut_short = kill_again_and_again(stack, story.pid)
            story.wait(PATIENCE)
        finally:
            story.stop()
        assert cut_short > 0, "no indexer was killed before it had caught up: the test proved nothing"
        index_to_head(stack)

        single = replace(stack.settings, database_url=f"sqlite:///{tmp_path / 'single.db'}")
        index_to_head(replace(stack, settings=single))
        assert_same(stack.settings.database_url, single.database_url)
        assert len(dump(single.database_url)["ballot"]) > 100


def kill_again_and_again(stack: Stack, story: int) -> int:
    """KILLS indexers, each killed at a random moment; how many died behind the chain's head.

    The story stands still while an indexer starts, so that all the killing happens in the middle of it.
    """
    chance = random.Random(20)
    behind = 0
    for round_ in range(KILLS):
        os.kill(story, signal.SIGSTOP)
        indexer = stack.child(f"indexer-{round_}", "-m", "cli", "index")
        time.sleep(STARTING)
        os.kill(story, signal.SIGCONT)
        time.sleep(chance.uniform(0, LONGEST))
        indexer.require_alive()
        indexer.kill()
        behind += indexed(stack) < stack.web3.eth.block_number
    return behind


def indexed(stack: Stack) -> int:
    """The last block in the tables, -1 before the first: the first indexer may have died before it made any."""
    with sqlite3.connect(stack.folder / "symbia.db") as connection:
        made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'cursor'").fetchone()
        row = connection.execute("SELECT block_number FROM cursor").fetchone() if made else None
    return int(row[0]) if row else -1


def index_to_head(stack: Stack) -> None:
    """Index what is left, in a process that ends."""
    printed(stack.child("indexer-rest", "-m", "cli", "index", "--until-head"))
