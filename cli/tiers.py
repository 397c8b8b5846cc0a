"""`symbia define-tier`: what a wallet on a page does, from a terminal. The API prepares it, the key signs it here."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from rich.console import Console

from cli.signing import policy_of
from cli.vote import json_of
from cli.words import tell
from relay.sending.contract import BrandOnChain
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import MinedReceipt, SendingNode
from relay.sending.records import PlannedCall
from relay.sending.sender import Sender
from symbia.chain.deployment import Deployment
from symbia.process.stopping import Stop, pause
from symbia.settings import Settings
from symbia.text import Text, TextError
from symbia.units import ZERO

PATIENCE = 60.0  # seconds for an API that was started a moment ago
PAUSE = 0.5
UNAVAILABLE = 503  # nothing is indexed yet, or the node is late: the API says when to ask again


class TierError(TextError):
    """The tier was not defined; the text says why."""


@dataclass(frozen=True, slots=True)
class NewTier:
    """Its terms. `duration` in seconds, 0 for life; `image` is a file."""

    name: str
    units: int
    supply: int
    image: Path
    description: str
    duration: int = 0
    transferable: bool = True


@dataclass(frozen=True)
class TierDefiner:
    """Defines tiers of the brand whose API `api` is, on the node of the settings."""

    settings: Settings
    api: httpx.Client
    key: Callable[[SendingNode], SigningKey]
    confirmations: int | None
    console: Console

    def define(self, tier: NewTier, stop: Stop) -> None:
        """Prepare, sign, send, and wait until it is mined. Raises TierError, VoteError, RelayError, SymbiaError and
        Stopped; httpx.HTTPError when no API answers."""
        image = self._read(tier.image)
        with SendingNode(self.settings.rpc_url) as node:
            brand = BrandOnChain(node, Deployment.load(self.settings.deployment))
            key = self.key(node)
            prepared = self._prepared(tier, image, key.address, stop)
            tell(self.console, f"{prepared['summary']['text']}.")
            data = bytes.fromhex(prepared["transaction"]["data"].removeprefix("0x"))
            _require_asked_for(tier, brand, data)
            tier_id = self._send(node, brand, key, data, stop)
        tell(self.console, Text.of("cli.tier.defined", name=tier.name, tier=tier_id))

    def _prepared(self, tier: NewTier, image: bytes, account: str, stop: Stop) -> dict[str, Any]:
        pinned = self._ask("/v1/content", stop, content=image)
        draft = {
            "account": account,
            "name": tier.name,
            "units": tier.units,
            "supply": tier.supply,
            "duration": tier.duration,
            "transferable": tier.transferable,
            "document": {"name": tier.name, "description": tier.description or tier.name},
            "image_uri": pinned["uri"],
        }
        return self._ask("/v1/memberships/prepare/define-tier", stop, json=draft)

    def _ask(self, path: str, stop: Stop, **body: Any) -> dict[str, Any]:
        """A POST, repeated while the API starts."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.api.post(path, **body)
                if answer.status_code != UNAVAILABLE or time.monotonic() > deadline:
                    return json_of(answer)
            except httpx.ConnectError:
                if time.monotonic() > deadline:
                    raise
            pause(stop, PAUSE)

    def _send(self, node: SendingNode, brand: BrandOnChain, key: SigningKey, data: bytes, stop: Stop) -> int:
        """Id of the tier. The journal is for as long as this lasts: run again, the API finds the name taken."""

        def remember(_key: str, receipt: MinedReceipt) -> str:
            topic = brand.membership.topic("TierDefined")
            return next((str(int(log.topics[1], 16)) for log in receipt.logs if log.topics[0].lower() == topic), "")

        policy = policy_of(self.settings, brand.deployment.chain_id, self.confirmations)
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            journal = stack.enter_context(Journal(folder / "journal"))
            journal.plan([PlannedCall("define-tier", brand.membership.address, data)])
            sender = Sender(node, key, journal, policy, say=lambda text: tell(self.console, text), remember=remember)
            (settled,) = sender.run(lambda: pause(stop, policy.pause))
        if settled.reverted:
            raise TierError.of("cli.tier.reverted", transaction=settled.tx_hash)
        return int(settled.outcome)

    def _read(self, image: Path) -> bytes:
        try:
            return image.read_bytes()
        except OSError as error:
            raise TierError.of("cli.tier.no_image", file=str(image), why=str(error.strerror)) from error


def _require_asked_for(tier: NewTier, brand: BrandOnChain, data: bytes) -> None:
    """The key signs what was asked for, whatever the API has prepared. Raises TierError."""
    terms = (tier.units, tier.supply, tier.duration, tier.transferable, 0, ZERO, tier.name)
    if (
        data[:4] != brand.membership.selector("defineTier")
        or brand.membership.arguments_in("defineTier", data)[0] != terms
    ):
        raise TierError.of("cli.tier.not_asked_for")
