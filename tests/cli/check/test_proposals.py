"""Every fact about types, proposals, tallies and powers that the API gets wrong is named."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from web3 import Web3

from cli.check import Comparison
from cli.check.ballots.powers import STRANGER, check_powers
from cli.check.ballots.tallies import check_tallies
from cli.check.proposals import check_proposals, check_types
from symbia.words import word

BLOCK = 9
MEMBER, OTHER = "0x" + "Aa" * 20, "0x" + "Bb" * 20
NOBODY = Web3.to_checksum_address(STRANGER)
AT = "1970-01-01T00:01:40Z"
TYPE = {
    "id": 1, "name": "Which", "binding": True, "active": True, "proposer_rule": "members", "proposal_threshold": 3,
    "voting_delay": 1, "voting_period": 2, "quorum_bps": 4, "approval_bps": 5, "methods": ["for_against", "ranked"],
    "curve": "square_root", "cap": None, "option_bps": 6, "answer_period": 7, "quorum_least": 8, "reach": "payments",
}  # fmt: skip
PROPOSAL = {
    "number": 1, "state": "active", "proposer": MEMBER, "snapshot_at": AT, "deadline_at": AT, "eta_at": None,
    "answer_due_at": "1970-01-01T00:01:47Z", "type": {"id": 1}, "binding": True, "method": "ranked",
    "options": [{"label": label, "actions": [0]} for label in ("red", "blue", "green")], "curve": "square_root",
    "cap": 9, "option_bps": 6, "quorum": {"bps": 4, "base": 40, "least": 8}, "reach": "brand",
    "beyond_guardian": True, "approval": {"required_bps": 6}, "excluded": [OTHER],
}  # fmt: skip
TALLY = {
    "proposal": 1, "method": "ranked", "votes": 5, "quorum": {"required": 2, "counted": 8},
    "choices": [{"votes": 3, "parts": 30_000}, {"votes": 2, "parts": 20_000}, {"votes": 0, "parts": 0}],
    "rounds": [{"votes": [3, 2, 0], "exhausted": 0, "eliminated": [], "tie_break": "none", "preference": None}],
    "outcome": {"winner": 1}, "lot": {"seed": "0x5"},
}  # fmt: skip
BALLOT = {"account": MEMBER, "choice_number": str(0x321), "units": 9, "votes": 3}
POWER = {
    "proposal": 1, "account": MEMBER, "fixed": True, "member": 4, "units": 9, "votes": 3,
    "reasons": [{"units": 10}, {"units": -1}], "problem": {"code": "already_voted", "text": ""},
}  # fmt: skip
NO_POWER = POWER | {"member": None, "units": 0, "votes": 0, "reasons": [], "problem": {"code": "unknown_signer"}}
CHAIN: dict[tuple[Any, ...], Any] = {
    ("proposalTypeCount",): 1,
    ("proposalType", 1): (1, 2, 3, 4, 5, 1, True, True, 0b10001, 1, 0, 6, 7, 8, 0, "Which"),
    ("latestProposalId",): 1,
    ("state", 1): 1,
    ("proposalProposer", 1): MEMBER,
    ("proposalSnapshot", 1): 100,
    ("proposalDeadline", 1): 100,
    ("proposalEta", 1): 0,
    ("proposalRules", 1): (1, 4, 5, True, 4, 3, 1, 9, 6, 7, 2, 40, 8, 1),
    ("isBeyondGuardian", 1): True,
    ("excludedAccounts", 2): [OTHER],
    ("tallyOf", 1): (4, 2, 8, 5, [3, 2, 0], 1),
    ("winningOption", 1): 1,
    ("roundsOf", 1): [([3, 2, 0], 0, 0, 0, 0)],
    ("tieSeedOf", 1): 5,
    ("rankingsOf", 1): ([0x21], [3]),
    ("hasVoted", 1, MEMBER): True,
    ("powerOf", 1, MEMBER): (4, 9, 3, 8),
    ("powerOf", 1, OTHER): (0, 0, 0, 5),
    ("powerOf", 1, NOBODY): (0, 0, 0, 5),
    ("getVotes", MEMBER): 9,
}


class _Frozen:
    @staticmethod
    def get_logs(*, argument_filters: dict[str, int], **_: int) -> list[dict[str, Any]]:
        assert argument_filters == {"proposalId": 1}
        return [{"args": {"labels": ["red", "blue", "green"], "actions": [1, 1, 1]}}]


class _Governor:
    class events:  # noqa: N801  # as web3 names it
        ProposalOptionsFrozen = _Frozen


class Answers:
    """Stands in for Sources: canned answers of both sides."""

    contracts = {"BrandGovernor": _Governor}  # noqa: RUF012
    web3 = Web3

    def __init__(self) -> None:
        self.result = Comparison()
        self.said = deepcopy({"type": TYPE, "proposal": PROPOSAL, "tally": TALLY, "ballot": BALLOT, "power": POWER})

    def get(self, path: str) -> dict[str, Any]:
        as_of = {"as_of": {"block": BLOCK}}
        if "/power/" in path:
            account = path.rsplit("/", 1)[-1]
            power = self.said["power"] if account == MEMBER else NO_POWER | {"account": account}
            return as_of | {"power": power}
        name = {"proposal-types": "proposal_types", "tally": "tally"}.get(path.rsplit("/", 1)[-1], "proposal")
        return as_of | {name: [self.said["type"]] if name == "proposal_types" else self.said[name]}

    def pages(self, path: str, key: str) -> Iterator[tuple[dict[str, Any], int]]:
        listed = {"proposals": "proposal", "ballots": "ballot"}
        entry = {"account": MEMBER} if key == "members" else self.said[listed[key]]
        return iter([(entry, BLOCK)])

    def call(self, _contract: str, function: str, *arguments: Any, block: int | str = "latest") -> Any:
        assert block in (BLOCK, "latest")
        return CHAIN[function, *arguments]


def _differences(answers: Answers) -> list[str]:
    for check in (check_types, check_proposals, check_tallies, check_powers):
        check(answers)  # type: ignore[arg-type]
    return [word(one) for one in answers.result.differences]


def test_nothing_differs_when_both_sides_say_the_same() -> None:
    answers = Answers()
    assert _differences(answers) == []
    assert set(answers.result.compared) == {
        "proposal types", "proposals", "frozen rules", "options", "tallies", "ballots", "powers",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "fact", "value", "differences"),
    [
        *(("type", name, 99, 1) for name in ("voting_delay", "quorum_bps", "quorum_least", "option_bps", "cap")),
        ("type", "answer_period", 99, 1),
        ("type", "reach", "governance", 1),
        ("proposal", "reach", "payments", 1),
        ("proposal", "beyond_guardian", False, 1),
        ("proposal", "quorum", {"bps": 4, "base": 41, "least": 8}, 1),
        ("proposal", "quorum", {"bps": 4, "base": 40, "least": 7}, 1),
        ("type", "methods", ["for_against"], 1),
        ("type", "curve", "units", 1),
        ("type", "proposer_rule", "brand", 1),
        ("type", "active", False, 1),
        ("proposal", "state", "pending", 1),
        ("proposal", "type", {"id": 2}, 1),
        ("proposal", "method", "split", 1),
        ("proposal", "cap", None, 1),
        ("proposal", "curve", "units", 1),
        ("proposal", "option_bps", 0, 1),
        ("proposal", "approval", {"required_bps": 5}, 1),
        ("proposal", "answer_due_at", None, 1),
        ("proposal", "excluded", [], 1),
        ("proposal", "options", PROPOSAL["options"][:2], 2),  # type: ignore[index]
        ("proposal", "options", [{"label": one, "actions": []} for one in ("red", "blue", "green")], 1),
        ("tally", "method", "approval", 1),
        ("tally", "votes", 6, 1),
        ("tally", "quorum", {"required": 2, "counted": 7}, 1),
        ("tally", "quorum", {"required": None, "counted": 8}, 1),
        ("tally", "outcome", {"winner": None}, 2),
        ("tally", "rounds", [], 1),
        ("tally", "choices", [{"votes": 3, "parts": 30_000}, {"votes": 2, "parts": 20_001}, {"parts": 0}], 1),
        ("ballot", "units", 8, 1),
        ("ballot", "votes", 2, 2),
        ("ballot", "choice_number", str(0x31), 1),
        ("power", "member", None, 1),
        ("power", "units", 8, 1),
        ("power", "reasons", [{"units": 8}], 1),
        ("power", "problem", None, 1),
    ],
)
def test_every_wrong_fact_is_found(subject: str, fact: str, value: object, differences: int) -> None:
    answers = Answers()
    answers.said[subject] |= {fact: value}
    assert len(_differences(answers)) == differences


@pytest.mark.parametrize(("units", "differences"), [(9, 0), (8, 1)])
def test_before_the_snapshot_units_are_those_of_the_head(units: int, differences: int) -> None:
    answers = Answers()
    answers.said["power"] |= {"fixed": False, "units": units, "reasons": [{"units": 9}]}
    assert len(_differences(answers)) == differences
