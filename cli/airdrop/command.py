"""An airdrop for the command line: the node, the brand and the key its options name."""

import signal
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console

from cli.airdrop.run import INTERRUPTED, Airdrop, Options, read_list
from cli.signing import policy_of, sending_account, signing_key
from cli.words import tell
from relay.sending.contract import BrandOnChain
from relay.sending.node import SendingNode
from symbia.chain.deployment import Deployment
from symbia.settings import Settings
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class Command:
    """Where and by whom: `keystore` or the number of a local `account`, else what the settings name."""

    settings: Settings
    keystore: Path | None
    account: int | None
    confirmations: int | None
    console: Console

    def run(self, options: Options) -> int:
        """The exit code. Raises AirdropError, RelayError, SymbiaError."""
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            return self._run(options)
        except KeyboardInterrupt:
            tell(self.console, Text.of("cli.airdrop.stopped"))
            return INTERRUPTED
        finally:
            signal.signal(signal.SIGTERM, before)

    def _run(self, options: Options) -> int:
        content = read_list(options.file)
        deployment = Deployment.load(self.settings.deployment)
        with SendingNode(self.settings.rpc_url) as node:
            brand = BrandOnChain(node, deployment)
            policy = policy_of(self.settings, deployment.chain_id, self.confirmations)
            airdrop = Airdrop(node, brand, policy, options, self.console)
            if options.dry_run:
                return airdrop.preview(content, sending_account(self.settings, node, self.keystore, self.account))
            return airdrop.run(content, signing_key(self.settings, node, self.keystore, self.account))


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # so that it ends as on Ctrl-C
