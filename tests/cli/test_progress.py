"""The bar of a long backfill."""

from io import StringIO

from rich.console import Console

from cli.progress import IndexingBar
from indexer.follow import FollowStep


def _shown(*steps: FollowStep, terminal: bool = True) -> str:
    output = StringIO()
    with IndexingBar(Console(file=output, force_terminal=terminal, width=120)) as bar:
        for step in steps:
            bar(step)
    return output.getvalue()


def test_it_counts_blocks_and_events() -> None:
    steps = [FollowStep(block=block, head=5_000, blocks=1_000, logs=700) for block in range(1_000, 5_001, 1_000)]
    said = _shown(*steps)
    assert "4000/4000" in said
    assert "3,500 events" in said


def test_what_is_short_or_seen_by_nobody_has_none() -> None:
    far = FollowStep(block=1, head=5_000, blocks=1, logs=1)
    assert _shown(FollowStep(block=4_990, head=5_000, blocks=1, logs=1), far) == ""
    assert _shown(far, terminal=False) == ""
