"""`symbia ballots` on a real chain: memberships, ballots of every method, cast without a relay, counted again."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.test_wallets.chain import open_local
from cli.test_wallets.direct import cast
from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.question import read_question, require_local
from cli.test_wallets.signing import sign
from cli.test_wallets.wallets import wallets
from scripts.local.anvil import Anvil
from symbia.chain.deployment import Deployment
from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.names import METHODS, Method, most_options
from symbia.rules.ballots.typed_data import UnsignedBallot, governor_name
from symbia.rules.signatures import compact, signer
from symbia.rules.typed_data import SigningDomain
from symbia.units import LOCAL_CHAINS
from tests import ROOT
from tests.indexer.brand import ADVISORY, LATE_QUORUM, NAME, Brand
from tests.indexer.choosing import ask

WALLETS = 12
SEED = "generate"


@dataclass
class House:
    """A brand, and the command."""

    brand: Brand
    deployment: Path
    proposals: dict[Method, int]

    def ballots(self, *arguments: str, seed: str = SEED, **settings: str) -> Result:
        known = {"rpc_url": self.brand.url, "deployment": str(self.deployment)} | settings
        environment = {f"SYMBIA_{name.upper()}": value for name, value in known.items()}
        return CliRunner(env=environment).invoke(app, ["ballots", *arguments, "--seed", seed])

    def generate(self, count: int, proposal: int, *arguments: str, **settings: str) -> Result:
        return self.ballots("generate", str(count), "--proposal", str(proposal), *arguments, **settings)

    def bodies(self, count: int, proposal: int, *arguments: str) -> list[dict[str, Any]]:
        result = self.generate(count, proposal, *arguments)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    def agrees(self, proposal: int) -> dict[str, Any]:
        """The tally, counted again from the chain."""
        environment = {"SYMBIA_RPC_URL": self.brand.url, "SYMBIA_DEPLOYMENT": str(self.deployment)}
        result = CliRunner(env=environment).invoke(app, ["tally", str(proposal), "--from-chain", "--json"])
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def propose(self, method: Method) -> int:
        if method != "for_against":
            return ask(self.brand, ADVISORY, method, most_options(method)).number
        self.brand.send("BrandGovernor", "proposeTyped", ADVISORY, [], [], [], "# Plain")
        (number,) = self.brand.call("BrandGovernor", "latestProposalId")
        return int(number)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All but two of the wallets are members; a proposal of each method is open."""
    deployment = tmp_path_factory.mktemp("ballots") / "deployment.json"
    with Anvil(ROOT, accounts=12) as chain, closing(Brand(chain.url)) as brand:
        deployment.write_bytes(msgspec.json.encode(brand.deployment()))
        house = House(brand, deployment, {})
        members = house.ballots("members", str(WALLETS - 2))
        assert members.exit_code == 0, members.output
        assert f"{WALLETS - 2} memberships of tier 1 issued" in members.output
        house.proposals |= {method: house.propose(method) for method in METHODS}
        brand.pass_time(61)
        yield house


def domain(brand: Brand) -> SigningDomain:
    return SigningDomain(governor_name(NAME), brand.chain_id, brand.address["BrandGovernor"])


@pytest.mark.parametrize("method", METHODS)
def test_bodies_are_signed_by_their_accounts(house: House, method: Method) -> None:
    number, most = house.proposals[method], most_options(method)
    bodies = house.bodies(5, number)
    assert [body["account"] for body in bodies] == [wallet.address for wallet in wallets(SEED, 5)]
    (deadline,) = house.brand.call("BrandGovernor", "proposalDeadline", number)
    for body in bodies:
        assert (body["proposal"], body["deadline"]) == (number, deadline + LATE_QUORUM)
        written = body["choice"]
        choice = {int(option): parts for option, parts in written.items()} if isinstance(written, dict) else written
        ballot = UnsignedBallot(number, encode(method, most, choice), body["deadline"])
        signature = compact(bytes.fromhex(body["signature"][2:]))
        assert signature is not None
        assert signer(ballot.digest(domain(house.brand)), signature) == body["account"].lower()
    assert house.bodies(5, number) == bodies, "not the same again"


def test_a_file_and_a_deadline(house: House, tmp_path: Path) -> None:
    out = tmp_path / "ballots.jsonl"
    result = house.generate(3, house.proposals["ranked"], "--out", str(out), "--deadline", "99")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [json.loads(line)["deadline"] for line in out.read_text().splitlines()] == [99] * 3
    refused = house.generate(3, house.proposals["ranked"], "--out", str(tmp_path))
    assert (refused.exit_code, "cannot be written" in refused.output) == (1, True)


@pytest.mark.parametrize("method", METHODS)
def test_cast_directly_all_members_ballots_count(house: House, method: Method) -> None:
    number = house.proposals[method]
    result = house.generate(WALLETS, number, "--direct")
    assert result.exit_code == 1
    assert f"2 of {WALLETS} wallets have no vote on proposal {number}: they held nothing" in result.output
    assert f"ballots counted: {WALLETS - 2} (" in result.output
    assert "skipped: 2 unknown_signer" in result.output
    assert house.agrees(number)["ballots"] == WALLETS - 2
    again = house.generate(WALLETS - 2, number, "--direct")
    assert f"ballots counted: 0; skipped: {WALLETS - 2} already_voted" in again.output


def test_a_mix_is_what_is_counted(house: House) -> None:
    number = ask(house.brand, ADVISORY, "single_choice", 3).number
    result = house.generate(10, number, "--mix", "1=50,3=50", "--members", "1")
    assert result.exit_code == 0, result.output
    assert "0 memberships of tier 1 issued, before the snapshot" in result.output
    house.brand.pass_time(61)
    assert house.generate(10, number, "--mix", "1=50,3=50", "--direct", "--account", "3").exit_code == 0
    votes = [option["votes"] for option in house.agrees(number)["options"]]
    assert votes[1] == 0
    assert votes[0] == votes[2] > 0


def test_members_are_issued_before_the_snapshot_only(house: House) -> None:
    number = ask(house.brand, ADVISORY, "approval", 2).number
    early = house.generate(4, number, "--members", "2", seed="early")
    assert "4 memberships of tier 2 issued, before the snapshot" in early.output
    house.brand.pass_time(61)
    late = house.generate(4, number, "--members", "2", seed="late")
    assert (late.exit_code, "`symbia ballots members 4`), then propose" in late.output) == (1, True)
    cast = house.generate(4, number, "--direct", seed="early")
    assert (cast.exit_code, "ballots counted: 4 " in cast.output) == (0, True)


def test_a_refusal_of_the_contract_is_named(house: House) -> None:
    number = ask(house.brand, ADVISORY, "split", 2).number
    house.brand.pass_time(61)
    with open_local(house.brand.url, house.brand.deployment()) as chain:
        question = read_question(chain, number)
        ballots = list(sign(question, wallets(SEED, 1), [{1: 10_000}], 2**40))
        house.brand.pass_time(LATE_QUORUM)
        with pytest.raises(BallotBoxError, match="BrandGovernor refuses castBallots: GovernorUnexpectedProposalState"):
            cast(chain, question, ballots, {ballots[0].account: 1}, chain.unlocked(0))


def test_a_node_that_is_gone_is_stood_in_for(house: House) -> None:
    """Wherever the command line asks a node, another endpoint answers for the first."""
    endpoints, number = f"http://127.0.0.1:1,{house.brand.url}", house.proposals["approval"]
    assert house.generate(1, number, rpc_url=endpoints).exit_code == 0
    for command in (("account", "0"), ("tally", str(number), "--from-chain", "--json")):
        arguments = [*command, "--rpc-url", endpoints]
        result = CliRunner(env={"SYMBIA_DEPLOYMENT": str(house.deployment)}).invoke(app, arguments)
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("chain_id", [1337, 31337, 1, 11_155_111])
def test_only_local_chains_are_taken(chain_id: int) -> None:
    deployment = Deployment(chain_id, "A", 0, "0x", {})
    if chain_id in LOCAL_CHAINS:
        require_local(deployment)
        return
    with pytest.raises(BallotBoxError, match=f"Chain {chain_id} is not a local one"):
        require_local(deployment)


def test_what_stops_it_is_said_in_one_line(house: House, tmp_path: Path) -> None:
    pending = ask(house.brand, ADVISORY, "approval", 3).number
    public = tmp_path / "public.json"
    public.write_bytes(msgspec.json.encode(msgspec.structs.replace(house.brand.deployment(), chain_id=1)))
    number = house.proposals["ranked"]
    for result, words in (
        (house.generate(1, 99), "There is no proposal 99"),
        (house.generate(1, number, "--mix", "7=1"), "such as 1=60,2=30,3=10, or random"),
        (house.generate(1, number, "--direct", "--account", "12"), "--account takes 0 to 11"),
        (house.generate(1, number, "--post", "http://127.0.0.1:1"), "No API answers at"),
        (house.generate(1, number, rpc_url="http://127.0.0.1:1"), "No Ethereum node answers"),
        (house.generate(1, number, deployment=str(public)), "that belong together"),
        (house.generate(1, number, deployment=str(tmp_path / "none")), "symbia deploy"),
        (house.ballots("members", "1", "--tier", "9"), "There is no tier 9"),
        (house.ballots("members", "1001"), "Tier 1 has "),
        (house.generate(1, pending, "--members", "1", "--direct"), "begins after"),
    ):
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1
        assert words in result.stderr
        assert "Traceback" not in result.output
