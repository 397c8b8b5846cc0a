"""A believable brand on a local chain: 67 members in 4 tiers, 12 proposals by every method and in every state, 5 perks,
redemptions.

All of it is real: each line below is a transaction, voting periods are lived through by moving the chain's clock. Begin
on a chain that is `STORY` old, and the story ends at the wall clock.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from scripts.seed_members import FOUNDER, FOUNDERS, FRIEND, LATECOMERS, REGULAR, REGULARS, Memberships
from scripts.seed_questions import CAMPAIGN, COLOUR, GARDEN, SCENT, BallotBox, SeedAnswer, SeedQuestion, answers
from scripts.seed_stage import (
    BRAND,
    DATA,
    GARDENS,
    GUARDIAN,
    ISSUER,
    MARKETING,
    PATRON,
    POLICY,
    PRODUCT,
    SUPPLIER,
    TREASURY,
)
from symbia.units import DAY, ETHER

STORY = timedelta(days=46)
AGAINST, FOR, ABSTAIN = 0, 1, 2
BY_WALLET = 3  # of ballots between options one in so many is sent by its member, the others are carried
NUMBER_BITS = 32  # of a member number, below the units in a power
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


class Story(Memberships):
    """What happened to the brand, in order."""

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

    def _perks(self) -> None:
        now = self.chain.now()
        summer_ends = self.begin + 20 * DAY
        terms: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("1-first-loaf", (0, 0, 0, 0, 1, 0, [])),
            ("2-tasting", (now, 0, 14 * DAY, 6, 1, 1, [REGULAR, FOUNDER])),
            ("3-harvest-box", (0, self.begin + 90 * DAY, 0, 100, 2, 2, [])),
            ("4-oven-naming", (0, 0, 0, 2, 1, 1, [FOUNDER])),
            ("5-summer-picnic", (0, summer_ends, 0, 0, 1, 1, [])),
        )
        for name, perk in terms:
            uri = self._pin((DATA / "perks" / f"{name}.md").read_text())
            self._send(self.brand.perks, "definePerk", perk, uri, sender=BRAND)
        self.say(f"{len(terms)} perks")

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

    def _ask(self, question: SeedQuestion) -> Submitted:
        """Submit a proposal between options; if it `pays`, each option but the last an account of its own."""
        payees = [self.accounts[number].address for number in GARDENS] if question.pays else []
        actions = (payees, [question.pays] * len(payees), [b""] * len(payees))
        description = self._description(question.document, self.accounts[BRAND])
        terms = (question.type_id, question.options, *actions, description)
        self._send(self.brand.governor, "proposeChoice", *terms, sender=BRAND)
        return Submitted(self.brand.governor.latestProposalId(), (*actions, keccak(text=description)))

    def _answer(self, proposal: Submitted, question: SeedQuestion, *, turnout: float = 0.7) -> None:
        """Ballots of a random part of the members: every third by wallet, the others carried in one batch, with one
        that has been cast already and one of an account that is excluded; these two are passed over."""
        chance = random.Random(question.document)  # noqa: S311 - a story, not a secret
        given = answers(question, self._voters(proposal.number), chance, turnout)
        box, direct = BallotBox(self.brand, self.chain), given[::BY_WALLET]
        box.by_wallet(proposal.number, direct, REASONS, chance)
        carried = [one for place, one in enumerate(given) if place % BY_WALLET]
        patron = SeedAnswer(self.accounts[PATRON], given[0].choice)
        batch = [direct[0], *carried, patron]
        box.by_signature(proposal.number, question.method, batch, carrier=self.accounts[PATRON])

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
