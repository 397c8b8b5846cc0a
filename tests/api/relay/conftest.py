"""A brand on a real chain with members who have keys, and a relay whose rounds the test drives."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from cli.relay import parts_of
from cli.signing import policy_of
from relay.ballots.ballot_relay import BallotRelay, remembering
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode
from relay.sending.sender import Sender
from scripts.local.ganache import MNEMONIC
from symbia.chain.deployment import Deployment
from symbia.tables.db import create_engine_for
from tests.api.chain.conftest import DAY, ISSUER, House, chain, house, standing

__all__ = ["chain", "house", "standing"]

RELAY = 15  # account of the node that pays
ROUNDS = 60


class Booth:
    """Members, a proposal after another, and the relay that brings their ballots."""

    def __init__(self, house: House, folder: Path, members: int = 6) -> None:
        self.house = house
        self.folder = folder
        self.settings = replace(
            house.settings,
            relay_ballot_journal=folder / "ballots.journal",
            relay_batch=4,
            relay_flush_seconds=0.0,
            relay_lead_seconds=60,
        )
        services = house.app.state.services
        house.app.state.services = replace(services, settings=self.settings)
        self.members: list[LocalAccount] = [Account.from_key(f"0x{number + 1:064x}") for number in range(members)]
        for member in self.members:
            self.issue(member.address)
        self._relay: BallotRelay | None = None
        self._open = ExitStack()

    def issue(self, account: str, tier: int = 1) -> None:
        self.house.send("BrandMembership", "issue", account, tier, sender=ISSUER)

    def propose(self, method: int = 0, options: int = 3, *, open_: bool = True) -> int:
        """A proposal of a method by its number, whose vote has begun."""
        self.house.travel(2)  # as long as a vote is pending, power is that of one second before
        title = f"# Proposal {self.house.call('BrandGovernor', 'latestProposalId') + 1}"
        if method == 0:
            self.house.send("BrandGovernor", "proposeTyped", 1, [], [], [], title, sender=1)
        else:
            asked = (method, [f"Option {number}" for number in range(options)], [0] * options)
            self.house.send("BrandGovernor", "proposeChoice", 1, asked, [], [], [], title, sender=1)
        if open_:
            self.house.travel(120)
        self.house.index()
        return int(self.house.call("BrandGovernor", "latestProposalId"))

    def prepared(self, member: LocalAccount, proposal: int, choice: Any = "for", **more: Any) -> dict[str, Any]:
        body = {"account": member.address, "proposal": proposal, "choice": choice, **more}
        answer = self.house.ask("POST", "/v1/ballots/typed-data", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def signed(self, member: LocalAccount, proposal: int, choice: Any = "for", **more: Any) -> dict[str, Any]:
        """What a member hands in."""
        prepared = self.prepared(member, proposal, choice, **more)
        return self.filled(prepared, sign(member, prepared["typed_data"]))

    def filled(self, prepared: dict[str, Any], signature: str) -> dict[str, Any]:
        members = {name: prepared[name] for name in ("account", "proposal", "choice", "deadline")}
        return {**members, "signature": signature}

    def post(self, ballot: dict[str, Any]) -> Any:
        return self.house.ask("POST", "/v1/ballots", json=ballot)

    def take(self, member: LocalAccount, proposal: int, choice: Any = "for", **more: Any) -> dict[str, Any]:
        """Signed, handed in, acknowledged: the receipt."""
        answer = self.post(self.signed(member, proposal, choice, **more))
        assert answer.status_code == 202, answer.text
        receipt: dict[str, Any] = answer.json()["receipt"]
        return receipt

    def refuses(self, ballot: dict[str, Any]) -> dict[str, Any]:
        answer = self.post(ballot)
        assert answer.status_code >= 400, answer.text
        problem: dict[str, Any] = answer.json()
        return problem

    def receipt(self, receipt: dict[str, Any]) -> dict[str, Any]:
        answer = self.house.ask("GET", receipt["links"]["self"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["receipt"]
        return found

    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = self.house.ask("GET", "/v1/relay").json()["relay"]
        return found

    @property
    def relay(self) -> BallotRelay:
        """The relay that runs; started when it is first asked for."""
        if self._relay is None:
            self._relay = self._started()
        return self._relay

    def stop(self) -> None:
        """As a kill: what is in memory is gone."""
        self._open.close()
        self._relay = None

    def bring(self) -> None:
        """Rounds until nothing waits."""
        for _ in range(ROUNDS):
            if not self.relay.round():
                return
        raise AssertionError("it never comes to an end")

    def counted(self, proposal: int) -> dict[str, int]:
        """On chain: how often each account's ballot counted, lower case."""
        found: dict[str, int] = {}
        governor = self.house.contracts["BrandGovernor"]
        for event in (governor.events.VoteCast, governor.events.VoteCastWithParams):
            for log in event.get_logs(from_block=0):
                if log["args"]["proposalId"] == proposal:
                    voter = log["args"]["voter"].lower()
                    found[voter] = found.get(voter, 0) + 1
        return found

    def _started(self) -> BallotRelay:
        node = self._open.enter_context(SendingNode(self.settings.rpc_url))
        journal = self._open.enter_context(Journal(self.settings.relay_ballot_journal))
        engine = create_engine_for(self.settings.database_url)
        self._open.callback(engine.dispose)
        key = SigningKey.from_mnemonic(MNEMONIC, RELAY)
        policy = replace(policy_of(self.settings, 1337, None), again_after=0.0)
        deployment = Deployment.load(self.settings.deployment)
        parts = parts_of(self.settings, engine, node, deployment, journal, key, policy)
        said: list[str] = []
        remember = remembering(parts.governor, parts.queue)
        limit = parts.governor.limit
        sender = Sender(node, key, journal, policy, say=said.append, remember=remember, limit=limit)
        return BallotRelay(parts, sender)


def sign(member: LocalAccount, typed_data: dict[str, Any]) -> str:
    """By `eth_signTypedData_v4`."""
    return str(member.sign_typed_data(full_message=typed_data).signature.to_0x_hex())


@pytest.fixture
def booth(house: House, tmp_path: Path) -> Iterator[Booth]:
    made = Booth(house, tmp_path)
    made.house.index()
    made.relay.round()
    yield made
    made.stop()


__all__ += ["DAY", "Booth"]
