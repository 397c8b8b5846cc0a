"""The journal of one airdrop, beside its list: which list, which brand, what is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.airdrop.batches import BATCH, AirdropBatch, halves
from cli.airdrop.errors import AirdropError
from relay.sending.contract import BrandOnChain
from relay.sending.journal import Journal
from relay.sending.node import MinedReceipt
from relay.sending.records import Settled
from symbia.process.closing import Closing
from symbia.text import Text

WORD = 64  # hex digits


@dataclass(frozen=True, slots=True)
class Progress:
    """Of an airdrop so far. `cost` in wei; `reverted` are the batches whose transaction did nothing."""

    members: int
    members_done: int
    batches: int
    batches_done: int
    gas: int
    cost: int
    first_token_id: int
    last_token_id: int
    reverted: tuple[Settled, ...]

    @property
    def finished(self) -> bool:
        """Whether every membership is issued."""
        return self.batches_done == self.batches


class AirdropJournal(Closing):
    """A context manager; only one process can have it open."""

    def __init__(self, path: Path, brand: BrandOnChain) -> None:
        """Raises JournalError if another process has it."""
        self.journal = Journal(path)
        self._brand = brand

    @staticmethod
    def beside(file: Path) -> Path:
        """Where the journal of a list is."""
        return file.with_name(f"{file.name}.airdrop")

    def close(self) -> None:
        """Let others have it."""
        self.journal.close()

    def begun(self, rows: str, account: str) -> bool:
        """Whether transactions of this very airdrop were signed; a plan of which none was is forgotten.

        `rows` is the list's fingerprint. Raises AirdropError if it was begun with another list, brand or account.
        """
        if not self.journal.signed():
            self.journal.forget_plan()
            return False
        known = self.journal.notes()
        if known["rows"] != rows:
            raise AirdropError.of("cli.airdrop.begun.other_list", journal=str(self.journal.path))
        if {name: known[name] for name in self._place} != self._place:
            raise AirdropError(self._other_place(known))
        if known["account"] != account:
            raise AirdropError.of("cli.airdrop.begun.other_account", begun_by=known["account"], account=account)
        return True

    def plan(self, parts: Sequence[AirdropBatch], rows: str) -> None:
        """Note what is to be issued, all of it at once."""
        calls = [batch.call(self._brand.membership) for batch in parts]
        members = sum(len(batch.accounts) for batch in parts)
        self.journal.plan(calls, rows=rows, members=str(members), batches=str(len(parts)), **self._place)

    def try_reverted_again(self) -> None:
        """Running the command again is the person's word that the cause was seen to."""
        for one in self.progress().reverted:
            self.journal.plan_again(one.key)

    def cut(self, key: str) -> bool:
        """Two halves in the place of a batch of which nothing can be mined any more; False if it is of one member."""
        call = next((one for one in self.journal.unsigned_calls() if one.key == key), None)
        parts = [] if call is None else halves(call, self._brand.membership)
        if parts:
            count = int(self.journal.notes()["batches"])
            self.journal.cut(key, parts, batches=str(count - 1 + len(parts)))
        return bool(parts)

    def progress(self) -> Progress:
        """As far as the journal knows."""
        notes = self.journal.notes()
        settled = [one for one in self.journal.settled() if one.key.startswith(BATCH)]
        done = [one for one in settled if not one.reverted]
        ranges = [_range(one.outcome) for one in done]
        return Progress(
            members=int(notes["members"]),
            members_done=sum(count for _, count in ranges),
            batches=int(notes["batches"]),
            batches_done=len(done),
            gas=sum(one.gas for one in done),
            cost=sum(one.gas * one.gas_price for one in done),
            first_token_id=min((first for first, _ in ranges), default=0),
            last_token_id=max((first + count - 1 for first, count in ranges), default=0),
            reverted=tuple(one for one in settled if one.reverted),
        )

    def remember(self, _key: str, receipt: MinedReceipt) -> str:
        """First token id and number of memberships, out of a batch's receipt."""
        topic = self._brand.membership.topic("MembershipsIssued")
        for log in receipt.logs:
            if log.address.lower() == self._brand.membership.address.lower() and log.topics[0].lower() == topic:
                first, count, *_ = (int(log.data[2:][at : at + WORD], 16) for at in range(0, len(log.data) - 2, WORD))
                return f"{first} {count}"
        return ""

    @property
    def _place(self) -> dict[str, str]:
        deployment = self._brand.deployment
        return {
            "chain": str(deployment.chain_id),
            "contract": self._brand.membership.address,
            "start": deployment.start_block_hash.lower(),
        }

    def _other_place(self, known: dict[str, str]) -> Text:
        here = self._place
        places = {
            "chain": known["chain"],
            "contract": known["contract"],
            "journal": str(self.journal.path),
            "this_chain": here["chain"],
            "this_contract": here["contract"],
        }
        same = all(known[name] == here[name] for name in ("chain", "contract"))
        return Text("cli.airdrop.begun.other_life" if same else "cli.airdrop.begun.other_place", places)


def _range(outcome: str) -> tuple[int, int]:
    first, count = outcome.split()
    return int(first), int(count)
