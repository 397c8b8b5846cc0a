"""What events of choices become: rules of types and proposals, options, exclusions, ballots, skipped ballots."""

import pytest

from indexer.decode import events
from indexer.errors import MissingRowError
from symbia.rules.ballots.choices import encode
from symbia.tables.ballots import Ballot, SkippedBallot
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalAction, ProposalOption, ProposalType

from .applying import HASH, Tables
from .story import PEOPLE, ZERO

A, B, C = PEOPLE[:3]
ALL_METHODS = 0b11111
SPLIT, RANKED = 3, 4
SQUARE_ROOT = 1
LARGEST_CAP = 2**40 - 1
YEAR = 365 * 86_400
BALLOT_RULES = ("curve", "cap", "option_bps", "answer_period")


def _propose(tables: Tables, *, binding: bool, actions: int = 1) -> None:
    """Proposal 1 of type 2 by A until its rules, with so many actions (or the placeholder)."""
    calls = ((B,) * actions, (0,) * actions, ("",) * actions, ("0x01",) * actions)
    tables.apply(events.ProposalCreated, 1, A, *calls, 1_060, 1_660, "# T")
    tables.apply(events.ProposalRulesFrozen, 1, 2, 2_000, 5_000, binding)


def test_a_type_and_how_its_ballots_are_filled_in(tables: Tables) -> None:
    tables.apply(events.ProposalTypeDefined, 1, 60, 600, 1, 2_000, 5_000, 2, True, True, "Treasury")
    tables.apply(events.ProposalTypeBallots, 1, ALL_METHODS, SQUARE_ROOT, LARGEST_CAP, 3_333, YEAR)
    kind = tables.row(ProposalType)
    assert kind["methods"] == ALL_METHODS
    assert [kind[name] for name in BALLOT_RULES] == ["square_root", LARGEST_CAP, 3_333, YEAR]
    tables.apply(events.ProposalTypeBounds, 1, 2, 2**32 - 1)
    kind = tables.row(ProposalType)
    assert (kind["reach"], kind["quorum_least"]) == ("governance", 2**32 - 1)
    tables.apply(events.ProposalTypeDefined, 1, 60, 600, 1, 2_000, 5_000, 2, True, False, "Treasury")
    tables.apply(events.ProposalTypeBallots, 1, 1, 2, 0, 0, 0)
    kind = tables.row(ProposalType)
    assert (kind["methods"], kind["active"]) == (1, False)
    assert [kind[name] for name in BALLOT_RULES] == ["one_member_one_vote", 0, 0, 0]


def test_rules_of_ballots_belong_to_a_type_or_proposal(tables: Tables) -> None:
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.ProposalTypeBallots, 404, 1, 0, 0, 0, 0)
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.ProposalBallotsFrozen, 404, 1, 2, 0, 0, 0, 0, 0)
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.ProposalTypeBounds, 404, 1, 1)
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.ProposalBoundsFrozen, 404, 1, 1, 1, False)


def test_a_proposal_keeps_how_its_ballots_are_counted(tables: Tables) -> None:
    _propose(tables, binding=True)
    tables.apply(events.ProposalBallotsFrozen, 1, RANKED, 6, 2, LARGEST_CAP, 5_000, YEAR, 7)
    proposal = tables.row(Proposal)
    assert (proposal["method"], proposal["option_count"], proposal["exclusions"]) == ("ranked", 6, 7)
    assert [proposal[name] for name in BALLOT_RULES] == ["one_member_one_vote", LARGEST_CAP, 5_000, YEAR]
    assert (proposal["type_id"], proposal["quorum_bps"], proposal["binding"]) == (2, 2_000, True)


def test_a_proposal_keeps_its_bounds(tables: Tables) -> None:
    _propose(tables, binding=True)
    tables.apply(events.ProposalBoundsFrozen, 1, 1, 2**29 - 1, 40, True)
    proposal = tables.row(Proposal)
    assert proposal["in_launch"]
    assert (proposal["reach"], proposal["quorum_base"], proposal["quorum_least"]) == ("brand", 2**29 - 1, 40)
    assert (proposal["beyond_guardian"], proposal["sponsor"]) == (False, None)
    tables.apply(events.ProposalBeyondGuardian, 1)
    tables.apply(events.ProposalSponsored, 1, B)
    proposal = tables.row(Proposal)
    assert (proposal["beyond_guardian"], proposal["sponsor"], proposal["proposer"]) == (True, B, A)


def test_options_and_their_actions(tables: Tables) -> None:
    _propose(tables, binding=True, actions=3)
    tables.apply(events.ProposalOptionsFrozen, 1, ("red", "", "🧵"), (2, 0, 1))
    options = [(row["number"], row["label"], row["actions"]) for row in tables.rows(ProposalOption)]
    assert [(number, actions) for number, _, actions in options] == [(1, 2), (2, 0), (3, 1)]
    assert [label for _, label, _ in options] == ["red", "", "🧵"]
    assert len(tables.rows(ProposalAction)) == 3


def test_what_lots_are_drawn_from(tables: Tables) -> None:
    """Digests are those of the chain: a label that is no text is kept as another one."""
    _propose(tables, binding=False)
    tables.apply(events.ProposalOptionsFrozen, 1, ("red", "\ufffd"), (0, 0))
    assert [row["label_digest"] for row in tables.rows(ProposalOption)] == [0, 0]
    tables.apply(events.LabelDigestsFrozen, 1, (2**32 - 1, 7))
    assert [row["label_digest"] for row in tables.rows(ProposalOption)] == [2**32 - 1, 7]
    assert tables.row(Proposal)["tie_seed"] is None
    tables.apply(events.TieSeedSet, 1, 2**80 - 1)
    assert tables.row(Proposal)["tie_seed"] == f"{2**80 - 1:064x}"


def test_a_seed_belongs_to_a_proposal(tables: Tables) -> None:
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.TieSeedSet, 404, 1)
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.LabelDigestsFrozen, 404, (1, 2))


def test_an_advisory_choice_has_no_action(tables: Tables) -> None:
    tables.apply(events.ProposalCreated, 1, A, (ZERO,), (0,), ("",), ("0x",), 1_060, 1_660, "# T")
    tables.apply(events.ProposalRulesFrozen, 1, 2, 2_000, 5_000, False)
    tables.apply(events.ProposalOptionsFrozen, 1, ("red", "blue"), (0, 0))
    assert tables.rows(ProposalAction) == []
    assert len(tables.rows(ProposalOption)) == 2


def test_lists_of_excluded_accounts_stay_beside_each_other(tables: Tables) -> None:
    tables.apply(events.ExcludedAccountsSet, 1, (A, B))
    tables.apply(events.ExcludedAccountsSet, 2, ())
    tables.apply(events.ExcludedAccountsSet, 3, (B,))
    lists = [(row["version"], row["account"]) for row in tables.rows(ExcludedAccount)]
    assert lists == [(1, A), (1, B), (3, B)]


def test_the_choice_of_a_ballot_is_in_its_params(tables: Tables) -> None:
    choice = encode("split", 10, {1: 2_500, 10: 7_500})
    params = "0x" + choice.to_bytes(32).hex()
    tables.apply(events.VoteCastWithParams, A, 1, 0, 2**40, "why not", params, at=2_000)
    tables.apply(events.VoteCast, B, 2, 1, 1, "")
    chosen, plain = tables.rows(Ballot)
    names = ("proposal_number", "account", "support", "votes", "reason", "params", "at", "tx_hash")
    assert [chosen[name] for name in names] == [1, A, 0, 2**40, "why not", params, 2_000, HASH]
    assert (plain["support"], plain["votes"], plain["params"]) == (1, 1, "0x")
    assert int(chosen["params"], 16) == choice


def test_skipped_ballots_keep_where_and_why(tables: Tables) -> None:
    for index, problem in ((0, 1), (99, 8), (7, 9)):
        tables.apply(events.BallotSkipped, 1, index, problem, at=2_000)
    rows = tables.rows(SkippedBallot)
    assert [(row["position"], row["problem"]) for row in rows] == [
        (0, "pending"), (99, "already_voted"), (7, "invalid_choice"),
    ]  # fmt: skip
    assert {(row["proposal_number"], row["at"], row["tx_hash"]) for row in rows} == {(1, 2_000, HASH)}
    assert tables.rows(Ballot) == []
