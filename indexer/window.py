"""How many blocks to ask logs for at once."""

FIRST = 2_000
LARGEST = 10_000
GROWTH = 8  # an eighth, and one, is added after each range the node served


class Window:
    """Halves when the node refuses a range, grows steadily when it serves one; so it never stays at 1."""

    def __init__(self, size: int = FIRST) -> None:
        self.size = size

    def served(self) -> None:
        """The node returned the range."""
        self.size = min(self.size + self.size // GROWTH + 1, LARGEST)

    def refused(self) -> None:
        """The range was too much."""
        self.size = max(self.size // 2, 1)
