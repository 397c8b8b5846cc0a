"""A brand of its own to sell in: its admin is an account, and its treasury behaves as a test prepares it."""

from dataclasses import dataclass
from typing import Any

from brownie import BrandAccess, BrandMembership, MembershipDrops, MembershipRenderer, MoodyToken, Purse, accounts
from eth_utils.conversions import to_bytes
from support.chain import NOBODY, Receipt, create, rpc, send
from support.members import to_address
from support.plan import DAY, GRACE, WIDE

from scripts.deploy import PERMISSIONS, ROLE_IDS

ETH = NOBODY
URI = "ipfs://drop"
MONTHLY, YEARLY = 30 * DAY, 360 * DAY
CENTURY = 36_525 * DAY  # the most that a membership can last from now
# units, supply, duration, transferable, royaltyBps, royaltyReceiver, name
TIERS = (
    (5, 1_000, 0, True, 0, NOBODY, "Life"),
    (3, 1_000, YEARLY, True, 0, NOBODY, "Year"),
    (1, 1_000, MONTHLY, True, 0, NOBODY, "Month"),
    (9, 3, 0, False, 0, NOBODY, "Few"),
)
LIFE, YEAR, MONTH, FEW = 1, 2, 3, 4
PLAIN, NO_ANSWER, REFUSE, PRETEND, FEE, BONUS, DRAIN, CALL_SENDER = range(8)  # moods of MoodyToken
ACCEPT, DECLINE, CALL_BACK = range(3)  # moods of Purse
TERMS = ("tierId", "startsAt", "endsAt", "supply", "perWallet", "currency", "price", "allowlistRoot")


@dataclass(frozen=True)
class Shop:
    """The contracts. `admin` may do everything in `access`, `team` holds BRAND."""

    access: Any
    membership: Any
    drops: Any
    treasury: Any
    token: Any
    admin: Any
    team: Any

    def define(self, **changes: Any) -> int:
        """Define a drop of lifetime memberships, free and without limits except for `changes`; returns its id."""
        return int(send(self.drops.defineDrop, terms(**changes), URI, sender=self.team).one("DropDefined")["dropId"])

    def prices(self, currency: Any = ETH, /, **amounts: int) -> None:
        """Set the prices of tiers, by their names."""
        names = [tier[-1] for tier in TIERS]
        for name, amount in amounts.items():
            send(self.drops.setTierPrice, names.index(name) + 1, str(currency), amount, sender=self.team)

    def issue(self, to: Any, tier_id: int) -> int:
        """Issue a membership as the admin; returns its id."""
        receipt = send(self.membership.issue, to_address(to), tier_id, sender=self.admin)
        return int(receipt.one("MembershipsIssued")["firstTokenId"])

    def fund(self, account: Any, amount: int) -> None:
        """Give an account tokens that the drops may take."""
        send(self.token.mint, to_address(account), amount, sender=self.admin)
        send(self.token.approve, str(self.drops), amount, sender=account)

    def claim(self, drop: int, to: Any, quantity: int = 1, *, sender: Any, value: int = 0) -> Receipt:
        """Claim from a drop without an allowlist; must go through."""
        return send(self.drops.claim, drop, to_address(to), quantity, 0, [], sender=sender, value=value)

    def expiry(self, token_id: int) -> int:
        """When a membership expires, unix seconds; 0 for never."""
        return int(self.membership.membershipOf(token_id)[5])


def terms(**changes: Any) -> tuple[Any, ...]:
    """The Solidity struct DropTerms: a free drop of lifetime memberships except for `changes`."""
    assert set(changes) <= set(TERMS), changes
    usual = {"tierId": LIFE, "currency": ETH, "allowlistRoot": bytes(32)}
    return tuple((usual | changes).get(name, 0) for name in TERMS)


def open_shop() -> Shop:
    """Deploy and wire everything; the token is allowed."""
    admin, team = accounts[0], accounts[1]
    access = create(BrandAccess, admin.address, sender=admin)
    renderer, token, treasury = (create(one, sender=admin) for one in (MembershipRenderer, MoodyToken, Purse))
    times = (30 * DAY, GRACE)
    membership = create(BrandMembership, "Shop", "SHOP", str(access), str(renderer), *times, *WIDE, sender=admin)
    drops = create(MembershipDrops, str(membership), str(treasury), str(access), 1, sender=admin)
    for name, target in (("BrandMembership", membership), ("MembershipDrops", drops)):
        for function, role in PERMISSIONS[name].items():
            if role != "ADMIN":
                arguments = (str(target), [target.signatures[function]], ROLE_IDS[role])
                send(access.setTargetFunctionRole, *arguments, sender=admin)
    for role, holder in (("BRAND", team), ("ISSUER", admin), ("ISSUER", drops), ("DROPS", drops)):
        send(access.grantRole, ROLE_IDS[role], to_address(holder), 0, sender=admin)
    for tier in TIERS:
        send(membership.defineTier, tier, "ipfs://tier", "ipfs://image", sender=team)
    send(drops.allowCurrency, str(token), True, sender=team)
    send(drops.setPriceFloor, str(token), 1, sender=admin)
    return Shop(access, membership, drops, treasury, token, admin, team)


def calldata(function: Any, *arguments: Any) -> bytes:
    """What a contract sends to call `function`."""
    return to_bytes(hexstr="0x" + function.encode_input(*arguments).removeprefix("0x"))


def ether_of(account: Any) -> int:
    """Balance in wei."""
    return int(rpc("eth_getBalance", to_address(account), "latest"), 16)
