"""How many blocks to ask logs for at once.

Doubles until the node refuses a range; from then on adds after every full range that was served and halves after a
refusal. Many logs in an answer shrink it, and it doubles again where they are few. The smallest size that was refused
is a ceiling: sizes approach it and stop below, and only now and then one range probes whether it still holds. So it
never sticks at a small size, nor pays for one refusal again and again.
"""

FIRST = 64
LARGEST = 10_000
STEP = 64
MANY_LOGS = 8_000  # in one answer; keeps memory flat on a busy chain
PATIENCE = 16  # full ranges served just below the ceiling before a probe; doubles with each one refused
LONGEST_PATIENCE = 1_024


class Window:
    """`size` is how many blocks to ask for next, at least 1."""

    def __init__(self, size: int = FIRST) -> None:
        self.size = size
        self._doubling = True
        self._good = 0  # the largest size served since the last refusal below it
        self._ceiling = LARGEST + 1  # not known to be served
        self._waited = 0
        self._patience = PATIENCE

    def served(self, blocks: int, logs: int) -> None:
        """A range of so many blocks came, with so many logs."""
        if blocks >= self._ceiling:  # a probe
            self._ceiling, self._patience, self._waited = LARGEST + 1, PATIENCE, 0
        self._good = max(self._good, blocks)
        if logs > MANY_LOGS:  # a busy time of the chain, and no limit of the node
            self.size = max(blocks * MANY_LOGS // (2 * logs), 1)
        elif blocks >= self.size and logs <= MANY_LOGS // 2:
            self._grow()

    def overflowed(self, blocks: int) -> None:
        """So many blocks held more logs than fit into memory."""
        self.size = max(min(self.size, blocks) // 2, 1)

    def refused(self, blocks: int, hint: int | None = None) -> None:
        """The node would not serve so many blocks, or said that it would serve `hint`, fewer than that."""
        if blocks >= self._ceiling:
            self._patience = min(2 * self._patience, LONGEST_PATIENCE)
        self._doubling = False
        self._waited = 0
        self._ceiling = min(self._ceiling, max(blocks, 2))
        if self._good >= blocks:
            self._good = 0
        smaller = hint or self._good or blocks // 2
        self.size = max(min(smaller, self.size, blocks - 1), 1)

    def _grow(self) -> None:
        room = self._ceiling - 1 - self.size
        if room > 0:
            step = self.size if self._doubling else max(1, min(STEP, (room + 1) // 2))
            self.size += min(step, room)
        elif self._ceiling <= LARGEST:
            self._waited += 1
            if self._waited >= self._patience:
                self._waited = 0
                self.size = self._ceiling
