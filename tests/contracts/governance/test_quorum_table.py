"""Who can move a quorum by how much, and at what price: the table of docs/ballots.md, played."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.chain import NOBODY, move_to, now, pass_time, rewound, send
from support.governance import propose
from support.members import issue
from support.plan import DAY, LEAF, MEMBERS_ONLY, ROOT, SEED, YEAR

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "ballots.md"
HEADER = "| who | does what | before the proposal | between proposal and snapshot | price |"
PAYMENT = [("0x" + "55" * 20, 0, b"")]
MANY = 875  # units that come: seven times what there is

Act = Callable[[], object]


@pytest.fixture
def hundred(membership: Any, issuer: Any, people: Any) -> Any:
    """125 units: one member has 20, seven have one, and of fourteen memberships of 7 units the time is long over."""
    for tier_id in (ROOT, ROOT):
        issue(membership, issuer, people[0], tier_id)
    send(membership.airdrop, [people[1 + index].address for index in range(7)], SEED, sender=issuer)
    send(membership.airdrop, [people[20 + index].address for index in range(14)], LEAF, sender=issuer)
    move_to(now() + YEAR + 90 * DAY + 1)
    assert membership.totalUnits() == 125
    return people


def _quorum(governor: Any, proposer: Any, act: Act, *, before: bool) -> int:
    """Of a proposal, if `act` comes one second before it or one second after it."""
    with rewound():
        if before:
            act()
            pass_time(1)
        proposal = propose(governor, MEMBERS_ONLY, proposer, PAYMENT)
        if not before:
            act()
        proposal.open()
        return int(governor.proposalQuorum(proposal.number))


def test_the_table_of_the_document(
    governor: Any, membership: Any, drops: Any, hundred: Any, issuer: Any, team: Any, stranger: Any
) -> None:
    def airdrop() -> None:
        for start in range(0, MANY, 125):
            send(membership.airdrop, [f"0x{10**6 + start + one:040x}" for one in range(125)], SEED, sender=issuer)

    def open_drop() -> None:
        send(drops.defineDrop, (SEED, 0, 0, 0, 0, NOBODY, 0, bytes(32)), "ipfs://drop", sender=team)
        for _ in range(25):
            send(drops.claim, 1, "0x" + "66" * 20, 35, 0, [], sender=stranger)

    def lapse() -> None:
        send(membership.lapseBatch, list(range(10, 24)), sender=stranger)

    def burn() -> None:
        send(membership.burn, 2, sender=hundred[0])

    played: list[tuple[str, str, Act, str]] = [
        ("`ISSUER`", "gives away 875 memberships of a unit", airdrop, "gas"),
        ("anybody, while a drop is open and free", "claims 875 memberships of a unit", open_drop, "gas"),
        ("anybody", "lapses 98 units whose grace time is over", lapse, "gas"),
        ("a holder of 10 units", "gives them up", burn, "the membership"),
    ]
    rows = [
        f"| {who} | {what} | 25 to {_quorum(governor, hundred[0], act, before=True)} | "
        f"25 to {_quorum(governor, hundred[0], act, before=False)} | {price} |"
        for who, what, act, price in played
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.split(HEADER, 1)[1].split("\n\n", 1)[0].strip().splitlines()[1:]
    assert table == rows
