"""Whatever the terms and the history: `redeem` does what `evaluate` says, and `evaluate` says what a model says.

Invariant 6 of docs/invariants.md.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import NOBODY, move_to, now, refusal, rewound, send, send_at
from support.members import issue
from support.perks import RULES, terms, verdicts
from support.plan import APPEAL_WINDOW, ROOT, SEED, uris

WALLETS = 3
LIMITS = st.sampled_from((0, 0, 1, 2, 3))
REDEEM, TRANSFER, WAIT, PAUSE, NOTICE = range(5)
SHORT_LIFE = 100  # seconds of a period of a tier of this test


@dataclass
class Model:
    """What the registry should know about one perk."""

    limits: dict[str, int]
    tiers: list[int]
    holder: dict[int, int]
    tier: dict[int, int]
    acquired: dict[int, int]
    expires: dict[int, int]
    noticed: set[int] = field(default_factory=set)
    rests_until: dict[int, int] = field(default_factory=dict)  # first second of a new notice, after one was withdrawn
    paused: bool = False
    redeemed: list[tuple[int, int]] = field(default_factory=list)  # token, wallet

    def verdicts(self, token: int, wallet: int, time: int) -> dict[str, tuple[bool, int, int]]:
        """Each rule's passed, value, threshold, in order."""
        limits = self.limits
        held = time - self.acquired[token]
        mine = self.holder[token] == wallet
        counts = {
            "Supply": (len(self.redeemed), limits.get("supply", 0)),
            "PerMembership": (sum(one == token for one, _ in self.redeemed), limits.get("perMembership", 0)),
            "PerWallet": (sum(one == wallet for _, one in self.redeemed), limits.get("perWallet", 0)),
        }
        in_force = token not in self.noticed and time < self.expires.get(token, time + 1)
        wait, start, end = (limits.get(name, 0) for name in ("minHoldingSeconds", "startsAt", "endsAt"))
        return {
            "Active": (not self.paused, int(not self.paused), 1),
            "Holder": (mine, int(mine), 1),
            "Tier": (not self.tiers or self.tier[token] in self.tiers, self.tier[token], 0),
            "HoldingTime": (held >= wait, held, wait),
            "Started": (time >= start, time, start),
            "NotEnded": (end == 0 or time < end, time, end),
            **{rule: (limit == 0 or count < limit, count, limit) for rule, (count, limit) in counts.items()},
            "Membership": (in_force, int(in_force), 1),
        }


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(REDEEM), st.integers(0, 3), st.integers(0, WALLETS - 1)),
        st.tuples(st.just(REDEEM), st.integers(0, 3), st.just(-1)),  # by the holder
        st.tuples(st.just(TRANSFER), st.integers(0, 3), st.integers(0, WALLETS - 1)),
        st.tuples(st.just(WAIT), st.integers(1, 60), st.just(0)),
        st.tuples(st.just(PAUSE), st.booleans(), st.just(0)),
        st.tuples(st.just(NOTICE), st.integers(0, 3), st.just(0)),
    ),
    min_size=1,
    max_size=14,
)
TERMS = st.fixed_dictionaries(
    {
        "supply": LIMITS,
        "perMembership": LIMITS,
        "perWallet": LIMITS,
        "minHoldingSeconds": st.sampled_from((0, 0, 30)),
        "starts": st.sampled_from((0, 0, 40)),
        "lasts": st.sampled_from((0, 0, 90)),
        "tiers": st.sampled_from(([], [], [], [SEED], [SEED, ROOT])),
    }
)


class Play:
    """One random history of one perk, on the chain and in the model."""

    def __init__(self, world: dict[str, Any], asked: dict[str, Any]) -> None:
        """`world` holds the contracts and accounts, `asked` the perk's terms with dates relative to now."""
        self.world = world
        self.wallets = world["people"][:WALLETS]
        limits = {name: asked[name] for name in ("supply", "perMembership", "perWallet", "minHoldingSeconds")}
        start = now() + asked["starts"] if asked["starts"] else 0
        end = max(start, now()) + asked["lasts"] if asked["lasts"] else 0
        if limits["perWallet"] and not limits["perMembership"]:  # refused: one membership would walk through wallets
            limits["perMembership"] = 9
        limits |= {"startsAt": start, "endsAt": end}
        tiers = (SEED, SEED, ROOT, world["short"])
        self.model = Model(limits, asked["tiers"], {}, {}, {}, {})
        for index, tier in enumerate(tiers):
            wallet = index % WALLETS
            token = issue(world["membership"], world["issuer"], self.wallets[wallet], tier)
            self.model.holder[token], self.model.tier[token] = wallet, tier
            self.model.acquired[token] = now()
            if tier == world["short"]:
                self.model.expires[token] = now() + SHORT_LIFE
        self.tokens = list(self.model.holder)
        defined = send(
            world["perks"].definePerk, terms(tierIds=asked["tiers"], **limits), "ipfs://x", sender=world["team"]
        )
        self.perk = defined.one("PerkDefined")["perkId"]

    def step(self, kind: int, first: int, second: int) -> None:
        """One step, then compare what `evaluate` says to each wallet about each membership."""
        if kind == REDEEM:
            token = self.tokens[first]
            self.redeem(token, self.model.holder[token] if second == -1 else second)
        elif kind == TRANSFER:
            self.transfer(self.tokens[first], second)
        elif kind == WAIT:
            move_to(now() + first)
        elif kind == NOTICE:
            self.notice(self.tokens[first])
        else:
            send(self.world["perks"].setPaused, self.perk, bool(first), sender=self.world["team"])
            self.model.paused = bool(first)

    def redeem(self, token: int, wallet: int) -> None:
        """`redeem` by the wallet, which must do what `evaluate` says."""
        perks, account = self.world["perks"], self.wallets[wallet]
        eligible, found = verdicts(perks, self.perk, token, account)
        assert found == self.model.verdicts(token, wallet, now())
        assert eligible == all(passed for passed, _, _ in found.values())
        if eligible:
            send_at(now(), perks.redeem, self.perk, token, sender=account)  # the very second that was evaluated
            self.model.redeemed.append((token, wallet))
            return
        rule = next(name for name, (passed, _, _) in found.items() if not passed)
        error = ("PerkRegistry_Refused", self.perk, token, RULES.index(rule), *found[rule][1:])
        assert refusal(perks.redeem, self.perk, token, sender=account) == error

    def notice(self, token: int) -> None:
        """The brand means to revoke the membership, or takes that back."""
        membership, team = self.world["membership"], self.world["team"]
        rests_until = self.model.rests_until.get(token, 0)
        if token in self.model.noticed:
            withdrawn = send(membership.withdrawRevocation, token, sender=team)
            self.model.rests_until[token] = withdrawn.timestamp + APPEAL_WINDOW
        elif now() + 1 < rests_until:
            too_soon = ("BrandMembership_NoticeTooSoon", token, rests_until)
            assert refusal(membership.noticeRevocation, token, "ipfs://reason", sender=team) == too_soon
            return
        else:
            send(membership.noticeRevocation, token, "ipfs://reason", sender=team)
        self.model.noticed ^= {token}

    def transfer(self, token: int, to: int) -> None:
        """The holder gives the membership to a wallet; under notice it stays."""
        if token in self.model.noticed:
            return
        holder = self.model.holder[token]
        receipt = send(
            self.world["membership"].transferFrom,
            self.wallets[holder].address,
            self.wallets[to].address,
            token,
            sender=self.wallets[holder],
        )
        if holder != to:
            self.model.holder[token], self.model.acquired[token] = to, receipt.timestamp


@pytest.fixture(scope="module")
def world(_module_isolation: None, membership: Any, perks: Any, issuer: Any, team: Any, people: Any) -> dict[str, Any]:
    """All that a history needs."""
    terms_of_short = (2, 1_000, SHORT_LIFE, True, 0, NOBODY, "Short")
    short = send(membership.defineTier, terms_of_short, *uris("Short"), sender=team).one("TierDefined")["tierId"]
    return {"short": short} | {
        "membership": membership,
        "perks": perks,
        "issuer": issuer,
        "team": team,
        "people": people,
    }


@settings(max_examples=25)
@given(TERMS, STEPS)
def test_redeem_does_what_evaluate_says(world: dict[str, Any], asked: dict[str, Any], steps: list[Any]) -> None:
    check(world, asked, steps)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@settings(max_examples=100)
@given(TERMS, STEPS)
def test_redeem_does_what_evaluate_says_long(world: dict[str, Any], asked: dict[str, Any], steps: list[Any]) -> None:
    check(world, asked, steps)


def check(world: dict[str, Any], asked: dict[str, Any], steps: list[Any]) -> None:
    """Play the steps; in the end no limit was passed."""
    with rewound():
        play = Play(world, asked)
        for step in steps:
            play.step(*step)
        rows, limits = play.model.redeemed, play.model.limits
        assert world["perks"].redemptionCount() == len(rows)
        assert not limits["supply"] or len(rows) <= limits["supply"]
        for token in play.tokens:
            assert world["perks"].redeemedWith(play.perk, token) == sum(one == token for one, _ in rows)
        for index, wallet in enumerate(play.wallets):
            assert world["perks"].redeemedBy(play.perk, wallet.address) == sum(one == index for _, one in rows)
