"""Asking again for what a node should have and did not give: behind one name there may be several, of which one is
late."""

import time
from collections.abc import Iterator

PAUSES = (0.0, 0.05, 0.2)  # seconds


def again() -> Iterator[None]:
    """Once for each time that is worth it, after a pause that grows."""
    for pause in PAUSES:
        time.sleep(pause)
        yield
