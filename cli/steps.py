"""Progress for people: a line for each thing done, with its seconds, and a moving line for the one at work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

from cli.words import tell
from symbia.text import Text
from symbia.words import word


class Steps:
    """Prints steps. Without a terminal there is no moving line, only the finished ones."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._status: Status | None = None

    @contextmanager
    def step(self, text: Text) -> Iterator[None]:
        """One step; its line appears when it ends well."""
        title, begun = word(text), time.monotonic()
        with self.console.status(f"{title} ...") as status:
            self._status = status if self.console.is_terminal else None
            yield
        self._status = None
        self.console.print(f"[green]done[/] {title:<46} {time.monotonic() - begun:6.1f} s", highlight=False)

    def detail(self, text: str) -> None:
        """What the step is at."""
        if self._status is not None:
            self._status.update(text)
        else:
            tell(self.console, f"     {text}")
