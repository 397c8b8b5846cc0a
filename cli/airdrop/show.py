"""What a person sees of an airdrop: problems, plan, progress, summary."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from cli.airdrop.batches import Batch
from cli.airdrop.chain import Estimate
from cli.airdrop.state import Progress
from symbia.rules.member_rows import RowProblem
from symbia.units import ETHER
from symbia.words import word

PROBLEMS_SHOWN = 50


def show_problems(console: Console, problems: Sequence[RowProblem]) -> None:
    """One line each, the first PROBLEMS_SHOWN of them."""
    for problem in problems[:PROBLEMS_SHOWN]:
        where = "file" if problem.row is None else f"row {problem.row}"
        _line(console, f"{where}: {word(problem.reason)}")
    if len(problems) > PROBLEMS_SHOWN:
        _line(console, f"... and {len(problems) - PROBLEMS_SHOWN:,} more. --skip-refused writes all of them to a file.")


def show_plan(console: Console, parts: Sequence[Batch], estimate: Estimate, account: str, balance: int) -> None:
    """What will be sent, what it costs about, and whether the purse will do. `balance` in wei."""
    members = sum(len(batch.accounts) for batch in parts)
    _line(console, f"{members:,} memberships in {len(parts):,} batches, sent by {account}.")
    _line(
        console,
        f"About {estimate.gas:,} gas ({estimate.gas // members:,} a member), {estimate.cost / ETHER:.6f} ETH at the "
        f"price of now; the account holds {balance / ETHER:.6f} ETH.",
    )
    if balance < estimate.cost:
        short = (estimate.cost - balance) / ETHER
        _line(console, f"That is not enough: about {short:.6f} ETH are missing. It will stop when the purse is empty.")


def show_summary(console: Console, progress: Progress, seconds: float) -> None:
    """After all is issued. `seconds`: of this run."""
    table = Table(show_header=False, title="Airdrop finished")
    per_member = progress.cost / ETHER / progress.members
    for name, value in (
        ("memberships", f"{progress.members_done:,}"),
        ("tokens", f"{progress.first_token_id} to {progress.last_token_id}"),
        ("batches", f"{progress.batches:,}"),
        ("gas", f"{progress.gas:,}"),
        ("gas per member", f"{progress.gas // progress.members:,}"),
        ("cost", f"{progress.cost / ETHER:.6f} ETH"),
        ("cost per member", f"{per_member:.9f} ETH"),
        ("time of this run", f"{seconds:.1f} s"),
    ):
        table.add_row(name, value)
    console.print(table)


class Meter:
    """A moving bar in a terminal, a line for each batch elsewhere."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console = console
        self._bar = Bar(
            TextColumn("memberships"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._members_done = progress.members_done
        self._task = self._bar.add_task("", total=progress.members, completed=progress.members_done)

    def __enter__(self) -> Self:
        """Begin to move."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the bar as it stands."""
        self._bar.stop()

    def at(self, progress: Progress) -> None:
        """More may be done."""
        self._bar.update(self._task, completed=progress.members_done)
        if not self._console.is_terminal and progress.members_done != self._members_done:
            self._members_done = progress.members_done
            _line(
                self._console,
                f"{progress.members_done:,} of {progress.members:,} memberships, batch {progress.batches_done:,} of "
                f"{progress.batches:,}",
            )

    def say(self, text: str) -> None:
        """Why something waits."""
        _line(self._console, text)


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
