"""An airdrop for the command line: the node, the brand and the key its options name."""

import signal
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console

from cli.airdrop.preview import AirdropPreview, Options
from cli.airdrop.run import INTERRUPTED, Airdrop, read_list
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
            if options.dry_run:
                account = sending_account(self.settings, node, self.keystore, self.account)
                return AirdropPreview(node, brand, options, self.console).show(content, account)
            key = signing_key(self.settings, node, self.keystore, self.account)
            policy = policy_of(self.settings, deployment.chain_id, self.confirmations)
            return Airdrop(node, brand, key, policy, options, self.console).run(content)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # so that it ends as on Ctrl-C
