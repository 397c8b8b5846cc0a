"""Proposals between options on a real chain: proposed, voted by transaction and by signature, counted by the lens."""

from collections.abc import Mapping
from dataclasses import dataclass

from eth_utils.crypto import keccak

from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import METHODS, Method
from symbia.rules.ballots.typed_data import UnsignedBallot, governor_name, packed
from symbia.rules.signatures import compact
from symbia.rules.typed_data import SigningDomain

from .brand import ADVISORY, BINDING, LATE_QUORUM, NAME, Brand

ETHER = 10**18
HOUR = 3_600


@dataclass(frozen=True)
class Question:
    """A choice proposal of `options` options. Each but the first, which does nothing, pays the last account its number
    in ether."""

    brand: Brand
    number: int
    method: Method
    options: int
    description: str

    def open(self) -> "Question":
        """Go to where ballots count."""
        self.brand.pass_time(61)
        return self

    def vote(self, account: str, choice: Choice) -> None:
        """A member's own transaction."""
        params = encode(self.method, self.options, choice).to_bytes(32)
        self.brand.send(
            "BrandGovernor", "castVoteWithReasonAndParams", self.number, 0, "as I like", params, sender=account
        )

    def batch(self, choices: Mapping[str, Choice]) -> None:
        """Signed ballots of unlocked accounts in one transaction."""
        deadline = int(self.brand.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16) + HOUR
        ballots = b"".join(self._signed(account, choice, deadline) for account, choice in choices.items())
        self.brand.send("BrandGovernor", "castBallots", self.number, deadline, ballots)

    def enact(self) -> None:
        """Close the vote, queue and execute."""
        brand = self.brand
        brand.pass_time(LATE_QUORUM + 1)
        arguments = (*_actions(brand, self.options), keccak(text=self.description))
        brand.send("BrandGovernor", "queue", *arguments)
        brand.pass_time(61)
        brand.send("BrandGovernor", "execute", *arguments)

    def _signed(self, account: str, choice: Choice, deadline: int) -> bytes:
        domain = SigningDomain(governor_name(NAME), self.brand.chain_id, self.brand.address["BrandGovernor"])
        number = encode(self.method, self.options, choice)
        ballot = UnsignedBallot(self.number, number, deadline)
        signature = bytes.fromhex(self.brand.rpc("eth_signTypedData_v4", account, ballot.typed_data(domain))[2:])
        compacted = compact(signature)
        assert compacted is not None
        return packed(self.method, compacted, number)


def ask(brand: Brand, type_id: int, method: Method, options: int, *, pays: bool = False) -> Question:
    """Propose; with `pays` each option but the first has an action."""
    description = f"# Which of {options}, {method}"
    asked = (METHODS.index(method), [f"option {n}" for n in range(1, options + 1)], [0, *[int(pays)] * (options - 1)])
    actions = _actions(brand, options) if pays else ([], [], [])
    brand.send("BrandGovernor", "proposeChoice", type_id, asked, *actions, description)
    (number,) = brand.call("BrandGovernor", "latestProposalId")
    return Question(brand, number, method, options, description)


def choose(brand: Brand) -> None:
    """Five questions, two of them binding. The ranked binding one is executed: option 3 wins its second round."""
    voters = [*brand.accounts[1:4], brand.accounts[5]]
    brand.issue(1, *voters, voters[0], brand.excluded)
    brand.transact(brand.owner, brand.address["BrandTimelock"], b"", 5 * ETHER)
    brand.pass_time(2)  # a quorum's base are the units one second before the proposal
    colour = ask(brand, BINDING, "ranked", 3, pays=True)
    single = ask(brand, BINDING, "single_choice", 10, pays=True)
    rest = [
        ask(brand, ADVISORY, method, options) for method, options in (("approval", 4), ("split", 10), ("ranked", 6))
    ]
    colour.open()
    ballots: dict[str, Choice] = {voters[0]: [3, 1], voters[1]: [1, 3], brand.excluded: [2], voters[2]: [2, 1]}
    colour.batch({**ballots, brand.accounts[11]: [1]})
    colour.vote(voters[3], [2, 3])
    colour.batch({voters[0]: [1]})
    single.vote(voters[0], 10)
    for question, choices in zip(rest, _advisory_choices(), strict=True):
        question.batch(dict(zip(voters, choices, strict=False)))
    colour.enact()


def _advisory_choices() -> tuple[list[Choice], ...]:
    return (
        [[1], [1, 2, 3, 4], [2, 4]],
        [{1: 10_000}, {1: 1, 10: 9_999}, {2: 3_333, 3: 3_333, 4: 3_334}],
        [[6, 5, 4, 3, 2, 1], [1], [6, 1], [3, 4]],
    )


def _actions(brand: Brand, options: int) -> tuple[list[str], list[int], list[bytes]]:
    paid = [ETHER * number for number in range(2, options + 1)]
    return [brand.accounts[-1]] * len(paid), paid, [b""] * len(paid)
