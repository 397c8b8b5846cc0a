"""One deployment for the whole run, by the deploy() that a live network gets; every test is undone on the chain."""

from collections.abc import Iterator
from typing import Any

import pytest
from brownie import accounts, project
from hypothesis import HealthCheck, settings
from support.chain import Seen, rewound, send
from support.plan import PLAN, TIERS, uris

from scripts.deploy import Brand, deploy

settings.register_profile(
    "chain",
    deadline=None,
    derandomize=True,  # the same examples in every run: a failure elsewhere is a failure here
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("chain")


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    """The contracts as `symbia deploy` leaves them."""
    (loaded,) = project.get_loaded_projects()
    path = tmp_path_factory.mktemp("deployments") / "1337.json"
    addresses = [account.address for account in accounts]
    return deploy(loaded, accounts[0], PLAN, path=path, accounts=addresses, say=lambda _: None)


@pytest.fixture(scope="session")
def deployer() -> Any:
    """Who deployed, and holds nothing any more."""
    return accounts[0]


@pytest.fixture(scope="session")
def team() -> Any:
    """Holder of BRAND."""
    return accounts[1]


@pytest.fixture(scope="session")
def issuer() -> Any:
    """Holder of ISSUER."""
    return accounts[2]


@pytest.fixture(scope="session")
def guardian() -> Any:
    """Holder of GUARDIAN."""
    return accounts[3]


@pytest.fixture(scope="session")
def stranger() -> Any:
    """Holds no role and no membership."""
    return accounts[9]


@pytest.fixture(scope="session")
def people() -> Any:
    """Accounts that become members when a test issues them a membership."""
    return accounts[10:]


@pytest.fixture(scope="session")
def access(brand: Brand) -> Any:
    """BrandAccess."""
    return Seen(brand.access)


@pytest.fixture(scope="session")
def timelock(brand: Brand) -> Any:
    """BrandTimelock."""
    return Seen(brand.timelock)


@pytest.fixture(scope="session")
def governor(brand: Brand) -> Any:
    """BrandGovernor."""
    return Seen(brand.governor)


@pytest.fixture(scope="session")
def lens(brand: Brand) -> Any:
    """BallotLens."""
    return Seen(brand.lens)


@pytest.fixture(scope="session")
def drops(brand: Brand) -> Any:
    """MembershipDrops."""
    return Seen(brand.drops)


@pytest.fixture(scope="session")
def perks(brand: Brand) -> Any:
    """PerkRegistry."""
    return Seen(brand.perks)


@pytest.fixture(scope="session")
def membership(brand: Brand, team: Any) -> Any:
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
