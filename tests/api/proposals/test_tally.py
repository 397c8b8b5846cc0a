"""The tally over HTTP: numbers, verdicts, what would change them."""

from typing import Any

import pytest

from benchmarks.tallies import ReferenceLot
from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.run_off import label_digest
from tests.api.conftest import NOW, TIE_SEED, account

OVER: dict[str, Any] = {"snapshot_at": NOW - 900, "deadline_at": NOW - 100}


@pytest.fixture
def voters(brand: Any) -> Any:
    """Accounts 1 to 5 with 10, 20, 30, 40 and 50 units; 6 has 60 and is on the list of excluded accounts."""
    for number in range(1, 7):
        brand.tier(number, 10 * number)
        brand.issue(account(number), number)
    brand.exclude(1, account(6))
    brand.setting("action_window", "300")
    brand.head()
    return brand


def read(client: Any, number: int = 1) -> dict[str, Any]:
    answer = client.get(f"/v1/proposals/{number}/tally")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["tally"]
    return found


def changes(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["code"], one["option"], one["votes"] or one["units"], one["possible"]) for one in found["changes"]]


def test_for_against_and_abstain(voters: Any, client: Any) -> None:
    voters.proposal(1, exclusions=1, approval_bps=6_000, quorum_base=150)
    voters.ballot(1, account(1), 0, 10)
    voters.ballot(1, account(3), 1, 30)
    voters.ballot(1, account(2), 2, 20)
    found = read(client)
    assert [(one["number"], one["label"], one["votes"], one["share_bps"]) for one in found["choices"]] == [
        (0, "against", 10, 1_666),
        (1, "for", 30, 5_000),
        (2, "abstain", 20, 3_333),
    ]
    assert (found["ballots"], found["votes"], found["units"]) == (3, 60, 60)
    assert (found["quorum"]["units"], found["quorum"]["required"], found["quorum"]["counted"]) == (150, 30, 50)
    assert found["margin"].pop("words")["text"]["code"] == "proposals.margin.leads_support"
    assert found["margin"] == {
        "first": 1,
        "second": 0,
        "votes": 20,
        "parts": 200_000,
        "text": "For leads against by 20 votes.",
    }
    said = found["outcome"].pop("words")["text"]
    assert said["values"]["first"]["code"] == "proposals.outcome.approved_so_far"
    assert said["values"]["first"]["values"] == {"approval": 6_000}
    assert found["outcome"] == {
        "passing": True,
        "winner": None,
        "by_lot": False,
        "why": "approved",
        "text": "It is approved so far: for exceeds 60% of for and against. For leads against by 20 votes.",
    }
    assert found["outstanding"] == {"units": 90, "votes": 90}
    assert changes(found) == [("rejection", 0, 10, True)]
    assert not found["decided"]
    assert found["rules"]["excluded"] == [{"account": account(6), "units": 60}]
    assert "60 units are left out" in found["rules"]["text"]


def test_a_quorum_that_nobody_can_reach_any_more_decides(voters: Any, client: Any) -> None:
    voters.proposal(1, quorum_bps=9_000)
    voters.ballot(1, account(5), 0, 50)
    found = read(client)
    assert (found["outcome"]["why"], found["outcome"]["passing"], found["decided"]) == ("quorum", False, True)
    assert changes(found) == [("quorum", None, 189, False), ("approval", 1, 51, True)]


def test_a_lead_that_outstanding_votes_cannot_turn_decides(voters: Any, client: Any) -> None:
    voters.question(1, "single_choice", "Ash Oak", exclusions=1)
    for number, choice in ((5, 1), (4, 1), (3, 2)):
        voters.answer(1, account(number), choice, 10 * number)
    found = read(client)
    assert found["outcome"]["text"] == "Option 1 “Ash” wins so far. Option 1 “Ash” leads option 2 “Oak” by 60 votes."
    assert changes(found) == [("winner_loses", 1, 60, False), ("option_wins", 2, 61, False)]
    assert found["decided"]


def test_curves_and_caps_are_in_what_is_outstanding(voters: Any, client: Any) -> None:
    voters.question(1, "single_choice", "Ash Oak", curve="square_root", cap=5, exclusions=1)
    voters.answer(1, account(5), 1, 5)
    found = read(client)
    assert found["outstanding"] == {"units": 100, "votes": 3 + 4 + 5 + 5}
    assert (found["votes"], found["units"], found["quorum"]["counted"]) == (5, 50, 50)
    assert (found["rules"]["curve"], found["rules"]["cap"]) == ("square_root", 5)
    assert "No voter counts for more than 5 votes." in found["rules"]["text"]


def test_a_run_off_is_told_round_by_round(voters: Any, client: Any) -> None:
    voters.question(1, "ranked", "Ash Oak Elm", **OVER)
    for place, (ranking, votes) in enumerate([([1], 40), ([2, 3], 35), ([3, 2], 30), ([3], 3)]):
        voters.answer(1, account(1 + place), encode("ranked", 3, ranking), votes)
    found = read(client)
    assert [(one["votes"], one["exhausted"], one["eliminated"]) for one in found["rounds"]] == [
        ([40, 35, 33], 0, [3]),
        ([40, 65, 0], 3, []),
    ]
    assert found["rounds"][0]["text"] == "Round 1: option 3 “Elm” goes out with 33 votes of 108."
    assert found["rounds"][1]["text"] == "Round 2: option 2 “Oak” has 65 votes of 105, more than half."
    assert found["margin"]["text"] == "Option 2 “Oak” leads option 1 “Ash” by 25 votes in round 2."
    assert (found["outcome"]["winner"], found["outcome"]["why"], found["decided"]) == (2, "won", True)
    assert found["outstanding"] is None
    assert {(one["option"], one["possible"]) for one in found["changes"]} == {(1, False), (3, False)}
    assert "would have needed" in found["changes"][0]["text"]
    assert [(one["tie_break"], one["preference"]) for one in found["rounds"]] == [("none", None)] * 2
    assert not found["outcome"]["by_lot"]


def ranked(voters: Any, labels: str, *cast: tuple[list[int], int], **terms: Any) -> None:
    """Proposal 1 with these rankings, each of another account."""
    voters.question(1, "ranked", labels, **{**OVER, **terms})
    for place, (ranking, votes) in enumerate(cast):
        voters.answer(1, account(1 + place), encode("ranked", len(labels.split()), ranking), votes)


def test_a_tie_that_later_preferences_break_is_told(voters: Any, client: Any) -> None:
    ranked(voters, "Ash Oak Elm", ([1, 2], 40), ([2, 3], 30), ([3, 2], 30))
    found = read(client)
    first = found["rounds"][0]
    assert (first["eliminated"], first["tie_break"], first["preference"]) == ([3], "preferences", 2)
    assert first["text"] == (
        "Round 1: option 3 “Elm” goes out. Of several with 30 votes of 100 it has the fewest ballots that rank it in "
        "place 2."
    )
    assert (found["outcome"]["winner"], found["outcome"]["by_lot"]) == (2, False)


def test_options_that_go_out_together_are_told(voters: Any, client: Any) -> None:
    ranked(voters, "Ash Oak Elm Fir", ([1], 45), ([2], 40), ([3, 2], 10), ([4, 1], 10))
    first = read(client)["rounds"][0]
    assert (first["eliminated"], first["tie_break"], first["preference"]) == ([3, 4], "together", None)
    assert first["text"] == (
        "Round 1: these go out together: option 3 “Elm”, option 4 “Fir”. Each has 10 votes of 105, and together they "
        "have fewer than the next option."
    )


@pytest.mark.parametrize("labels", ["Ash Oak Elm", "Elm Ash Oak", "Oak Elm Ash"])
def test_a_lot_is_told_and_what_it_was_drawn_from(voters: Any, client: Any, labels: str) -> None:
    """Whatever the order, the same one goes out by name."""
    ranked(voters, labels, ([1, 2], 30), ([2, 3], 30), ([3, 1], 30))
    found, names = read(client), labels.split()
    lot = found["lot"]
    assert (lot["seed"], lot["participation"]) == (hex(TIE_SEED), 90)
    assert lot["digests"] == [f"0x{label_digest(label):08x}" for label in names]
    out = ReferenceLot(TIE_SEED, 90, ("Ash", "Oak", "Elm")).draw((1, 2, 3))
    first = found["rounds"][0]
    gone = ("Ash", "Oak", "Elm")[out - 1]
    assert ([names[option - 1] for option in first["eliminated"]], first["tie_break"]) == ([gone], "lot")
    assert "goes out by lot" in first["text"]
    assert (found["outcome"]["by_lot"], found["outcome"]["why"]) == (True, "won")
    assert found["outcome"]["text"].endswith("In round 1, a lot decided who went out.")


def test_a_lot_of_an_open_vote_is_not_the_last_word(voters: Any, client: Any) -> None:
    ranked(voters, "Ash Oak Elm", ([1, 2], 30), ([2, 3], 30), ([3, 1], 30), deadline_at=NOW + 100)
    found = read(client)
    assert (found["outcome"]["by_lot"], found["decided"]) == (True, False)
    assert found["outcome"]["text"].endswith("every further ballot has it drawn anew.")


def test_a_run_off_that_may_still_turn_is_not_decided(voters: Any, client: Any) -> None:
    """Nobody can be made to win by ballots for it alone, but other rankings, and the lots they draw, may do it."""
    ranked(voters, "Ash Oak Elm", ([1], 50), ([2], 50), ([3], 30), deadline_at=NOW + 100, option_bps=9_000)
    found = read(client)
    assert (found["outcome"]["winner"], found["decided"]) == (None, False)


def test_there_is_no_lot_without_ballots_or_rankings(voters: Any, client: Any) -> None:
    voters.question(1, "ranked", "Ash Oak", **OVER)
    assert read(client)["lot"] is None
    voters.question(2, "approval", "Ash Oak", **OVER)
    voters.answer(2, account(1), 1)
    assert client.get("/v1/proposals/2/tally").json()["tally"]["lot"] is None


@pytest.mark.parametrize(
    ("cast", "changed", "why", "words"),
    [
        ([], {}, "no_ballots", "Nobody has voted."),
        ([(1, 10)], {}, "quorum", "10 of 42 units that must take part did."),
        ([(1, 50), (2, 50)], {}, "tie", "The first place is shared, and a tie has no winner."),
        ([(1, 50), (2, 40)], {"option_bps": 6_000}, "below_share", "No option exceeds 60% of all votes."),
        ([(1, 50)], {"canceled_at": NOW - 500}, "canceled", "It was canceled, so nothing comes of its votes."),
    ],
)
def test_why_nobody_wins(
    voters: Any, client: Any, cast: list[tuple[int, int]], changed: dict[str, Any], why: str, words: str
) -> None:
    voters.question(1, "single_choice", "Ash Oak", **{**OVER, **changed})
    for place, (choice, votes) in enumerate(cast):
        voters.answer(1, account(1 + place), choice, votes)
    found = read(client)
    assert (found["outcome"]["why"], found["outcome"]["passing"]) == (why, False)
    assert found["outcome"]["text"].startswith(words)
    assert found["decided"]
    assert all(not one["possible"] for one in found["changes"])


def test_a_vote_that_has_not_begun(voters: Any, client: Any) -> None:
    voters.question(1, "approval", "Ash Oak", snapshot_at=NOW)
    found = read(client)
    assert (found["outcome"]["why"], found["decided"], found["outstanding"]) == ("pending", False, None)
    assert (found["changes"], found["margin"], found["rounds"]) == ([], None, [])
    assert found["choices"][0]["share_bps"] is None


def test_a_split_margin_is_exact(voters: Any, client: Any) -> None:
    voters.question(1, "split", "Ash Oak")
    voters.answer(1, account(1), encode("split", 2, {1: 5_025, 2: 4_975}), 10)
    found = read(client)
    assert (found["margin"]["votes"], found["margin"]["parts"]) == (0, 500)
    assert found["margin"]["text"] == "Option 1 “Ash” leads option 2 “Oak” by 0.05 votes."


def test_where_the_ballots_are_is_said(voters: Any, client: Any) -> None:
    voters.proposal(1)
    found = read(client)["recompute"]
    assert client.get(found["ballots"]).status_code == 200
    assert "those against left out" in found["text"]
    assert client.get("/v1/proposals/2/tally").json()["code"] == "not_found"
