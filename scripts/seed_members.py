"""How the demo's members come, stay and go: tiers, issues, a sale, renewals, vouchers, delegations, a notice."""

from typing import Any

from scripts.seed_stage import BRAND, DATA, ISSUER, MEMBERS, PATRON, Stage
from symbia.content import ipfs_uri
from symbia.units import DAY, ETHER, ZERO

FRIEND, REGULAR, FOUNDER, SEASON = 1, 2, 3, 4  # tiers
FOUNDERS, REGULARS = 5, 15
LATECOMERS = 5  # join after the last snapshot: members without a vote in what runs. A day has room for no more
PERIOD = 30 * DAY  # of the tier Season
SEASON_PRICE = ETHER // 50
NO_ALLOWLIST = bytes(32)
DOMAIN_TYPE = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]
VOUCHER_TYPE = [
    {"name": "uid", "type": "uint256"},
    {"name": "recipient", "type": "address"},
    {"name": "tierId", "type": "uint16"},
    {"name": "currency", "type": "address"},
    {"name": "price", "type": "uint256"},
    {"name": "validFrom", "type": "uint64"},
    {"name": "validUntil", "type": "uint64"},
]


class Memberships(Stage):
    """Everything about memberships, in the order of the story."""

    _first_sold = 0  # token id

    def _tiers(self) -> None:
        royalties = self.brand.timelock.address
        for name, units, supply, duration, transferable in (
            ("Friend", 1, 10_000, 0, True),
            ("Regular", 5, 1_000, 0, True),
            ("Founder", 25, 12, 0, False),
            ("Season", 1, 200, PERIOD, True),
        ):
            royalty = (500, royalties) if transferable else (0, ZERO)
            terms = (units, supply, duration, transferable, *royalty, name)
            self._send(self.brand.membership, "defineTier", terms, *self._tier_uris(name.lower()), sender=BRAND)
        uri = self._pin((DATA / "collection.json").read_text())
        self._send(self.brand.membership, "setContractURI", uri, sender=BRAND)
        self.say("4 tiers")

    def _tier_uris(self, name: str) -> tuple[str, str]:
        """Of the tier's document and its image."""
        image = ipfs_uri(self.content.put((DATA / "tiers" / f"{name}.svg").read_bytes()))
        document = (DATA / "tiers" / f"{name}.json").read_text().rstrip().removesuffix("}").rstrip()
        return self._pin(f'{document},\n  "image": "{image}"\n}}\n'), image

    def _join(self) -> None:
        addresses = [account.address for account in self.members]
        early = addresses[: MEMBERS - LATECOMERS]
        founders, regulars, friends = _split(early)
        for recipients, tier in ((founders, FOUNDER), (regulars, REGULAR), (friends, FRIEND)):
            self._send(self.brand.membership, "airdrop", recipients, tier, sender=ISSUER)
        for address in regulars[:4]:  # some hold two
            self._send(self.brand.membership, "issue", address, FRIEND, sender=ISSUER)
        self.say(f"{len(early)} members")

    def _sale(self) -> None:
        """A drop of the tier Season that four guests buy from; prices for renewals and changes of tier."""
        drops, guests = self.brand.drops, self.guests
        for tier, price in ((REGULAR, ETHER // 4), (SEASON, SEASON_PRICE)):
            self._send(drops, "setTierPrice", tier, ZERO, price, sender=BRAND)
        terms = (SEASON, 0, self.begin + 120 * DAY, 100, 2, ZERO, SEASON_PRICE, NO_ALLOWLIST)
        uri = self._pin((DATA / "memberships" / "season-drop.md").read_text())
        self._send(drops, "defineDrop", terms, uri, sender=BRAND)
        for guest in guests[:4]:
            self.chain.send(drops, "claim", 1, guest.address, 1, 0, [], sender=guest, value=SEASON_PRICE)
        self._first_sold = self.brand.membership.issuedCount() - 3
        self._send(self.brand.membership, "issue", self.accounts[PATRON].address, REGULAR, sender=ISSUER)
        self.say("a drop, 4 sold")

    def _stay(self) -> None:
        """One guest renews, one moves up."""
        drops, guests, first = self.brand.drops, self.guests, self._first_sold
        self.chain.send(drops, "renew", first, 1, ZERO, SEASON_PRICE, sender=guests[0], value=SEASON_PRICE)
        most = ETHER // 4
        self.chain.send(drops, "changeTier", first + 1, REGULAR, ZERO, most, sender=guests[1], value=most)
        self.say("a renewal, a change of tier")

    def _go(self) -> None:
        """Two let it run out, and only one of them has lapsed; two come by voucher, and one of them gives up."""
        membership, guests = self.brand.membership, self.guests
        self.chain.send(membership, "lapse", self._first_sold + 2, sender=self.accounts[PATRON])
        self._voucher(guests[4])
        self._voucher(guests[5])
        self.chain.send(membership, "burn", membership.issuedCount(), sender=guests[5])
        self.say("a lapse, two vouchers, one membership given up")

    def _voucher(self, recipient: Any) -> None:
        """A month for a guest, signed by the issuer, redeemed by the guest."""
        drops, issuer = self.brand.drops, self.accounts[ISSUER]
        now = self.chain.now()
        uid = self.random.getrandbits(256)
        values = (uid, recipient.address, SEASON, ZERO, 0, now, now + 7 * DAY)
        domain = {
            "name": "Symbia Membership Drops",
            "version": "1",
            "chainId": self.brand.deployment.chain_id,
            "verifyingContract": drops.address,
        }
        document = {
            "types": {"EIP712Domain": DOMAIN_TYPE, "Voucher": VOUCHER_TYPE},
            "primaryType": "Voucher",
            "domain": domain,
            "message": {one["name"]: str(value) for one, value in zip(VOUCHER_TYPE, values, strict=True)},
        }
        signature = self.chain.sign_typed(document, signer=issuer.address)
        self.chain.send(drops, "redeemVoucher", values, issuer.address, signature, sender=recipient)

    def _notice(self) -> None:
        """The brand wants to end a membership and says why; members have 30 days to stop it."""
        token = FOUNDERS + REGULARS + 20  # a Friend
        uri = self._pin((DATA / "memberships" / "resold-loaves.md").read_text())
        self._send(self.brand.membership, "noticeRevocation", token, uri, sender=BRAND)
        self.say("a notice of revocation")

    def _change_hands(self) -> None:
        membership, members = self.brand.membership, self.members
        friend = FOUNDERS + REGULARS + 1  # first member of the tier Friend
        for delegator, delegatee in ((friend, 0), (friend + 1, 0), (FOUNDERS + 1, 1), (friend + 2, FOUNDERS)):
            self.chain.send(membership, "delegate", members[delegatee].address, sender=members[delegator])
        self.chain.send(
            membership,
            "transferFrom",
            members[friend + 5].address,
            members[friend + 6].address,
            friend + 6,  # token ids count from 1
            sender=members[friend + 5],
        )
        self.say("delegations and a transfer")


def _split(addresses: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Founders, regulars, friends."""
    return addresses[:FOUNDERS], addresses[FOUNDERS : FOUNDERS + REGULARS], addresses[FOUNDERS + REGULARS :]
