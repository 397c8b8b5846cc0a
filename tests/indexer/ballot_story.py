"""What BrandGovernor tells in a story until a vote is over: types, exclusions, proposals, ballots."""

from typing import Any

from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import CURVES, METHODS, PARTS, PROBLEMS, SUPPORTS, Method, most_options
from symbia.rules.proposals import REACHES

from .drop_story import DropStory
from .telling import PEOPLE, ZERO

DESCRIPTIONS = (
    "# A new atelier\n\nipfs://bafkreiexample\n#proposer=0x00",
    "",
    "\n\n###   \n no hash \x00 here",
    "# " + "long " * 200,
    "# Ünïcode 🧵 \u202e\n<script>alert(1)</script> ipfs://bafy/a.json)",
)
REFUND_WEI = 10**18 + 7
BALLOT_STATE: dict[str, Any] = {"proposals": {}, "types": {}, "exclusions": 0}


class BallotStory(DropStory):
    """A type of the state: what a proposal freezes of it. A proposal: type_id, binding, method, options, actions (how
    many the timelock gets), voters, state."""

    def _govern(self, event: str, **values: Any) -> None:
        self._emit("BrandGovernor", event, **values)

    def _define_type(self, binding: bool, number: int | None = None) -> None:
        """A new type, or other rules for one that there is."""
        number = number or len(self._state["types"]) + 1
        frozen = {"quorumBps": 2_000, "approvalBps": 5_000 + len(self._state["proposals"]), "binding": binding}
        ballots = {
            "curve": self._random.randrange(len(CURVES)), "cap": self._random.choice((0, 2**40 - 1)),
            "optionBps": self._random.choice((0, 10_000)), "answerPeriod": self._random.choice((0, 365 * 86_400)),
        }  # fmt: skip
        bounds = {"reach": self._random.randrange(len(REACHES)), "quorumLeast": self._random.choice((1, 2**32 - 1))}
        self._state["types"][number] = {"frozen": frozen, "ballots": ballots, "bounds": bounds}
        self._govern(
            "ProposalTypeDefined", typeId=number, votingDelay=60, votingPeriod=600, proposalThreshold=1,
            proposerRule=number % 3, active=True, name=f"type {number}", **frozen,
        )  # fmt: skip
        self._govern("ProposalTypeBallots", typeId=number, methods=self._random.randrange(1, 32), **ballots)
        self._govern("ProposalTypeBounds", typeId=number, **bounds)

    def _exclude(self) -> None:
        """Another list of accounts that take no part, sometimes an empty one."""
        self._state["exclusions"] += 1
        accounts = sorted(self._random.sample(PEOPLE, self._random.choice((0, 1, 8))))
        self._govern("ExcludedAccountsSet", version=self._state["exclusions"], accounts=accounts)

    def _propose(self) -> None:
        """For/against/abstain, or between options; a binding choice has an action for each option but the first."""
        number, type_id = len(self._state["proposals"]) + 1, self._random.choice(list(self._state["types"]))
        rules = self._state["types"][type_id]
        binding, method = rules["frozen"]["binding"], self._random.randrange(len(METHODS))
        options = self._random.randint(2, most_options(METHODS[method])) if method else len(SUPPORTS)
        carried = (options - 1 if method else self._random.randint(1, 3)) if binding else 0
        self._state["proposals"][number] = {
            "binding": binding, "method": METHODS[method], "options": options, "voters": set(), "state": "active",
            "actions": min(carried, 1) if method else carried,
        }  # fmt: skip
        count = max(carried, 1)
        self._govern(
            "ProposalCreated", proposalId=number, proposer=self._person(),
            targets=[self._person() if binding else ZERO] * count, values=[REFUND_WEI if binding else 0] * count,
            signatures=[""] * count, calldatas=[self._random.randbytes(36) if binding else b""] * count,
            voteStart=self._now + 60, voteEnd=self._now + 660, description=self._random.choice(DESCRIPTIONS),
        )  # fmt: skip
        self._govern("ProposalRulesFrozen", proposalId=number, typeId=type_id, **rules["frozen"])
        self._govern(
            "ProposalBallotsFrozen", proposalId=number, method=method, optionCount=options,
            exclusions=self._state["exclusions"], **rules["ballots"],
        )  # fmt: skip
        self._govern(
            "ProposalBoundsFrozen", proposalId=number, quorumBase=self._random.randrange(2**29),
            inLaunch=self._random.random() < 0.3, **rules["bounds"],
        )  # fmt: skip
        if binding and self._random.random() < 0.3:
            self._govern("ProposalBeyondGuardian", proposalId=number)
        if self._random.random() < 0.3:
            self._govern("ProposalSponsored", proposalId=number, by=self._person())
        if method:
            labels = [self._random.choice(("", "red\x00", "🧵" * 40)) for _ in range(options)]
            actions = [int(binding and place > 0) for place in range(options)]
            self._govern("ProposalOptionsFrozen", proposalId=number, labels=labels, actions=actions)
        if METHODS[method] == "ranked":
            digests = [self._random.getrandbits(32) for _ in range(options)]
            self._govern("LabelDigestsFrozen", proposalId=number, digests=digests)

    def _vote(self) -> None:
        self._cast(self._some_proposal(), self._person())

    def _batch(self) -> None:
        """Signed ballots of which some do not count."""
        number = self._some_proposal()
        for index in range(self._random.randint(1, 6)):
            voter = self._person()
            if self._random.random() < 0.3 or voter in self._state["proposals"][number]["voters"]:
                problem = self._random.randrange(1, len(PROBLEMS))
                self._govern("BallotSkipped", proposalId=number, index=index, problem=problem)
            else:
                self._cast(number, voter)

    def _some_proposal(self) -> int:
        return int(self._random.choice(list(self._state["proposals"])))

    def _cast(self, number: int, voter: str) -> None:
        proposal = self._state["proposals"][number]
        if voter in proposal["voters"]:
            return
        if proposal["method"] == "ranked" and not proposal["voters"]:
            self._govern("TieSeedSet", proposalId=number, seed=self._random.getrandbits(80))
        proposal["voters"].add(voter)
        ballot = {
            "voter": voter, "proposalId": number, "weight": self._random.randint(1, 2**40),
            "reason": self._random.choice(("", "yes\x00no", "🧵")),
        }  # fmt: skip
        method, options = proposal["method"], proposal["options"]
        if method != "for_against":
            choice = encode(method, options, self._choice(method, options))
            self._govern("VoteCastWithParams", **ballot, support=0, params=choice.to_bytes(32))
        elif self._random.random() < 0.2:
            self._govern(
                "VoteCastWithParams", **ballot, support=self._random.randrange(3), params=self._random.randbytes(40)
            )
        else:
            self._govern("VoteCast", **ballot, support=self._random.randrange(3))

    def _choice(self, method: Method, options: int) -> Choice:
        some = self._random.sample(range(1, options + 1), self._random.randint(1, options))
        if method == "single_choice":
            return some[0]
        if method == "split":
            return dict.fromkeys(some, PARTS // len(some)) | {some[0]: PARTS - PARTS // len(some) * (len(some) - 1)}
        return some
