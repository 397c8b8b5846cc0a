"""docs/ballots.md names what exists, and what it shows works."""

import json
import re
from typing import Any

import pytest

from api.proposals.drafts import ProposalDraft
from symbia.rules.ballots.choices import decode, encode
from symbia.rules.ballots.names import METHODS, PROBLEMS, most_options
from tests import ROOT
from tests.api.conftest import account

TEXT = (ROOT / "docs" / "ballots.md").read_text()
COMMANDS = re.findall(r"'http://127\.0\.0\.1:8000(/v1/[^']+)'", TEXT)
DRAFTS = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
ROWS = re.findall(r"^\| `(\w+)` \| ([\w ]*)\| `(.*)` \|.*\|$", TEXT, re.MULTILINE)


@pytest.fixture
def vote(brand: Any) -> Any:
    """A ranked vote with more ballots than a page has."""
    brand.tier(1, 10)
    brand.issue(account(1))
    brand.proposal_type(methods=31)
    brand.question(1, "ranked", "Juniper Rye Smoke")
    for number in range(1, 131):
        brand.answer(1, account(number), (0x13, 0x2, 0x21)[number % 3], number)
    brand.head()
    return brand


def test_every_method_is_told_with_a_choice_of_it() -> None:
    assert [row[0] for row in ROWS] == list(METHODS)
    for method, (_, options, choice) in zip(METHODS, ROWS, strict=True):
        if method != "for_against":
            assert options.strip() == f"2 to {most_options(method)}"
        written = json.loads(choice)
        if isinstance(written, dict):
            written = {int(option): parts for option, parts in written.items()}
        assert decode(method, 3, encode(method, 3, written)) == written


def test_every_problem_is_told() -> None:
    (table,) = [one for one in TEXT.split("\n\n") if one.startswith("| problem |")]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [one for one in PROBLEMS if one]


def test_the_paths_to_read_exist(client: Any) -> None:
    named = re.findall(r"^\| `(/v1/[^`]+)` \|", TEXT, re.MULTILINE)
    assert named
    assert set(named) <= client.get("/openapi.json").json()["paths"].keys()


@pytest.mark.parametrize("path", COMMANDS)
def test_the_commands_answer(vote: Any, client: Any, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_drafts_are_drafts(vote: Any, client: Any) -> None:
    proposal, ballot = DRAFTS
    assert ProposalDraft.model_validate(proposal).method == "ranked"
    for path, draft in (("/v1/proposals/prepare", proposal), ("/v1/ballots/prepare", ballot)):
        assert client.post(path, json=draft).json()["code"] == "chain_unavailable"  # it got as far as the node


def test_the_codes_of_refusals_are_those(vote: Any, client: Any) -> None:
    proposal, ballot = DRAFTS
    vote.proposal_type(2)
    refused = client.post("/v1/proposals/prepare", json={**proposal, "type": 2}).json()
    assert refused["code"] == "type_refuses_method"
    assert client.post("/v1/ballots/prepare", json={**ballot, "choice": [4]}).json()["code"] == "invalid_choice"
    assert all(f"`{code}`" in TEXT for code in ("type_refuses_method", "invalid_choice", "would_revert"))


def test_counting_again_comes_to_the_same(vote: Any, client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    here = block.replace('httpx.Client(base_url="http://127.0.0.1:8000")', "CLIENT")
    exec(here, {"CLIENT": client})  # noqa: S102 - our own document
    firsts = [sum(number for number in range(1, 131) if number % 3 == place) for place in (2, 1, 0)]
    assert capsys.readouterr().out == f"True {tuple(firsts)}\n"
