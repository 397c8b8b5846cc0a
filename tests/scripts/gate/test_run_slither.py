"""What `make slither` lets pass and what it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.gate import run_slither
from scripts.gate.run_slither import Finding, SlitherOutcome, analyse, is_ours, summary, unargued
from scripts.toolchain.layout import Layout
from tests import ROOT

HOLE = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

contract Vault {
    receive() external payable {}

    %s
    function empty(address payable to) external {
        require(to != address(0));
        to.transfer(address(this).balance);
    }
}
"""
ARGUMENT = "// Anyone may: that is what this vault is for."


@pytest.fixture
def findings(tmp_path: Path) -> Callable[[str], SlitherOutcome]:
    """Analyses HOLE with these lines above the function that everybody can call."""
    (tmp_path / "brownie-config.yaml").symlink_to(ROOT / "brownie-config.yaml")
    layout = Layout(tmp_path)
    layout.compiler.parent.mkdir()
    layout.compiler.symlink_to(Layout(ROOT).compiler)

    def run(*above: str) -> SlitherOutcome:
        source = tmp_path / "contracts" / "Vault.sol"
        source.parent.mkdir(exist_ok=True)
        source.write_text(HOLE % "\n    ".join(above))
        return analyse(layout)

    return run


def test_a_hole_is_found(findings: Callable[[str], SlitherOutcome]) -> None:
    outcome = findings("// no answer")
    assert [(one.impact, one.check) for one in outcome.unanswered] == [("High", "arbitrary-send-eth")]
    assert outcome.complaints == ()


def test_an_argued_answer_counts(findings: Callable[..., SlitherOutcome]) -> None:
    outcome = findings(ARGUMENT, "// slither-disable-next-line arbitrary-send-eth")
    assert [one.answered for one in outcome.findings] == [True]
    assert outcome.unanswered == outcome.complaints == ()


def test_an_answer_to_nothing_is_told(findings: Callable[..., SlitherOutcome]) -> None:
    outcome = findings(ARGUMENT, "// slither-disable-next-line reentrancy-eth")
    assert len(outcome.unanswered) == 1
    assert outcome.complaints == (
        "contracts/Vault.sol#8: answers reentrancy-eth, which is not found there any more; remove it",
    )


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([ARGUMENT, "// slither-disable-next-line timestamp"], []),
        (["// Longer ones run over several lines,", "// as here.", "// slither-disable-start timestamp"], []),
        (["    uint256 a;", "    // slither-disable-next-line timestamp"], [2]),
        (["// safe", "// slither-disable-next-line timestamp"], [2]),
        ([ARGUMENT, "// slither-disable-start a", "// slither-disable-next-line b", "// slither-disable-end a"], [3]),
    ],
)
def test_an_answer_wants_an_argument(lines: list[str], wrong: list[int]) -> None:
    assert unargued(lines) == wrong


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("contracts/membership/MembershipVotes.sol", True),
        ("contracts/mocks/Puppet.sol", False),
        ("node_modules/solady/src/tokens/ERC721.sol", False),
    ],
)
def test_only_deployed_code_counts(path: str, expected: bool) -> None:
    assert is_ours(Path(path)) is expected


def test_the_worst_comes_first() -> None:
    outcome = SlitherOutcome(
        (
            Finding("Low", "b", "low words", answered=False),
            Finding("High", "c", "high words", answered=False),
            Finding("High", "a", "answered words", answered=True),
        ),
        ("contracts/A.sol#1: complaint",),
    )
    lines = summary(outcome)
    assert lines[0].startswith("High: c")
    assert lines[1].startswith("Low: b")
    assert "answered words" not in "".join(lines)
    assert lines[-1].startswith("slither: 2 high (1 unanswered), 0 medium (0 unanswered), 1 low (1 unanswered)")


def test_detectors_left_out_are_still_known_to_slither() -> None:
    every = {one.ARGUMENT for one in run_slither.detectors()}
    assert "reentrancy-eth" in every
    assert not every & run_slither.EXCLUDED.keys()
