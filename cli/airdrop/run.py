"""The whole of `symbia airdrop`, from the file to the summary."""

import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cli.airdrop.batches import AirdropBatch
from cli.airdrop.chain import AirdropChain
from cli.airdrop.errors import AirdropError
from cli.airdrop.show import Meter, show_plan, show_problems, show_summary
from cli.airdrop.state import AirdropJournal
from cli.words import tell
from relay.sending.contract import BrandOnChain
from relay.sending.errors import CallTooLargeError, EmptyPurseError, WouldRevertError
from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode
from relay.sending.policy import Policy
from relay.sending.sender import Sender
from symbia.process.stopping import Stop, Stopped, noting_signals, pause
from symbia.rules.member_list import MAX_BYTES, MemberList, RowProblem, fingerprint, parse
from symbia.text import Text
from symbia.units import BATCH
from symbia.words import word

DONE, PROBLEMS, INTERRUPTED = 0, 1, 130  # exit codes


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    file: Path
    batch: int = BATCH
    dry_run: bool = False
    skip_refused: bool = False
    refuse_members: bool = False


class Airdrop:
    """One run of the command."""

    def __init__(
        self,
        node: SendingNode,
        brand: BrandOnChain,
        policy: Policy,
        options: Options,
        console: Console,
    ) -> None:
        self._node = node
        self._chain = AirdropChain(node, brand)
        self._policy = policy
        self._options = options
        self._console = console

    def preview(self, content: bytes, account: str | None) -> int:
        """A dry run; the exit code. `account` would send, None for one that may. Raises AirdropError, RelayError,
        SymbiaError."""
        parts, problems = self._prepare(content, account)
        refused = bool(problems) and not self._options.skip_refused
        return PROBLEMS if refused or not parts else DONE

    def run(self, content: bytes, key: SigningKey) -> int:
        """The exit code. `content` is the list's. Raises AirdropError, RelayError, SymbiaError."""
        with AirdropJournal(AirdropJournal.beside(self._options.file), self._chain.brand) as journal:
            rows = fingerprint(content)
            if not journal.begun(rows, key.address):
                parts, problems = self._prepare(content, key.address)
                if not parts or (problems and not self._options.skip_refused):
                    return PROBLEMS
                if problems:
                    written = _write_refused(self._options.file, problems)
                    self._say(Text.of("cli.airdrop.refused", file=str(written)))
                journal.plan(parts, rows)
            elif journal.progress().finished:
                self._say(Text.of("cli.airdrop.issued_already", n=journal.progress().members_done))
                return DONE
            return self._send(journal, key)

    def _prepare(self, content: bytes, account: str | None) -> tuple[list[AirdropBatch], list[RowProblem]]:
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
        self._chain.require_issuer(sender)
        plan = self._chain.plan(sender, found.rows, self._options.batch)
        show_plan(self._console, plan, sender, self._node.balance(sender))
        return plan.parts, found.problems

    def _issuer(self) -> str:
        """Whom a dry run without a key reckons for. Raises AirdropError."""
        holders = self._chain.issuers()
        if not holders:
            raise AirdropError.of("cli.airdrop.issuer.name_one")
        self._say(Text.of("cli.airdrop.issuer.reckoned", account=holders[0]))
        return holders[0]

    def _checked(self, content: bytes) -> MemberList:
        tiers = self._chain.tiers()
        found = parse(content, tiers)
        members = self._chain.members_among(found.rows) if found.rows else []
        if self._options.refuse_members:
            refused = {problem.row for problem in members}
            found.rows = [row for row in found.rows if row.row not in refused]
            found.problems = sorted([*found.problems, *members], key=lambda problem: problem.row or 0)
        if found.rows:  # of members: perhaps the journal of the list was lost
            found.notes += self._chain.remarks(found.rows, tiers, members)
        return found

    def _send(self, journal: AirdropJournal, key: SigningKey) -> int:
        begun = time.monotonic()
        journal.try_reverted_again()
        with Meter(self._console, journal.progress()) as meter:
            sender = Sender(
                self._node,
                key,
                journal.journal,
                self._policy,
                say=meter.say,
                remember=journal.remember,
            )
            # Noted, not raised: an exception in the midst of the meter would leave its lock taken.
            with noting_signals() as stop:
                try:
                    self._drive(sender, journal, meter, stop)
                except Stopped:
                    self._interrupted(journal)
                    return INTERRUPTED
        progress = journal.progress()
        if not progress.finished:
            self._say_reverted(journal)
            return PROBLEMS
        show_summary(self._console, progress, time.monotonic() - begun)
        return DONE

    def _drive(self, sender: Sender, journal: AirdropJournal, meter: Meter, stop: Stop) -> None:
        """When it cannot go on, nothing new is sent, but what is under way is seen to its end. Raises Stopped."""

        def wait() -> None:
            pause(stop, self._policy.pause)

        def rest() -> None:
            for _ in sender.run(wait, submit=False):
                meter.at(journal.progress())

        try:
            while self._run(sender, journal, meter, stop, wait):
                pass
        except (WouldRevertError, EmptyPurseError):
            rest()
            raise
        if journal.progress().reverted:
            rest()

    def _run(self, sender: Sender, journal: AirdropJournal, meter: Meter, stop: Stop, wait: Callable[[], None]) -> bool:
        """Send until nothing is left or a batch reverts; True if a batch was cut, and it is to go on."""
        try:
            for settled in sender.run(wait):
                if settled.reverted:
                    break
                meter.at(journal.progress())
                pause(stop, 0)
        except CallTooLargeError as error:
            if not journal.cut(error.key):
                raise
            meter.say(word(Text.of("cli.airdrop.cut", batch=error.key)))
            return True
        return False

    def _interrupted(self, journal: AirdropJournal) -> None:
        progress = journal.progress()
        self._say(
            Text.of(
                "cli.airdrop.stopped_at",
                done=progress.members_done,
                members=progress.members,
                sent=len(journal.journal.sent()),
                journal=str(journal.journal.path),
            )
        )

    def _say_reverted(self, journal: AirdropJournal) -> None:
        for one in journal.progress().reverted:
            self._say(Text.of("cli.airdrop.reverted", batch=one.key, transaction=one.tx_hash, block=one.block))

    def _say(self, text: Text) -> None:
        tell(self._console, text)


def read_list(file: Path) -> bytes:
    """The file, at most one byte more than is allowed: the check of its size says the rest. Raises AirdropError."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise AirdropError.of("cli.airdrop.unreadable", file=str(file), why=str(error.strerror)) from error


def _write_refused(file: Path, problems: Sequence[RowProblem]) -> Path:
    """The refused rows with their reasons, as a list that can be mended and used again."""
    target = file.with_name(f"{file.stem}.refused.csv")
    with target.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(("row", "account", "tier", "reason"))
        for problem in problems:
            row = "" if problem.row is None else problem.row
            writer.writerow((row, problem.account, problem.tier, word(problem.reason)))
    return target
