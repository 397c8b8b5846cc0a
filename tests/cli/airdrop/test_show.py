"""What a person sees of a list: problems in words, in the terminal and in the file of refused rows."""

import csv
import io
from pathlib import Path

from rich.console import Console

from cli.airdrop.run import _write_refused
from cli.airdrop.show import PROBLEMS_SHOWN, show_problems
from symbia.rules.member_list import parse
from symbia.rules.member_rows import RowProblem, TierRoom

TIERS = [TierRoom(1, "Friend", 1)]


def problems_of(*rows: str) -> list[RowProblem]:
    return parse("account,tier\n" + "".join(f"{row}\n" for row in rows), TIERS).problems


def shown(problems: list[RowProblem]) -> list[str]:
    output = io.StringIO()
    show_problems(Console(file=output, width=400), problems)
    return output.getvalue().splitlines()


def test_problems_are_sentences_with_their_row() -> None:
    assert shown(problems_of("bob,1", f"0x{1:040x},Gold")) == [
        "row 2: 'bob' is not an address. Write 0x and 40 hex digits.",
        "row 3: 'Gold' is not a tier. There are 1 (Friend).",
    ]
    assert shown(problems_of()) == ["file: The file has a header but no rows. Add a row for each membership."]


def test_what_is_left_out_is_counted() -> None:
    lines = shown(problems_of(*["bob,1"] * (PROBLEMS_SHOWN + 2)))
    assert len(lines) == PROBLEMS_SHOWN + 1
    assert lines[-1] == "... and 2 more. --skip-refused writes all of them to a file."


def test_refused_rows_are_written_with_their_reasons(tmp_path: Path) -> None:
    target = _write_refused(tmp_path / "members.csv", problems_of("bob,1"))
    assert target.name == "members.refused.csv"
    assert list(csv.reader(target.read_text().splitlines())) == [
        ["row", "account", "tier", "reason"],
        ["2", "bob", "1", "'bob' is not an address. Write 0x and 40 hex digits."],
    ]
