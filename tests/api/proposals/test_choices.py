"""Proposals between options, curves, caps and excluded accounts, in lists and alone."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from symbia import tables as models
from symbia.rules.ballots.choices import encode as number_of
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, account
from tests.api.proposals.timelock import operation

OVER: dict[str, Any] = {"snapshot_at": NOW - 900, "deadline_at": NOW - 100}


@pytest.fixture
def voters(brand: Any) -> Any:
    """Accounts 1 to 5 with 10, 20, 30, 40 and 50 units, before every snapshot."""
    for number in range(1, 6):
        brand.tier(number, 10 * number)
        brand.issue(account(number), number)
    brand.proposal_type(1)
    brand.setting("action_window", "300")
    brand.head()
    return brand


def read(client: Any, number: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/proposals/{number}").json()["proposal"]
    return found


def action(number: int, position: int, target: str = account(7)) -> models.ProposalAction:
    return models.ProposalAction(
        proposal_number=number, position=position, target=target, value=to_wei_text(0), calldata="0x01", block_number=1
    )


def test_options_have_their_votes_and_actions(voters: Any, client: Any) -> None:
    voters.question(1, "single_choice", "Ash Oak Elm", actions=(1, 0, 2), binding=True)
    voters.add(*(action(1, position) for position in range(3)))
    voters.answer(1, account(1), 3, 10)
    voters.answer(1, account(2), 3, 20)
    voters.answer(1, account(3), 1, 30)
    found = read(client)
    assert (found["method"], found["state"]) == ("single_choice", "active")
    assert [(one["number"], one["label"], one["votes"], one["actions"]) for one in found["options"]] == [
        (1, "Ash", 30, [0]),
        (2, "Oak", 0, []),
        (3, "Elm", 30, [1, 2]),
    ]
    assert [one["option"] for one in found["actions"]] == [1, 3, 3]
    assert found["tally"] == {
        "against": None,
        "for": None,
        "abstain": None,
        "votes": 60,
        "ballots": 3,
        "winner": None,
    }
    assert (found["approval"]["leader"], found["approval"]["missing"]) == (1, 1)
    words = found["missing"][0].pop("words")
    assert words == {"text": {"code": "proposals.missing.winner", "values": {"n": 1, "option": 1, "share": 0}}}
    assert found["missing"] == [
        {
            "code": "winner",
            "text": "No option wins: option 1 needs 1 more vote to be ahead of every other.",
            "units": None,
            "votes": 1,
        }
    ]


def test_split_votes_are_kept_to_the_ten_thousandth(voters: Any, client: Any) -> None:
    voters.question(1, "split", "Ash Oak Elm")
    voters.answer(1, account(1), number_of("split", 3, {1: 3_333, 2: 3_333, 3: 3_334}), 10)
    found = read(client)
    assert [(one["votes"], one["parts"]) for one in found["options"]] == [(3, 33_330), (3, 33_330), (3, 33_340)]
    assert found["tally"]["winner"] == 3


@pytest.mark.parametrize(
    ("cast", "changed", "state"),
    [
        ([(1, 10), (2, 20)], {}, "succeeded"),
        ([(1, 30), (2, 30)], {}, "defeated"),  # a tie has no winner
        ([(1, 30), (2, 40), (3, 30)], {"option_bps": 4_000}, "defeated"),  # a share must be exceeded
        ([(1, 30), (2, 40), (3, 29)], {"option_bps": 4_000}, "succeeded"),
        ([(1, 29)], {}, "defeated"),  # 30 of 150 units must take part
        ([], {}, "defeated"),
        ([(1, 30), (2, 40)], {"binding": True, "deadline_at": NOW - 301}, "expired"),
    ],
)
def test_the_option_with_the_most_votes_wins(
    voters: Any, client: Any, cast: list[tuple[int, int]], changed: dict[str, Any], state: str
) -> None:
    voters.question(1, "single_choice", "Ash Oak Elm", **{**OVER, **changed})
    for place, (choice, votes) in enumerate(cast):
        voters.answer(1, account(100 + place), choice, votes)
    assert read(client)["state"] == state


def test_a_run_off_decides(voters: Any, client: Any) -> None:
    voters.question(1, "ranked", "Ash Oak Elm", **OVER)
    for place, (ranking, votes) in enumerate([([1], 40), ([2, 3], 35), ([3, 2], 30)]):
        voters.answer(1, account(1 + place), number_of("ranked", 3, ranking), votes)
    found = read(client)
    assert (found["state"], found["tally"]["winner"]) == ("succeeded", 2)
    assert [one["votes"] for one in found["options"]] == [40, 35, 30]
    assert found["approval"]["share_bps"] == 65 * 10_000 // 105


def test_units_and_not_votes_make_the_quorum(voters: Any, client: Any) -> None:
    voters.question(1, "single_choice", "Ash Oak", curve="square_root", cap=5, quorum_bps=8_000)
    voters.proposal(2, curve="one_member_one_vote", quorum_bps=5_000)
    for number in (3, 4, 5):
        voters.answer(1, account(number), 1, 5)
    voters.ballot(2, account(1), 1, 1)
    voters.ballot(2, account(5), 0, 1)  # against takes no part
    first, second = read(client), read(client, 2)
    assert first["quorum"] == {
        "bps": 8_000,
        "base": 150,
        "least": 1,
        "in_launch": False,
        "units": 150,
        "held": 150,
        "required": 120,
        "counted": 120,
        "missing": 0,
        "reached": True,
    }
    assert (first["curve"], first["cap"], first["tally"]["votes"]) == ("square_root", 5, 15)
    assert (second["quorum"]["counted"], second["quorum"]["missing"]) == (10, 65)
    listed = {one["number"]: one["quorum"] for one in client.get("/v1/proposals").json()["proposals"]}
    assert listed == {1: first["quorum"], 2: second["quorum"]}


def test_units_of_later_count_neither_for_the_voter_nor_for_the_quorum(voters: Any, client: Any) -> None:
    voters.proposal(1, curve="square_root")
    voters.at(NOW - 400)
    voters.issue(account(1), 5)
    voters.ballot(1, account(1), 1, 3)
    assert read(client)["quorum"]["counted"] == 10


def test_excluded_accounts_leave_the_base_of_the_proposals_that_froze_them(voters: Any, client: Any) -> None:
    voters.exclude(1, account(5))
    voters.exclude(2, account(4), account(99))
    voters.proposal(1)
    voters.proposal(2, exclusions=1)
    voters.proposal(3, exclusions=2)
    voters.at(NOW - 400)
    voters.issue(account(4), 5)  # after the snapshot
    found = {one["number"]: one for one in client.get("/v1/proposals").json()["proposals"]}
    assert [found[number]["quorum"]["units"] for number in (1, 2, 3)] == [150, 100, 110]
    assert [found[number]["excluded"] for number in (1, 2, 3)] == [[], [account(5)], [account(4), account(99)]]


def test_the_brand_owes_an_answer_after_a_deadline_or_none(voters: Any, client: Any) -> None:
    voters.proposal(1, answer_period=60)
    voters.proposal(2)
    assert read(client)["answer_due_at"] == "2027-01-15T08:09:20Z"
    assert read(client, 2)["answer_due_at"] is None


def test_types_name_their_methods_curve_and_cap(voters: Any, client: Any) -> None:
    voters.proposal_type(2, methods=0b10101, curve="square_root", cap=9, option_bps=1_000, answer_period=60)
    first, second = client.get("/v1/proposal-types").json()["proposal_types"]
    assert (first["methods"], first["curve"], first["cap"]) == (["for_against"], "units", None)
    assert second["methods"] == ["for_against", "approval", "ranked"]
    assert (second["curve"], second["cap"], second["option_bps"], second["answer_period"]) == (
        "square_root",
        9,
        1_000,
        60,
    )


@pytest.mark.parametrize(("ended", "state"), [("executed_at", "executed"), ("canceled_at", "canceled")])
def test_the_operation_of_a_choice_is_the_winners_part_under_its_own_salt(
    voters: Any, client: Any, ended: str, state: str
) -> None:
    for number in (1, 2):
        voters.question(
            number,
            "single_choice",
            "Ash Oak",
            actions=(1, 2),
            binding=True,
            queued_at=NOW - 9,
            eta_at=NOW - 5,
            description="the same words",
            **OVER,
        )
        voters.answer(number, account(4), 2, 40)
        voters.add(*(action(number, position, account(position + 1)) for position in range(3)))
    words = keccak(text="the same words")
    voters.add(operation(account(0xC1), 2, words, [account(2), account(3)], NOW - 5, **{ended: NOW - 1}))
    states = {one["number"]: one["state"] for one in client.get("/v1/proposals").json()["proposals"]}
    assert states == {1: "queued", 2: state}
