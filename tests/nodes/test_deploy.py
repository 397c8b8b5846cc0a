"""Deployment on geth and on Hardhat: safe to run again, goes on where Ctrl-C ended it, and Brownie keeps nothing."""

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.deploy import LIBRARIES
from scripts.toolchain.layout import Layout
from symbia.chain.abi import CONTRACTS
from tests import ROOT

from .house import BRAND, DEPLOYER, GETH, HARDHAT, House, eventually, key_of, open_house

EVERYTHING = {*CONTRACTS, "MembershipRenderer", *LIBRARIES}
DATABASE = Layout(ROOT).brownie_home / ".brownie" / "deployments.db"


@pytest.fixture(scope="module", params=[GETH, HARDHAT])
def make(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def house(make: str, tmp_path_factory: pytest.TempPathFactory, former: Path) -> Iterator[House]:
    """A chain with a block a second, as far as the node can: so that a transaction is seen waiting."""
    with open_house(make, tmp_path_factory.mktemp(make), block_time=1) as house:
        yield house


@pytest.fixture(scope="module")
def former(make: str) -> Iterator[Path]:
    """What Brownie kept of an earlier life of the chain, as releases before this one left it: a lost contract."""
    chain_id = {GETH: 71_014, HARDHAT: 31_337}[make]
    folder = Layout(ROOT).build / "deployments" / str(chain_id)
    assert not folder.exists(), f"{folder} is left over; remove it"
    folder.mkdir(parents=True)
    shutil.copy(Layout(ROOT).build / "contracts" / "BrandAccess.json", folder / f"0x{'5' * 40}.json")
    yield folder
    shutil.rmtree(folder)


def interrupt(house: House) -> str:
    """Ctrl-C in the midst of a deployment; what it printed."""
    partial = house.settings.deployment.with_suffix(".partial")
    process = house.start(*house.deploying)
    try:
        eventually(lambda: partial.exists() and len(json.loads(partial.read_text())["contracts"]) >= 3, "a draft")
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert process.returncode == 130, output
    return output


def test_ctrl_c_ends_it_with_one_line_and_the_next_one_goes_on(house: House) -> None:
    output = interrupt(house)
    after = output.splitlines()[-1]
    assert after.startswith("Stopped."), output
    assert "Traceback" not in output
    partial = house.settings.deployment.with_suffix(".partial")
    begun = json.loads(partial.read_text())["contracts"]

    done = house.deploy()
    assert done.code == 0, done.output
    assert done.output.count("(kept)") == len(begun)
    contracts = json.loads(house.settings.deployment.read_text())["contracts"]
    assert begun.items() <= contracts.items()
    assert set(contracts) == EVERYTHING
    assert not partial.exists()


def test_after_it_the_deployer_holds_nothing(house: House) -> None:
    access, timelock, deployer = (
        house.contract("BrandAccess"),
        house.contract("BrandTimelock"),
        key_of(DEPLOYER).address,
    )
    assert not any(access.functions.hasRole(role, deployer).call()[0] for role in range(6))
    assert access.functions.hasRole(0, timelock.address).call()[0]
    for name in ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE", "DEFAULT_ADMIN_ROLE"):
        assert not timelock.functions.hasRole(timelock.functions[name]().call(), deployer).call()


def test_a_second_deployment_sends_nothing(house: House) -> None:
    spent, written = (
        house.web3.eth.get_transaction_count(key_of(DEPLOYER).address),
        house.settings.deployment.read_text(),
    )
    done = house.deploy()
    assert done.code == 0, done.output
    assert f"stands on chain {house.chain.chain_id} already" in done.output
    assert house.web3.eth.get_transaction_count(key_of(DEPLOYER).address) == spent
    assert house.settings.deployment.read_text() == written


def test_roles_are_read_from_the_chain(house: House) -> None:
    done = house.run("roles", "--deployment", str(house.settings.deployment))
    assert done.code == 0, done.output
    assert key_of(BRAND).address in done.output
    assert "(BrandTimelock)" in done.output


def test_brownie_has_kept_nothing_and_read_nothing(house: House, former: Path) -> None:
    assert [file.name for file in former.iterdir()] == [f"0x{'5' * 40}.json"]
    with closing(sqlite3.connect(DATABASE)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master")]
    assert f"chain{house.chain.chain_id}" not in tables


def test_a_chain_that_began_anew_is_told_from_the_one_of_the_file(house: House) -> None:
    """By its first block, which a Hardhat has anew each time; where that is the same, by the contracts."""
    with open_house(house.make, house.folder / "anew") as anew:
        shutil.copy(house.settings.deployment, anew.settings.deployment)
        same = anew.web3.eth.get_block(0)["hash"] == house.web3.eth.get_block(0)["hash"]
        assert same == (house.make == GETH)
        for done in (anew.deploy(), anew.run("roles", "--deployment", str(anew.settings.deployment))):
            assert done.code == 1, done.output
            assert "describes another chain" in done.output
            assert "Traceback" not in done.output
