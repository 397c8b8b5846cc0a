"""The whole of `symbia call`, from the words of the command to the receipt.

What is signed is in a journal first, so that a call that was interrupted is neither lost nor made twice.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from cli.call.asked import AskedCall
from cli.call.errors import CallError
from cli.call.identity import identity_of, number_in
from cli.call.show import show_done, show_trial
from cli.signing import policy_of, signing_key
from cli.words import tell
from relay.sending.contract import BrandOnChain
from relay.sending.errors import RelayError
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode
from relay.sending.policy import Policy
from relay.sending.records import PlannedCall, Settled
from relay.sending.sender import Sender
from symbia.chain.deployment import Deployment
from symbia.chain.functions import Function
from symbia.process.stopping import Stop, Stopped, noting_signals, pause
from symbia.rules.addresses import InvalidAddress, checksum, parse_address
from symbia.settings import Settings
from symbia.text import Text

DONE, FAILED, INTERRUPTED = 0, 1, 130  # exit codes


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for. `sender`: who would sign, for a dry run without a key; `action`: as one of a
    proposal's; `value` in wei."""

    arguments: Sequence[str]
    value: int = 0
    dry_run: bool = False
    sender: str | None = None
    action: bool = False
    keystore: Path | None = None
    account: int | None = None
    confirmations: int | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One function on the chain that the settings name."""

    settings: Settings
    function: Function
    options: Options
    console: Console

    def run(self) -> int:
        """The exit code. Raises CallError, RelayError, SymbiaError."""
        self._require_way()
        deployment = Deployment.load(self.settings.deployment)
        asked = self._asked(deployment)
        with SendingNode(self.settings.rpc_url) as node:
            BrandOnChain(node, deployment)
            if self.options.action:
                return self._as_action(node, asked, deployment)
            if self.options.sender is not None:
                return self._tried(node, asked, _address(self.options.sender))
            key = signing_key(self.settings, node, self.options.keystore, self.options.account)
            if self.options.dry_run:
                return self._tried(node, asked, key.address)
            return self._sent(node, asked, deployment, key)

    def _require_way(self) -> None:
        named = {"contract": self.function.contract, "function": self.function.name}
        if self.function.by_proposal and not self.options.action:
            raise CallError.of("cli.call.by_proposal", **named)
        if self.options.sender is not None and not self.options.dry_run:
            raise CallError.of("cli.call.from_alone")

    def _asked(self, deployment: Deployment) -> AskedCall:
        function, value = self.function, self.options.value
        number = number_in(function, list(self.options.arguments))
        if number is None:
            return AskedCall.of(function, self.options.arguments, value, deployment)
        identity = identity_of(self.settings.rpc_url, deployment, number)
        return AskedCall.with_values(function, list(identity.values()), value, deployment)

    def _as_action(self, node: SendingNode, asked: AskedCall, deployment: Deployment) -> int:
        """Tried as the timelock; the action alone on standard output, for a program to take."""
        tried = asked.tried_by_proposal(node, deployment)
        code = "cli.call.action" if tried else "cli.call.action_untried"
        tell(Console(stderr=True), Text.of(code, what=asked.text))
        typer.echo(asked.action.model_dump_json())
        return DONE

    def _tried(self, node: SendingNode, asked: AskedCall, account: str) -> int:
        show_trial(self.console, asked, account, asked.tried(node, account))
        tell(self.console, Text.of("cli.call.dry_run"))
        return DONE

    def _sent(self, node: SendingNode, asked: AskedCall, deployment: Deployment, key: SigningKey) -> int:
        policy = policy_of(self.settings, deployment.chain_id, self.options.confirmations)
        with Journal(self._journal(deployment, key.address)) as journal, noting_signals() as stop:
            journal.bind(start=deployment.start_block_hash.lower())
            sending = _Sending(node, key, journal, policy, self.console, stop)
            try:
                done = sending.finished(asked)
                if done is None:
                    show_trial(self.console, asked, key.address, asked.tried(node, key.address))
                    done = sending.send(asked)
            except Stopped:
                tell(self.console, Text.of("cli.call.stopped"))
                return INTERRUPTED
            if done.reverted:
                raise CallError.of("cli.call.reverted", transaction=done.tx_hash, block=done.block)
            show_done(self.console, deployment, done, node.receipt(done.tx_hash))
        return DONE

    def _journal(self, deployment: Deployment, account: str) -> Path:
        """One for each account on each life of a chain."""
        folder = self.settings.call_journals
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CallError.of("cli.call.no_folder", folder=str(folder), why=str(error.strerror)) from error
        life = deployment.start_block_hash.removeprefix("0x")[:8]
        return folder / f"{deployment.chain_id}-{life}-{account.lower()}.journal"


@dataclass(frozen=True, slots=True)
class _Sending:
    """One account, and its journal."""

    node: SendingNode
    key: SigningKey
    journal: Journal
    policy: Policy
    console: Console
    stop: Stop

    def finished(self, asked: AskedCall) -> Settled | None:
        """Sees to its end what an interrupted run has left; what became of this very call, if it was among that."""
        for key in self.journal.unsigned():
            self.journal.withdraw(key)  # nothing was signed for it, and nobody asks for it now
        left = self.journal.sent()
        if not left:
            return None
        same = {one.call.key for one in left if (one.call.to, one.call.data, one.call.value) == _identity(asked)}
        tell(self.console, Text.of("cli.call.left" if not same else "cli.call.left_same"))
        found = None
        for settled in self._sender().run(self._wait, submit=False):
            found = settled if settled.key in same else found
        return found

    def send(self, asked: AskedCall) -> Settled:
        """Planned, signed, mined. Raises RelayError, with nothing left behind that was not signed."""
        call = PlannedCall(f"call {uuid.uuid4().hex}", *_identity(asked))
        self.journal.plan([call])
        try:
            found = [one for one in self._sender().run(self._wait) if one.key == call.key]
        except (RelayError, Stopped):
            self.journal.withdraw(call.key)
            raise
        return found[0]

    def _sender(self) -> Sender:
        return Sender(self.node, self.key, self.journal, self.policy, say=lambda text: tell(self.console, text))

    def _wait(self) -> None:
        pause(self.stop, self.policy.pause)


def _identity(asked: AskedCall) -> tuple[str, bytes, int]:
    return asked.to, asked.data, asked.value


def _address(text: str) -> str:
    try:
        return checksum(parse_address(text))
    except InvalidAddress as error:
        raise CallError.of("cli.call.from_unfit", problem=error.text) from error
