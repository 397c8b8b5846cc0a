"""What a person sees of an airdrop: problems, plan, progress, summary."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from cli.airdrop.chain import AirdropPlan
from cli.airdrop.state import Progress
from cli.words import tell
from symbia.rules.member_rows import RowProblem
from symbia.text import Text
from symbia.units import ETHER
from symbia.words import word

PROBLEMS_SHOWN = 50


def show_problems(console: Console, problems: Sequence[RowProblem]) -> None:
    """One line each, the first PROBLEMS_SHOWN of them."""
    for problem in problems[:PROBLEMS_SHOWN]:
        if problem.row is None:
            tell(console, Text.of("cli.airdrop.problem_of_file", reason=problem.reason))
        else:
            tell(console, Text.of("cli.airdrop.problem_of_row", row=problem.row, reason=problem.reason))
    if len(problems) > PROBLEMS_SHOWN:
        tell(console, Text.of("cli.airdrop.more_problems", n=len(problems) - PROBLEMS_SHOWN))


def show_plan(console: Console, plan: AirdropPlan, account: str, balance: int) -> None:
    """What will be sent, what it costs about, and whether the purse will do. `balance` in wei."""
    parts, estimate = plan.parts, plan.estimate
    members = sum(len(batch.accounts) for batch in parts)
    tell(console, Text.of("cli.airdrop.plan", members=members, batches=len(parts), account=account))
    if plan.smaller is not None:
        tell(console, Text.of("cli.airdrop.smaller", n=plan.smaller, limit=plan.gas_limit))
    each, cost, held = estimate.gas // members, _ether(estimate.cost), _ether(balance)
    tell(console, Text.of("cli.airdrop.estimate", gas=estimate.gas, each=each, cost=cost, balance=held))
    if balance < estimate.cost:
        tell(console, Text.of("cli.airdrop.too_little", short=_ether(estimate.cost - balance)))


def show_summary(console: Console, progress: Progress, seconds: float) -> None:
    """After all is issued. `seconds`: of this run."""
    table = Table(show_header=False, title=word(Text.of("cli.airdrop.summary.title")))
    per_member = progress.cost / ETHER / progress.members
    first, last = progress.first_token_id, progress.last_token_id
    for code, value in (
        ("cli.airdrop.summary.memberships", f"{progress.members_done:,}"),
        ("cli.airdrop.summary.tokens", word(Text.of("cli.airdrop.summary.first_to_last", first=first, last=last))),
        ("cli.airdrop.summary.batches", f"{progress.batches:,}"),
        ("cli.airdrop.summary.gas", f"{progress.gas:,}"),
        ("cli.airdrop.summary.gas_each", f"{progress.gas // progress.members:,}"),
        ("cli.airdrop.summary.cost", f"{_ether(progress.cost)} ETH"),
        ("cli.airdrop.summary.cost_each", f"{per_member:.9f} ETH"),
        ("cli.airdrop.summary.time", f"{seconds:.1f} s"),
    ):
        table.add_row(word(Text.of(code)), value)
    console.print(table)


class Meter:
    """A moving bar in a terminal, a line for each batch elsewhere."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console = console
        self._bar = Bar(
            TextColumn(word(Text.of("cli.airdrop.memberships"))),
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
            tell(
                self._console,
                Text.of(
                    "cli.airdrop.progress",
                    done=progress.members_done,
                    members=progress.members,
                    batches_done=progress.batches_done,
                    batches=progress.batches,
                ),
            )

    def say(self, text: str) -> None:
        """Why something waits."""
        tell(self._console, text)


def _ether(wei: int) -> str:
    return f"{wei / ETHER:.6f}"
