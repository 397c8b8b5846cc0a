"""What an airdrop is going to do, before it does it: the list checked, batches, gas. It takes no key."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cli.airdrop.batches import AirdropBatch
from cli.airdrop.chain import AirdropChain
from cli.airdrop.errors import AirdropError
from cli.airdrop.show import show_plan, show_problems
from cli.words import tell
from relay.sending.contract import BrandOnChain
from relay.sending.node import SendingNode
from symbia.rules.member_list import MemberList, RowProblem, parse
from symbia.text import Text
from symbia.units import BATCH

DONE, PROBLEMS = 0, 1  # exit codes


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    file: Path
    batch: int = BATCH
    dry_run: bool = False
    skip_refused: bool = False
    refuse_members: bool = False


class AirdropPreview:
    """Checks lists and shows plans."""

    def __init__(self, node: SendingNode, brand: BrandOnChain, options: Options, console: Console) -> None:
        self._node = node
        self._options = options
        self._console = console
        self.chain = AirdropChain(node, brand)

    def show(self, content: bytes, account: str | None) -> int:
        """A dry run; the exit code. `account` would send; None for one that may. Raises AirdropError, RelayError,
        SymbiaError."""
        parts, problems = self.prepare(content, account)
        refused = bool(problems) and not self._options.skip_refused
        return PROBLEMS if refused or not parts else DONE

    def prepare(self, content: bytes, account: str | None) -> tuple[list[AirdropBatch], list[RowProblem]]:
        """Batches of the good rows, and what is wrong with the others; both are shown."""
        found = self._checked(content)
        for note in found.notes:
            self._say(note)
        show_problems(self._console, found.problems)
        if found.problems and not self._options.skip_refused:
            self._say(Text.of("cli.airdrop.problems", problems=len(found.problems), good=len(found.rows)))
        if not found.rows:
            return [], found.problems
        sender = self._issuer() if account is None else account
        self.chain.require_issuer(sender)
        plan = self.chain.plan(sender, found.rows, self._options.batch)
        show_plan(self._console, plan, sender, self._node.balance(sender))
        return plan.parts, found.problems

    def _issuer(self) -> str:
        """Whom a dry run without a key reckons for. Raises AirdropError."""
        holders = self.chain.issuers()
        if not holders:
            raise AirdropError.of("cli.airdrop.issuer.name_one")
        self._say(Text.of("cli.airdrop.issuer.reckoned", account=holders[0]))
        return holders[0]

    def _checked(self, content: bytes) -> MemberList:
        found = parse(content, self.chain.tiers())
        members = self.chain.members_among(found.rows) if found.rows else []
        if self._options.refuse_members:
            refused = {problem.row for problem in members}
            found.rows = [row for row in found.rows if row.row not in refused]
            found.problems = sorted([*found.problems, *members], key=lambda problem: problem.row or 0)
        elif members:  # perhaps the journal of the list was lost
            found.notes.append(Text.of("memberships.list.members_already", n=len(members)))
        return found

    def _say(self, text: Text) -> None:
        tell(self._console, text)
