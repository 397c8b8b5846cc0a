"""One deployment for the whole run, by the deploy() that a live network gets; every test is undone on the chain."""

from collections.abc import Iterator
from typing import Any

import pytest
from brownie import accounts, project
from hypothesis import HealthCheck, settings
from support.chain import Seen, rewound, send
from support.plan import PLAN, TIERS, uris

from scripts.deploy import DeployedBrand, deploy

settings.register_profile(
    "chain",
    deadline=None,
    derandomize=True,  # the same examples in every run: a failure elsewhere is a failure here
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("chain")


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> DeployedBrand:
    """The contracts as `symbia deploy` leaves them."""
    (loaded,) = project.get_loaded_projects()
    path = tmp_path_factory.mktemp("deployments") / "1337.json"
    addresses = [account.address for account in accounts]
    return deploy(loaded, accounts[0], PLAN, path=path, accounts=addresses, say=lambda _: None)


def account(name: str, number: int) -> Any:
    """A fixture called `name`: an account of the chain."""
    return pytest.fixture(scope="session", name=name)(lambda: accounts[number])


deployer = account("deployer", 0)  # who deployed, and holds nothing any more
team = account("team", 1)  # holds BRAND
issuer = account("issuer", 2)  # holds ISSUER
guardian = account("guardian", 3)  # holds GUARDIAN
stranger = account("stranger", 9)  # holds no role and no membership


@pytest.fixture(scope="session")
def people() -> Any:
    """Accounts that become members when a test issues them a membership."""
    return accounts[10:]


def contract(name: str) -> Any:
    """A fixture called `name`: the contract that has this name in DeployedBrand."""
    return pytest.fixture(scope="session", name=name)(lambda brand: Seen(getattr(brand, name)))


access = contract("access")
timelock = contract("timelock")
governor = contract("governor")
lens = contract("lens")
drops = contract("drops")
perks = contract("perks")


@pytest.fixture(scope="session")
def membership(brand: DeployedBrand, team: Any) -> Any:
    """BrandMembership with the tiers of `support.plan`."""
    for terms in TIERS:
        send(brand.membership.defineTier, terms, *uris(terms[-1]), sender=team)
    return Seen(brand.membership)


@pytest.fixture(autouse=True, scope="module")
def _module_isolation(membership: Any) -> Iterator[None]:
    with rewound():
        yield


@pytest.fixture(autouse=True)
def _test_isolation(_module_isolation: None) -> Iterator[None]:
    with rewound():
        yield
