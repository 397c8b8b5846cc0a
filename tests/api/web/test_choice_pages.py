"""Votes between options: what the page shows of tally, rounds, rules and ballots, and the form of each method."""

import re

import pytest

from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import Method

from . import rows
from .conftest import Brand
from .outline import Outline, assert_says, text_of

LABELS = ("Ochre", "Ink blue", "Green")


def asked(lively: Brand, method: Method, *cast: tuple[int, Choice, int], **changed: object) -> str:
    """The page of proposal 5 of a method, after ballots of (member, choice, votes)."""
    lively.add(rows.question(5, method, LABELS, **changed))
    lively.add(*(rows.choice(5, who, encode(method, len(LABELS), what), votes=votes) for who, what, votes in cast))
    return lively.page("/proposals/5")


def test_a_single_choice_shows_votes_shares_and_who_leads(lively: Brand) -> None:
    text = text_of(asked(lively, "single_choice", (1, 2, 6), (2, 1, 2)))
    assert_says(
        text,
        "Ochre 2 votes 25%",
        "Ink blue Leads 6 votes 75%",
        "Green 0 votes 0%",
        "Choose one option. The option with the most votes wins; a tie has no winner.",
        "Quorum: at least 20% of all units must vote.",
        "leads option 1 “Ochre” by 4 votes",
        "What would change the result",
    )


def test_the_winner_of_a_vote_that_is_over_is_marked(lively: Brand) -> None:
    html = asked(lively, "single_choice", (1, 2, 6), deadline_at=rows.NOW - rows.DAY)
    assert "Ink blue Wins 6 votes 100%" in text_of(html)
    assert "data-proposal" not in html


def test_approvals_may_add_up_to_more_than_all(lively: Brand) -> None:
    text = text_of(asked(lively, "approval", (1, [1, 3], 6), (2, [1], 2)))
    assert_says(text, "Ochre Leads 8 votes 100%", "Green 6 votes 75%", "Ochre, Green 6 votes")


def test_parts_of_votes_are_shown_exactly(lively: Brand) -> None:
    text = text_of(asked(lively, "split", (1, {1: 3_333, 2: 6_667}, 1), (2, {2: 10_000}, 2)))
    assert_says(text, "Ochre 0.3333 votes", "Ink blue Leads 2.6667 votes", "Ochre 33.33%, Ink blue 66.67% 1 vote")


def test_a_run_off_is_shown_round_by_round(lively: Brand) -> None:
    html = asked(lively, "ranked", (1, [1], 4), (2, [2, 3], 3), (3, [3, 2], 2), (4, [2], 1))
    text = text_of(html)
    assert_says(
        text,
        "First preferences Ochre 4 votes 40% Ink blue Leads 4 votes 40% Green 2 votes 20%",
        "Round 1 Round 2",
        "Green 2 goes out out",
        "Ink blue 4 6",
        "1. Ink blue, 2. Green 3 votes",
    )
    assert "by lot" not in text
    assert len(Outline(html).named("caption")) == len(Outline(html).named("table"))


@pytest.mark.parametrize(
    ("cast", "said"),
    [
        ([([1, 2], 4), ([2, 3], 3), ([3, 2], 3)], "Green 3 goes out: fewest in place 2 out"),
        ([([1, 2], 3), ([2, 3], 3), ([3, 1], 3)], "3 goes out by lot out"),
    ],
)
def test_what_broke_a_tie_is_shown(lively: Brand, cast: list[tuple[list[int], int]], said: str) -> None:
    text = text_of(asked(lively, "ranked", *((place, *one) for place, one in enumerate(cast, start=1))))
    assert_says(text, said)
    assert ("a lot decides who goes out" in text) == ("by lot" in said)


def test_a_tie_has_no_winner_and_nobody_is_marked(lively: Brand) -> None:
    text = text_of(asked(lively, "single_choice", (1, 2, 2), (2, 1, 2)))
    assert "Leads" not in text
    assert_says(text, "a tie has no winner", "Still missing 1 more vote for Ochre, if nobody else votes")


def test_before_anybody_has_voted(lively: Brand) -> None:
    text = text_of(asked(lively, "ranked"))
    assert "Nobody has voted" in text
    assert "Round 1" not in text
    assert "more units that vote, to reach quorum" in text


def test_curve_cap_share_answer_and_excluded_accounts_are_explained(lively: Brand) -> None:
    lively.add(rows.excluded(1, 9))
    text = text_of(
        asked(
            lively, "approval", curve="square_root", cap=3, option_bps=4_000, answer_period=rows.DAY, exclusions=1,
            binding=True,
        )
    )  # fmt: skip
    assert_says(
        text,
        "Votes are the square root of units, rounded down",
        "Nobody has more than 3 votes.",
        "the winner needs more than 40% of all votes",
        "The brand owes an answer by",
        "One account takes no part, and its units are not in the quorum: 0x0000…0009",
        "the winner's actions run on chain, and those of no other option",
    )


def test_each_option_has_its_own_actions(lively: Brand) -> None:
    lively.add(rows.action(5, position=0), rows.action(5, position=1, target=rows.account(8)),
               rows.action(5, position=2, calldata="0xdeadbeef"))  # fmt: skip
    text = text_of(asked(lively, "single_choice", actions=1, binding=True))
    assert "and no other. If Ochre wins" in text
    assert text.index("If Ochre wins") < text.index("If Ink blue wins") < text.index("0xdeadbeef")


@pytest.mark.parametrize(("binding", "actions", "said"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_the_rules_name_the_options_that_run_nothing(lively: Brand, binding: bool, actions: int, said: bool) -> None:
    hostile = ("<script>alert(1)</script>", "Ochre")
    lively.add(rows.question(5, "approval", hostile, binding=binding, actions=actions))
    html = lively.page("/proposals/5")
    rule = "Options without actions, which say no to the others: “<script>alert(1)</script>”, “Ochre”"
    assert (rule in text_of(html)) is said
    assert "<script>alert(1)" not in html


def test_after_the_vote_only_the_winners_actions_run(lively: Brand) -> None:
    lively.add(rows.action(5, position=0), rows.action(5, position=1))
    over = {"actions": 1, "binding": True, "deadline_at": rows.NOW - rows.DAY}
    text = text_of(asked(lively, "single_choice", (1, 2, 6), **over))
    assert_says(text, "If Ochre had won", "Because Ink blue won")


@pytest.mark.parametrize(
    ("method", "kind", "fields"), [("single_choice", "radio", 3), ("approval", "checkbox", 3), ("split", "number", 3)]
)
def test_each_option_has_a_field(lively: Brand, method: Method, kind: str, fields: int) -> None:
    outline = Outline(asked(lively, method))
    assert [one["type"] for one in outline.named("input") if one["name"] == "choice"] == [kind] * fields
    assert next(one for one in outline.named("form") if "data-proposal" in one)["data-method"] == method


def test_a_ranking_has_as_many_places_as_options(lively: Brand) -> None:
    html = asked(lively, "ranked")
    assert len([one for one in Outline(html).named("select") if one["name"] == "choice"]) == len(LABELS)
    assert "1. choice 2. choice (optional)" in re.sub(r"(Nothing more )?Ochre Ink blue Green ", "", text_of(html))


def test_the_list_shows_bars_and_results(lively: Brand) -> None:
    asked(lively, "single_choice", (1, 2, 6), (2, 1, 2))
    lively.add(rows.question(6, "ranked", LABELS, deadline_at=rows.NOW - rows.DAY), rows.choice(6, 1, 0x3, votes=9))
    text = text_of(lively.page("/"))
    assert_says(text, "One of several", "Ink blue Leads 6 votes 75%", "Green, 100%")


def test_a_visitor_reads_their_choice_and_what_it_counted_for(lively: Brand) -> None:
    asked(lively, "ranked", (1, [3, 1], 2))
    text = text_of(lively.page(f"/proposals/5?account={rows.account(1)}"))
    assert_says(text, "You voted 1. Green, 2. Ochre with 2 votes.", "of 10 units")


def test_who_would_not_count_hears_why_before_signing(lively: Brand) -> None:
    lively.add(rows.excluded(1, 2))
    asked(lively, "single_choice", exclusions=1)
    html = lively.page(f"/proposals/5?account={rows.account(2)}")
    assert "Your ballot would not count." in text_of(html)
    assert "takes no part in proposal 5" in text_of(html)
    assert "data-proposal" not in html


def test_a_visitor_reads_how_units_become_votes(lively: Brand) -> None:
    asked(lively, "single_choice", curve="square_root")
    text = text_of(lively.page(f"/proposals/5?account={rows.account(1)}"))
    assert_says(text, "You vote with 3 votes here.", "The square root of 10 units, rounded down, is 3 votes.")


def test_hostile_labels_are_only_text(lively: Brand) -> None:
    lively.add(rows.question(5, "ranked", ("<script>alert(1)</script>", "{{ 7*7 }}{0}")), rows.choice(5, 1, 0x21))
    html = lively.page("/proposals/5")
    assert "<script>alert(1)" not in html
    assert "{{ 7*7 }}{0}" in text_of(html)
