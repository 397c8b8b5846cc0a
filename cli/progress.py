"""A bar in the terminal while a long backfill runs."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from indexer.follow import FollowStep
from symbia.text import Text
from symbia.words import word

LONG = 1_000  # blocks to the head; fewer are not worth a bar


class IndexingBar:
    """Hears of every step; shows blocks, events and the time left until the head is reached for the first time."""

    def __init__(self, console: Console) -> None:
        title, blocks = (TextColumn(word(Text.of(code))) for code in ("cli.index.title", "cli.index.blocks"))
        columns = (title, BarColumn(), MofNCompleteColumn(), blocks)
        self._progress = Progress(
            *columns, TextColumn("{task.fields[logs]:,} events"), TimeRemainingColumn(), console=console, transient=True
        )
        self._task: TaskID | None = None
        self._shown = console.is_terminal
        self._logs = 0

    def __enter__(self) -> Self:
        """Nothing is shown before a step that is far from the head."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._task is not None:
            self._progress.stop()

    def __call__(self, step: FollowStep) -> None:
        """A step was done."""
        left = step.head - step.block
        if self._task is None:
            if not self._shown or left < LONG:
                self._shown = False
                return
            self._task = self._progress.add_task("", total=left, logs=0)
            self._progress.start()
        self._logs += step.logs
        total = self._progress.tasks[0].total or 0
        self._progress.update(self._task, completed=max(total - left, 0), logs=self._logs)
        if left == 0:
            self._progress.stop()
            self._shown, self._task = False, None
