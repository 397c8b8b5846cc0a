"""Deploy a brand's contracts: one `deploy()` for the demo, the tests and a live network.

    symbia deploy --rpc-url URL --plan my-brand.toml --keystore deployer.json

After it the timelock is the only admin and the deployer holds nothing. Safe to run again: what stands is kept, what an
interrupted run left is finished.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.plan import DeploymentPlan
from symbia.chain.abi import abi_sha256
from symbia.chain.deployment import DeployedContract, Deployment, Draft
from symbia.chain.node import Node
from symbia.chain.same_chain import require_same_chain
from symbia.errors import DeploymentError, NodeBehindError, WrongChainError
from symbia.rules.roles import ADMIN, ROLE_IDS
from symbia.text import Text
from symbia.units import GANACHE
from symbia.words import word

POLL = 0.5  # seconds between two looks at a chain
# Code that does not fit into the contracts that link it: of BrandMembership, and of BrandGovernor.
LIBRARIES = ("TierBook", "BallotBox", "TypeBook")
# Every restricted function of the contracts and the role that may call it; a test finds one that is missing. What is
# called most comes first: BrandAccess finds it sooner.
PERMISSIONS = {
    "BrandMembership": {
        "issue": "ISSUER",
        "airdrop": "ISSUER",
        "renew": "ISSUER",
        "changeTier": "DROPS",
        "sell": "DROPS",
        "sellTime": "DROPS",
        "defineTier": "BRAND",
        "setTierURI": "BRAND",
        "reduceTierSupply": "BRAND",
        "reduceTierRoyalty": "BRAND",
        "setContractURI": "BRAND",
        "setRenderer": "BRAND",
        "freezeMetadata": "BRAND",
        "noticeRevocation": "BRAND",
        "withdrawRevocation": "BRAND",
        "revoke": "BRAND",
        "dismissRevocation": "ADMIN",
        "defineReservedTier": "ADMIN",
        "setUnitBounds": "ADMIN",
        "setUnitsListener": "ADMIN",
        "bindVotes": "ADMIN",
        "releaseVotes": "ADMIN",
    },
    "MembershipDrops": {
        "allowCurrency": "BRAND",
        "setTierPrice": "BRAND",
        "defineDrop": "BRAND",
        "closeDrop": "BRAND",
        "setPriceFloor": "ADMIN",
    },
    "PerkRegistry": {"definePerk": "BRAND", "setPaused": "BRAND"},
}
# What the drops contract does for people: issue and renew what they pay for, and change a tier when its holder asks.
DROPS_ROLES = ("ISSUER", "DROPS")


@dataclass(frozen=True)
class DeployedBrand:
    """The deployed contracts as Brownie objects, and where they are."""

    deployment: Deployment
    access: Any
    renderer: Any
    membership: Any
    timelock: Any
    drops: Any
    governor: Any
    lens: Any
    perks: Any


def deploy(
    project: Any,
    deployer: Any,
    plan: DeploymentPlan,
    *,
    path: Path,
    accounts: list[str],
    say: Callable[[str], None] = print,
) -> DeployedBrand:
    """Deploy `plan` from `deployer`, hand over to the timelock, and write the deployment to `path`.

    `accounts` are what `account:N` in the plan stands for. Raises PlanError or DeploymentError before sending anything.
    """
    roles, excluded = plan.role_holders(accounts), plan.excluded_accounts(accounts)
    for warning in warnings(plan, accounts):
        say(warning)
    standing = _on_this_chain(path)
    if standing is not None:
        say(f"{standing.brand} stands on chain {standing.chain_id} already: {path.name}")
        return attach(project, standing)
    draft = Draft(path)
    _wait_for_transactions(deployer.address, say)
    builder = _Builder(project, deployer, _on_this_chain(draft.path) or _fresh(plan), draft, say)
    brand = builder.contracts(plan, excluded)
    builder.wire(brand, roles)
    draft.finish(brand.deployment)
    return brand


def warnings(plan: DeploymentPlan, accounts: list[str]) -> list[str]:
    """What the plan allows that a brand may not have meant, in words."""
    found = [
        word(Text.of("scripts.deploy.shared_hand", first=first, second=second, account=account))
        for first, second, account in plan.shared_hands(accounts)
    ]
    if plan.split_types:
        found.append(word(Text.of("scripts.deploy.splitting", types=", ".join(plan.split_types))))
    if plan.choices_of_wallets:
        found.append(word(Text.of("scripts.deploy.choices_of_wallets", types=", ".join(plan.choices_of_wallets))))
    if plan.bounds.sold_per_day_bps == 0:
        found.append(word(Text.of("scripts.deploy.sales_unbounded")))
    if plan.bounds.least_is_most:
        least, units, few = plan.bounds.per_day_least, plan.bounds.launch_units, plan.bounds.least_of_few
        found.append(word(Text.of("scripts.deploy.least_is_most", least=least, units=units, few=few)))
    return found


@dataclass
class _Builder:
    """Sends each transaction only if the chain does not show its effect yet."""

    project: Any
    deployer: Any
    deployment: Deployment
    draft: Draft
    say: Callable[[str], None]

    @property
    def sender(self) -> dict[str, Any]:
        """As Brownie wants it."""
        return {"from": self.deployer}

    def contracts(self, plan: DeploymentPlan, excluded: list[str]) -> DeployedBrand:
        """Deploy what is missing, in the order of who needs whom."""
        access = self._contract("BrandAccess", self.deployer.address)
        renderer = self._contract("MembershipRenderer")
        for library in LIBRARIES:  # Brownie links the latest of each
            self._contract(library)
        membership = self._contract(
            "BrandMembership",
            f"{plan.brand} Membership",
            plan.symbol,
            access.address,
            renderer.address,
            plan.appeal_window,
            plan.grace,
            plan.bounds.as_struct(),
            plan.bounds.launch_as_struct(),
        )
        timelock = self._contract(
            "BrandTimelock", plan.timelock_delay, plan.timelock_delay_floor, self.deployer.address
        )
        drops = self._contract(
            "MembershipDrops", membership.address, timelock.address, access.address, plan.bounds.price_floor
        )
        for account in excluded:  # the governor refuses one that could vote through a delegate
            if not membership.votesBound(account):
                membership.bindVotes(account, self.sender)
        governor = self._contract(
            "BrandGovernor",
            f"{plan.brand} Governor",
            membership.address,
            timelock.address,
            access.address,
            plan.action_window,
            plan.late_quorum_extension,
            [entry.as_struct() for entry in plan.proposal_types],
            excluded,
        )
        lens = self._contract("BallotLens", governor.address)
        perks = self._contract("PerkRegistry", membership.address, access.address)
        return DeployedBrand(self.deployment, access, renderer, membership, timelock, drops, governor, lens, perks)

    def wire(self, brand: DeployedBrand, roles: dict[str, tuple[str, ...]]) -> None:
        """Permissions, roles, hand-over. The hand-over comes last: after it the deployer can do nothing more."""
        access, timelock = brand.access, brand.timelock
        if not access.hasRole(ADMIN, self.deployer.address)[0]:
            self.say("hand-over was done before")
        else:
            targets = {
                "BrandMembership": brand.membership,
                "MembershipDrops": brand.drops,
                "PerkRegistry": brand.perks,
            }
            self._permit(access, targets)
            for role, holders in roles.items():
                for holder in holders:
                    self._grant(access, ROLE_IDS[role], holder)
            for role in DROPS_ROLES:
                self._grant(access, ROLE_IDS[role], brand.drops.address)
        self._give_governor_the_timelock(timelock, brand.governor.address)
        if access.hasRole(ADMIN, self.deployer.address)[0]:
            self._grant(access, ADMIN, timelock.address)
            access.renounceRole(ADMIN, self.deployer.address, self.sender)
        self.say("roles handed over: the timelock is admin, the deployer holds nothing")

    def _permit(self, access: Any, targets: dict[str, Any]) -> None:
        for name, permissions in PERMISSIONS.items():
            target = targets[name]
            for role in dict.fromkeys(permissions.values()):
                role_id = ADMIN if role == "ADMIN" else ROLE_IDS[role]
                functions = [function for function, holder in permissions.items() if holder == role]
                selectors = [target.signatures[function] for function in functions]
                if all(access.getTargetFunctionRole(target.address, one) == role_id for one in selectors):
                    continue
                access.setTargetFunctionRole(target.address, selectors, role_id, self.sender)

    def _grant(self, access: Any, role_id: int, holder: str) -> None:
        if not access.hasRole(role_id, holder)[0]:
            access.grantRole(role_id, holder, 0, self.sender)

    def _give_governor_the_timelock(self, timelock: Any, governor: str) -> None:
        admin = timelock.DEFAULT_ADMIN_ROLE()
        if not timelock.hasRole(admin, self.deployer.address):
            return
        for role in (timelock.PROPOSER_ROLE(), timelock.CANCELLER_ROLE(), timelock.EXECUTOR_ROLE()):
            if not timelock.hasRole(role, governor):
                timelock.grantRole(role, governor, self.sender)
        timelock.renounceRole(admin, self.deployer.address, self.sender)

    def _contract(self, name: str, *arguments: Any) -> Any:
        container = self.project[name]
        known = self.deployment.contracts.get(name)
        if known is not None:
            if not _has_code(known.address):
                raise DeploymentError.of(
                    "scripts.deploy.no_code", contract=name, address=known.address, draft=str(self.draft.path)
                )
            self.say(f"{name} at {known.address} (kept)")
            return container.at(known.address)
        contract = container.deploy(*arguments, self.sender)
        stands = DeployedContract(contract.address, abi_sha256(contract.abi))
        self.deployment = self.deployment.with_contract(name, stands)
        self.draft.keep(self.deployment)
        self.say(f"{name} at {contract.address}")
        return contract


def _fresh(plan: DeploymentPlan) -> Deployment:
    from brownie import chain

    head = chain[-1]
    return Deployment(chain.id, plan.brand, head["number"], head["hash"].to_0x_hex(), {})


def _on_this_chain(path: Path) -> Deployment | None:
    """What `path` describes, None if there is no such file. Raises DeploymentError if it belongs to another chain."""
    from brownie import network

    deployment = Deployment.read(path)
    if deployment is None:
        return None
    if on_this_chain(deployment):
        return deployment
    if network.show_active().startswith(f"symbia-{GANACHE}-"):  # a local chain forgets everything when it stops
        path.unlink()
        return None
    raise DeploymentError.of("scripts.deploy.another", path=str(path))


def on_this_chain(deployment: Deployment) -> bool:
    """Whether the connected chain has the block before which nothing of the deployment happened, and what was
    deployed: a chain that was started anew from the same genesis has the same first blocks."""
    from brownie import web3

    with Node(web3.provider.endpoint_uri) as node:
        try:
            require_same_chain(node, deployment)
        except (WrongChainError, NodeBehindError):
            return False
        addresses = [contract.address for contract in deployment.contracts.values()]
        return not addresses or any(node.codes(addresses, node.block_number()))


def attach(project: Any, deployment: Deployment) -> DeployedBrand:
    """Brownie objects for a deployment that stands. Raises DeploymentError if the chain lacks one of its contracts."""
    names = (
        "BrandAccess",
        "MembershipRenderer",
        "BrandMembership",
        "BrandTimelock",
        "MembershipDrops",
        "BrandGovernor",
        "BallotLens",
        "PerkRegistry",
    )
    addresses = {name: deployment.contracts[name].address for name in names}
    for name, address in addresses.items():
        if not _has_code(address):
            raise DeploymentError.of("scripts.deploy.gone", contract=name, address=address)
    return DeployedBrand(deployment, *(project[name].at(address) for name, address in addresses.items()))


def _wait_for_transactions(account: str, say: Callable[[str], None]) -> None:
    """Until the node has mined all that `account` has sent: an interrupted run may have left some. Brownie would number
    its next one like the first of these."""
    from brownie import web3

    said = False
    while waiting := web3.eth.get_transaction_count(account, "pending") - web3.eth.get_transaction_count(account):
        if not said:
            say(word(Text.of("scripts.deploy.under_way", n=waiting, account=account)))
            said = True
        time.sleep(POLL)


def _has_code(address: str) -> bool:
    from brownie import web3

    return len(web3.eth.get_code(address)) > 0
