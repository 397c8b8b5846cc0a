"""A believable brand on a local chain: 67 members in 4 tiers, 12 proposals by every method and in every state, 5 perks,
redemptions.

All of it is real: each line below is a transaction, voting periods are lived through by moving the chain's clock. Begin
on a chain that is `STORY` old, and the story ends at the wall clock.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from api.content import ContentStore, ipfs_uri
from scripts.deploy import Brand
from scripts.local_chain import Chain
from scripts.seed_questions import (
    CAMPAIGN,
    COLOUR,
    ETHER,
    GARDEN,
    MARKETING,
    PRODUCT,
    SCENT,
    TREASURY,
    Answer,
    BallotBox,
    Question,
    answers,
)

STORY = timedelta(days=46)
DAY = 86_400
DATA = Path(__file__).resolve().parent / "seed_data"
SEED = 7  # the same brand every time

BRAND, ISSUER, GUARDIAN = 1, 2, 3  # account numbers, as in plans/demo.toml
PATRON = 5  # pays into the treasury; a wallet of the brand's, so its membership has no vote, see the plan
SUPPLIER = 6  # is paid by it
GARDENS = (7, 8, 9)  # may be paid by it
FIRST_MEMBER = 10
MEMBERS = 60
FRIEND, REGULAR, FOUNDER, SEASON = 1, 2, 3, 4
FIRST_GUEST = FIRST_MEMBER + MEMBERS  # of the tier Season; guests vote in nothing here
GUESTS = 6
PERIOD = 30 * DAY  # of the tier Season
SEASON_PRICE = ETHER // 50
FOUNDERS, REGULARS = 5, 15
LATECOMERS = 6  # join after the last snapshot: members without a vote in what runs
AGAINST, FOR, ABSTAIN = 0, 1, 2
BY_WALLET = 3  # of ballots between options one in so many is sent by its member, the others are carried
NUMBER_BITS = 32  # of a member number, below the units in a power
POLICY = 4
NOBODY = "0x" + "00" * 20  # as a currency: ETH
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
REASONS = (
    "",
    "",
    "",
    "I come for this every week.",
    "Not before we know what it costs.",
    "Fine with me, if the receipts are published.",
    "My children decided this one.",
    "Good idea, wrong season.",
)


@dataclass
class Submitted:
    """A proposal as its later calls need it."""

    number: int
    arguments: tuple[Any, ...]


class Story:
    """What happened to the brand, in order."""

    def __init__(
        self, brand: Brand, chain: Chain, accounts: list[Any], content: ContentStore, say: Callable[[str], None]
    ) -> None:
        """`accounts` are the node's unlocked accounts, at least 80."""
        self.brand = brand
        self.chain = chain
        self.accounts = accounts
        self.members = accounts[FIRST_MEMBER : FIRST_MEMBER + MEMBERS]
        self.guests = accounts[FIRST_GUEST : FIRST_GUEST + GUESTS]
        self.content = content
        self.say = say
        self.random = random.Random(SEED)  # noqa: S311 - a story, not a secret
        self.box = BallotBox(brand, chain)
        self.begin = chain.now()
        self._first_sold = 0  # token id

    def tell(self) -> None:
        """All of it, up to the wall clock."""
        self._day(0.1)
        self._tiers()
        self._join()
        self._sale()
        self._day(1)
        self.chain.pay(self.brand.timelock.address, 60 * ETHER, sender=self.accounts[PATRON])
        self._perks()
        self._day(3)
        self._change_hands()
        self._finished_proposals()
        self._questions(*self._running_proposals())
        self._redeem()
        self._day(STORY.days)

    def _day(self, number: float) -> None:
        self.chain.travel_to(self.begin + int(number * DAY))

    def _tiers(self) -> None:
        royalties = self.brand.timelock.address
        for name, units, supply, duration, transferable in (
            ("Friend", 1, 10_000, 0, True),
            ("Regular", 5, 1_000, 0, True),
            ("Founder", 25, 12, 0, False),
            ("Season", 1, 200, PERIOD, True),
        ):
            royalty = (500, royalties) if transferable else (0, NOBODY)
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
            self._send(drops, "setTierPrice", tier, NOBODY, price, sender=BRAND)
        terms = (SEASON, 0, self.begin + 120 * DAY, 100, 2, NOBODY, SEASON_PRICE, NO_ALLOWLIST)
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
        self.chain.send(drops, "renew", first, 1, NOBODY, SEASON_PRICE, sender=guests[0], value=SEASON_PRICE)
        most = ETHER // 4
        self.chain.send(drops, "changeTier", first + 1, REGULAR, NOBODY, most, sender=guests[1], value=most)
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
        values = (uid, recipient.address, SEASON, NOBODY, 0, now, now + 7 * DAY)
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

    def _perks(self) -> None:
        now = self.chain.now()
        summer_ends = self.begin + 20 * DAY
        terms: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("1-first-loaf", (0, 0, 0, 0, 1, 0, [])),
            ("2-tasting", (now, 0, 14 * DAY, 6, 1, 1, [REGULAR, FOUNDER])),
            ("3-harvest-box", (0, self.begin + 90 * DAY, 0, 100, 0, 2, [])),
            ("4-oven-naming", (0, 0, 0, 2, 1, 1, [FOUNDER])),
            ("5-summer-picnic", (0, summer_ends, 0, 0, 0, 1, [])),
        )
        for name, perk in terms:
            uri = self._pin((DATA / "perks" / f"{name}.md").read_text())
            self._send(self.brand.perks, "definePerk", perk, uri, sender=BRAND)
        self.say(f"{len(terms)} perks")

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

    def _finished_proposals(self) -> None:
        self._day(4)
        orchard = self._propose(TREASURY, "1-orchard-day", pays=4 * ETHER)
        self._day(5.2)
        self._vote(orchard, (1, 6, 1))
        self._day(8)
        cracker = self._propose(PRODUCT, "2-rye-cracker", proposer=self.members[1])
        self._day(9.2)
        self._vote(cracker, (2, 5, 1))
        self._day(10.5)
        self._send(self.brand.governor, "queue", *orchard.arguments, sender=PATRON)
        self._day(12)
        racing = self._propose(MARKETING, "3-racing-team")
        self._day(12.8)
        self._vote(racing, (6, 2, 1))
        self._send(self.brand.governor, "execute", *orchard.arguments, sender=PATRON)
        self._day(14)
        audit = self._propose(TREASURY, "4-carbon-audit", pays=6 * ETHER)
        self._day(15.2)
        self._vote(audit, (1, 7, 0))  # passes, and nobody queues it
        self._day(20)
        self._stay()
        threshold = self._propose(POLICY, "5-guest-votes", proposer=self.members[0])
        self._day(30.5)
        self._vote(threshold, (3, 3, 1), turnout=0.3)
        self._send(self.brand.governor, "cancel", *threshold.arguments, sender=GUARDIAN)
        self._day(36)
        self._go()
        self.say("5 proposals decided: executed, succeeded, defeated, expired, canceled")

    def _running_proposals(self) -> tuple[Submitted, Submitted, Submitted]:
        self._day(36.2)
        mill = self._propose(TREASURY, "6-stone-mill", pays=9 * ETHER)
        self._day(37)
        aperitif = self._propose(PRODUCT, "7-winter-aperitif")
        self._day(37.4)
        self._vote(mill, (1, 6, 1))
        self._propose(POLICY, "8-returns")
        scent, garden = self._ask(SCENT), self._ask(GARDEN)
        self._day(38.3)
        self._vote(aperitif, (3, 4, 1), turnout=0.25)
        self.say("3 proposals running: queued, active, pending")
        return mill, scent, garden

    def _questions(self, mill: Submitted, scent: Submitted, garden: Submitted) -> None:
        self._day(38.6)
        self._answer(scent, SCENT)
        self._answer(garden, GARDEN)
        self._day(39)
        colour = self._ask(COLOUR)
        self._day(39.6)
        self._answer(colour, COLOUR)
        self._day(43.5)
        self._send(self.brand.governor, "queue", *garden.arguments, sender=PATRON)
        campaign = self._ask(CAMPAIGN)
        self._day(44.1)
        self._answer(campaign, CAMPAIGN, turnout=0.4)
        for account in self.members[-LATECOMERS:]:
            self._send(self.brand.membership, "issue", account.address, FRIEND, sender=ISSUER)
        self._day(44.7)
        self._send(self.brand.governor, "queue", *mill.arguments, sender=PATRON)
        self._day(45.6)
        self._send(self.brand.governor, "execute", *garden.arguments, sender=PATRON)
        self._notice()
        self.say("4 proposals between options: 1 executed, 1 decided, 2 open")

    def _redeem(self) -> None:
        holders = self._holders()
        loaf, tasting, box, oven = 1, 2, 3, 4
        for perk, tokens in (
            (loaf, range(1, 13)),
            (tasting, range(FOUNDERS + 1, FOUNDERS + 4)),
            (box, (2, 2, 9)),
            (oven, (1, 3)),  # all there are
        ):
            for token in tokens:
                self.chain.send(self.brand.perks, "redeem", perk, token, sender=holders[token])
        self.say("20 redemptions")

    def _holders(self) -> dict[int, Any]:
        by_address = {account.address: account for account in self.members}
        membership = self.brand.membership
        return {token: by_address[membership.ownerOf(token)] for token in range(1, FOUNDERS + REGULARS + 1)}

    def _ask(self, question: Question) -> Submitted:
        """Submit a proposal between options; if it `pays`, each option an account of its own."""
        payees = [self.accounts[number].address for number in GARDENS] if question.pays else []
        actions = (payees, [question.pays] * len(payees), [b""] * len(payees))
        description = self._description(question.document, self.accounts[BRAND])
        terms = (question.type_id, question.options, *actions, description)
        self._send(self.brand.governor, "proposeChoice", *terms, sender=BRAND)
        return Submitted(self.brand.governor.latestProposalId(), (*actions, keccak(text=description)))

    def _answer(self, proposal: Submitted, question: Question, *, turnout: float = 0.7) -> None:
        """Ballots of a random part of the members: every third by wallet, the others carried in one batch, with one
        that has been cast already and one of an account that is excluded; these two are passed over."""
        chance = random.Random(question.document)  # noqa: S311 - a story, not a secret
        given = answers(question, self._voters(proposal.number), chance, turnout)
        direct = given[::BY_WALLET]
        self.box.by_wallet(proposal.number, direct, REASONS, chance)
        carried = [one for place, one in enumerate(given) if place % BY_WALLET]
        patron = Answer(self.accounts[PATRON], given[0].choice)
        batch = [direct[0], *carried, patron]
        self.box.by_signature(proposal.number, question.method, batch, carrier=self.accounts[PATRON])

    def _voters(self, number: int) -> list[Any]:
        """Members with units at the snapshot."""
        snapshot = self.brand.governor.proposalSnapshot(number)
        addresses = [account.address for account in self.members]
        powers = self.brand.membership.ballotPowers(addresses, snapshot)
        return [account for account, power in zip(self.members, powers, strict=True) if power >> NUMBER_BITS]

    def _propose(self, type_id: int, name: str, *, pays: int = 0, proposer: Any = None) -> Submitted:
        """Submit a document, with a payment to the supplier if `pays` (wei) is not 0."""
        sender = proposer or self.accounts[BRAND]
        description = self._description(name, sender)
        actions = self._actions(type_id, pays)
        governor = self.brand.governor
        self.chain.send(governor, "proposeTyped", type_id, *actions, description, sender=sender)
        return Submitted(governor.latestProposalId(), (*actions, keccak(text=description)))

    def _description(self, name: str, proposer: Any) -> str:
        """What goes on chain with the document `name`."""
        text = (DATA / "proposals" / f"{name}.md").read_text()
        title = text.splitlines()[0].removeprefix("# ")
        return f"# {title}\n\n{self._pin(text)}\n\n#proposer={to_checksum_address(proposer.address)}"

    def _actions(self, type_id: int, pays: int) -> tuple[list[str], list[int], list[str | bytes]]:
        if type_id in (PRODUCT, MARKETING):
            return [], [], []
        if pays:
            return [self.accounts[SUPPLIER].address], [pays], [b""]  # Brownie reads "0x" as one zero byte
        governor = self.brand.governor  # a policy changes the late quorum's extension
        return [governor.address], [0], [governor.setLateQuorumVoteExtension.encode_input(2 * DAY)]

    def _vote(self, proposal: Submitted, shares: tuple[int, int, int], *, turnout: float = 0.6) -> None:
        """Ballots of a random part of the members, against : for : abstain as in `shares`."""
        governor, membership = self.brand.governor, self.brand.membership
        snapshot = governor.proposalSnapshot(proposal.number)
        choices = [AGAINST] * shares[AGAINST] + [FOR] * shares[FOR] + [ABSTAIN] * shares[ABSTAIN]
        for account in self.members:
            if self.random.random() > turnout or not membership.getPastVotes(account.address, snapshot):
                continue
            support, reason = self.random.choice(choices), self.random.choice(REASONS)
            self.chain.send(governor, "castVoteWithReason", proposal.number, support, reason, sender=account)

    def _pin(self, text: str) -> str:
        return ipfs_uri(self.content.put(text.encode()))

    def _send(self, contract: Any, method: str, *arguments: Any, sender: int) -> None:
        self.chain.send(contract, method, *arguments, sender=self.accounts[sender])


def _split(addresses: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Founders, regulars, friends."""
    return addresses[:FOUNDERS], addresses[FOUNDERS : FOUNDERS + REGULARS], addresses[FOUNDERS + REGULARS :]
