"""Deployment through the real Brownie: safe to run again, goes on where it was cut off, knows another chain."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.deploy import LIBRARIES
from symbia.chain.abi import CONTRACTS
from symbia.process.children import ChildFailedError
from tests.e2e.stack import PATIENCE, Stack, chain_stack, printed
from tests.e2e.templates import Templates, templates

__all__ = ["templates"]

PROPOSER_ROLES = ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE", "DEFAULT_ADMIN_ROLE")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A fresh chain."""
    with chain_stack(tmp_path) as stack:
        yield stack


@pytest.fixture
def deployed(templates: Templates, tmp_path: Path) -> Iterator[Stack]:
    """A chain with a deployment on it."""
    with templates.stack_after("deploy", tmp_path) as stack:
        yield stack


def deploy(stack: Stack) -> str:
    """Deploy to the end; what it printed."""
    return run(stack, "deploy")


def run(stack: Stack, command: str) -> str:
    """Run one of `scripts.run` to its end; what it printed."""
    return printed(stack.story(command))


def test_again_on_the_same_chain_sends_nothing(deployed: Stack) -> None:
    before, height = deployed.settings.deployment.read_text(), deployed.web3.eth.block_number
    assert "stands on chain 1337 already" in deploy(deployed)
    assert deployed.settings.deployment.read_text() == before
    assert deployed.web3.eth.block_number == height


def test_roles_are_printed_with_who_holds_them(deployed: Stack) -> None:
    printed = run(deployed, "roles")
    lines = [line for line in printed.splitlines() if "EXECUTOR" in line or "ADMIN" in line]
    assert "(BrandTimelock)" in lines[0]
    assert "(BrandGovernor)" in lines[1]
    assert deployed.web3.eth.accounts[1] in printed  # the BRAND of the demo plan


@pytest.mark.parametrize("command", ["roles", "seed"])
def test_a_deployment_of_another_chain_is_refused_in_words(deployed: Stack, command: str) -> None:
    document = json.loads(deployed.settings.deployment.read_text())
    deployed.settings.deployment.write_text(json.dumps({**document, "chain_id": 5}))
    with pytest.raises(ChildFailedError, match="describes another chain"):
        run(deployed, command)


def test_a_killed_deployment_is_finished_with_the_contracts_it_had(stack: Stack) -> None:
    partial = stack.settings.deployment.with_suffix(".partial")
    child = stack.story("deploy")
    deadline = time.monotonic() + PATIENCE
    while not (partial.exists() and len(json.loads(partial.read_text())["contracts"]) >= 2):
        assert time.monotonic() < deadline
        child.require_alive()
        time.sleep(0.005)
    child.kill()
    begun = json.loads(partial.read_text())["contracts"]

    assert "(kept)" in deploy(stack)
    contracts = json.loads(stack.settings.deployment.read_text())["contracts"]
    assert begun.items() <= contracts.items()
    assert set(contracts) == {*CONTRACTS, "MembershipRenderer", *LIBRARIES}
    assert not partial.exists()
    assert_deployer_holds_nothing(stack)


def test_a_local_chain_that_started_anew_gets_a_new_deployment(deployed: Stack) -> None:
    old = json.loads(deployed.settings.deployment.read_text())
    stale = {**old, "start_block_hash": "0x" + "11" * 32}
    deployed.settings.deployment.write_text(json.dumps(stale))
    deploy(deployed)
    new = json.loads(deployed.settings.deployment.read_text())
    assert new["contracts"]["BrandAccess"]["address"] != old["contracts"]["BrandAccess"]["address"]


def assert_deployer_holds_nothing(stack: Stack) -> None:
    """Neither a role in BrandAccess nor one of the timelock."""
    deployer = stack.web3.eth.accounts[0]
    access, timelock = stack.contract("BrandAccess"), stack.contract("BrandTimelock")
    for role in range(6):
        assert access.functions.hasRole(role, deployer).call()[0] is False
    for name in PROPOSER_ROLES:
        role_hash = timelock.functions[name]().call()
        assert timelock.functions.hasRole(role_hash, deployer).call() is False
    assert access.functions.hasRole(0, timelock.address).call()[0] is True
