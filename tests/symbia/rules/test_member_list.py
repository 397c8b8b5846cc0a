"""Lists of members: what people write, what spreadsheets make of it, and what nobody should write."""

import csv
import io
import string

import pytest
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules import member_list
from symbia.rules.member_list import MAX_BYTES, Code, MemberList, TierRoom, fingerprint, parse
from symbia.text import Text
from symbia.words import word

A, B, C = (to_checksum_address("0x" + digits * 20) for digits in ("a1", "b2", "c3"))
TIERS = [TierRoom(1, "Friend", 100), TierRoom(2, "Gold, big", 2), TierRoom(3, "friend ", 5), TierRoom(4, "7", 5)]


def rows(found: MemberList) -> list[tuple[int, str, int]]:
    return [(row.row, row.account, row.tier_id) for row in found.rows]


def problems(found: MemberList) -> list[tuple[int | None, Code]]:
    return [(problem.row, problem.code) for problem in found.problems]


def one_problem(text: str | bytes) -> tuple[Code, str]:
    found = parse(text, TIERS)
    assert len(found.problems) == 1, found.problems
    return found.problems[0].code, word(found.problems[0].reason)


def test_a_plain_list() -> None:
    found = parse(f"account,tier\n{A},1\n{B.lower()},2\n", TIERS)
    assert rows(found) == [(2, A.lower(), 1), (3, B.lower(), 2)]
    assert not found.problems
    assert not found.notes


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeffaccount,tier\r\n{A},1\r\n".encode(),
        f"account,tier\r{A},1\r",
        f'"account" , "tier"\n "{A}",1\n'.replace('" ,', '",').replace(', "', ',"').replace('\n "', '\n"'),
        f" Account , TIER \n  {A} ,\t1 \n",
        f"tier,account\n1,{A}\n",
        f"name,tier,account,\nAda,1,{A},\n",
        f"\n\naccount,tier\n\n ,\n{A},1\n\n",
        f"account,tier\n{A},001",
        f"account,tier\n0x{A[2:].upper()},1",
    ],
)
def test_what_spreadsheets_make_of_it(text: str | bytes) -> None:
    found = parse(text, TIERS)
    assert [(row.account, row.tier_id) for row in found.rows] == [(A.lower(), 1)]
    assert not found.problems


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    found = parse(f'\naccount,tier,note\n{A},1,"two\nlines"\n\n{B},1\nx,1\n', TIERS)
    assert rows(found) == [(3, A.lower(), 1), (5, B.lower(), 1)]
    assert problems(found) == [(6, Code.NOT_AN_ADDRESS)]


def test_columns_that_are_not_used_are_told() -> None:
    notes = parse(f"name,account,tier\nAda,{A},1\n", TIERS).notes
    assert [word(note) for note in notes] == ["Columns not used: 'name'."]


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("0x12", Code.NOT_AN_ADDRESS, "40 hex digits"),
        (A[2:], Code.NOT_AN_ADDRESS, "Write 0x"),
        (A + "0", Code.NOT_AN_ADDRESS, "is not an address"),
        ("ada.eth", Code.NOT_AN_ADDRESS, "'ada.eth'"),
        ("=HYPERLINK()", Code.NOT_AN_ADDRESS, "'=HYPERLINK()'"),
        ("x" * 5_000, Code.NOT_AN_ADDRESS, "xxx..."),
        ("\x00\x1b[31m", Code.NOT_AN_ADDRESS, r"\x1b"),
        (A.swapcase().replace("0X", "0x"), Code.WRONG_CHECKSUM, "Copy the address again"),
        ("0x" + "0" * 40, Code.ZERO_ADDRESS, "Write the member's address"),
        ("", Code.CELLS, "Nothing in column account"),
    ],
)
def test_accounts_that_are_none(cell: str, code: Code, words: str) -> None:
    found, reason = one_problem(f"account,tier\n{cell},1\n")
    assert found is code
    assert words in reason
    assert len(reason) < 300


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("9", Code.UNKNOWN_TIER, "There are 1 (Friend)"),
        ("Platinum", Code.UNKNOWN_TIER, "'Platinum' is not a tier"),
        ("-1", Code.UNKNOWN_TIER, "not a tier"),
        ("1.0", Code.UNKNOWN_TIER, "not a tier"),
        ("٣", Code.UNKNOWN_TIER, "not a tier"),
        ("9" * 4_000, Code.UNKNOWN_TIER, "not a tier"),
        ("FRIEND", Code.AMBIGUOUS_TIER, "Tiers 1, 3 are all named"),
        ("", Code.CELLS, "Nothing in column tier"),
        ("Gold, big", Code.CELLS, "quotation marks"),
    ],
)
def test_tiers_that_are_none(cell: str, code: Code, words: str) -> None:
    found, reason = one_problem(f"account,tier\n{A},{cell}\n")
    assert found is code
    assert words in reason


def test_a_tier_may_be_named_and_a_number_is_an_id_first() -> None:
    found = parse(f'account,tier\n{A},"gold, BIG"\n{B},7\n{C},4\n', TIERS)
    assert [row.tier_id for row in found.rows] == [2, 4, 4]


def test_a_problem_is_a_code_with_what_it_is_about_as_data() -> None:
    found = parse(f"note,account,tier\n,{A},9\n,{B},friend\n,{A},2\n,{B},2\n,{C},2\n,{A},2\n", TIERS)
    assert [problem.reason for problem in found.problems] == [
        Text.of(
            "memberships.list.unknown_tier", cell="'9'", tiers=["1 (Friend)", "2 (Gold, big)", "3 (friend )", "4 (7)"]
        ),
        Text.of("memberships.list.ambiguous_tier", tiers=[1, 3], cell="'friend'"),
        Text.of("memberships.list.tier_full", tier=2, name="Gold, big", n=2, number=3),
        Text.of("memberships.list.duplicate", row=4),
    ]
    assert found.notes == [Text.of("memberships.list.columns_ignored", columns=["'note'"])]


def test_no_tiers_at_all() -> None:
    (problem,) = parse(f"account,tier\n{A},1\n", []).problems
    assert "define one first" in word(problem.reason)


def test_the_same_account_and_tier_twice() -> None:
    found = parse(f"account,tier\n{A},1\n{A},2\n{A.lower()},1\n", TIERS)
    assert rows(found) == [(2, A.lower(), 1), (3, A.lower(), 2)]
    assert problems(found) == [(4, Code.DUPLICATE)]
    assert "as row 2" in word(found.problems[0].reason)


def test_more_rows_than_the_tier_has_room_for() -> None:
    accounts = [f"0x{number:040x}" for number in range(1, 6)]
    found = parse("account,tier\n" + "".join(f"{account},2\n" for account in accounts), TIERS)
    assert [row for row, *_ in rows(found)] == [2, 3]
    assert problems(found) == [(row, Code.TIER_FULL) for row in (4, 5, 6)]
    assert "room for 2 more memberships, and this row is number 3" in word(found.problems[0].reason)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("", Code.EMPTY, "account,tier"),
        ("\ufeff\r\n\r\n", Code.EMPTY, "account,tier"),
        ("account,tier\n\n", Code.EMPTY, "no rows"),
        (f"{A},1\n", Code.NO_HEADER, "must name the columns"),
        ("account;tier\nx;1\n", Code.NO_HEADER, "Separate columns by commas"),
        ("account,tier,account\n", Code.NO_HEADER, "once each"),
        (f"account,tier\n{A},Caf\xe9\n".encode("latin-1"), Code.NOT_UTF8, "UTF-8"),
        ("account,tier\n".encode("utf-16"), Code.NOT_UTF8, "UTF-8"),
        (b"account,tier\n" + b" " * MAX_BYTES, Code.TOO_LARGE, "Split it"),
    ],
)
def test_files_that_cannot_be_used(content: str | bytes, code: Code, words: str) -> None:
    found, reason = one_problem(content)
    assert found is code
    assert words in reason


@pytest.mark.parametrize("broken", [f'"{A},1\n{B},1\n', f'"{A}"x,1\n{B},1\n'])
def test_an_open_quotation_mark_may_hide_rows_so_none_is_taken(broken: str) -> None:
    found = parse("account,tier\n" + broken, TIERS)
    assert (2, Code.NOT_CSV) in problems(found)
    assert not found.rows


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_list, "MAX_ROWS", 2)
    found = parse(f"account,tier\n{A},1\n{B},1\n{C},1\n", TIERS)
    assert problems(found) == [(4, Code.TOO_MANY_ROWS)]
    assert not found.rows


def test_the_fingerprint_is_of_the_rows_alone() -> None:
    plain = fingerprint(f"account,tier\n{A},1\n{B},2\n")
    assert fingerprint(f'\ufeffname,"tier",account\r\nx,1,{A}\r\n\r\n,"2",{B}\r\n'.encode()) == plain
    assert fingerprint(f"account,tier\n{B},2\n{A},1\n") != plain
    assert fingerprint(f"account,tier\n{A},1\n") != plain
    assert fingerprint(f"account,tier\n{A},1\n{B},1\n") != plain


accounts = st.integers(1, 2**160 - 1).map(lambda number: to_checksum_address(f"0x{number:040x}"))
pairs = st.lists(st.tuples(accounts, st.sampled_from((1, 4))), unique=True, min_size=1, max_size=5)


@given(pairs, st.sampled_from(("\n", "\r\n")), st.booleans(), st.booleans(), st.booleans())
def test_what_was_written_is_read(
    wanted: list[tuple[str, int]], ending: str, quoted: bool, turned: bool, lower: bool
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=ending, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    order = (1, 0) if turned else (0, 1)
    for record in [("account", "tier"), *((a.lower() if lower else a, str(tier)) for a, tier in wanted)]:
        writer.writerow([record[place] for place in order])
    found = parse(file.getvalue().encode(), TIERS)
    assert not found.problems
    assert [(row.account, row.tier_id) for row in found.rows] == [(a.lower(), tier) for a, tier in wanted]


@given(st.one_of(st.binary(max_size=300), st.text(alphabet=string.printable + '",;\n\r\x00é', max_size=300)))
def test_nothing_in_a_file_raises(content: str | bytes) -> None:
    found = parse(content, TIERS)
    assert found.rows or found.problems
    assert fingerprint(content) == fingerprint(content)


@given(st.lists(st.tuples(st.sampled_from((A, B, C, "x", "")), st.sampled_from(("1", "2", "9", ""))), max_size=12))
def test_every_row_is_issued_or_has_a_problem(cells: list[tuple[str, str]]) -> None:
    text = "account,tier\n" + "".join(f"{account},{tier}\n" for account, tier in cells)
    found = parse(text, TIERS)
    filled = [number for number, cell in enumerate(cells, 2) if any(cell)]
    told = [row.row for row in found.rows] + [one.row for one in found.problems if one.row is not None]
    assert sorted(told) == filled


def test_a_hundred_thousand_rows() -> None:
    text = "account,tier\n" + "".join(f"0x{number:040x},1\n" for number in range(1, 100_001))
    found = parse(text.encode(), [TierRoom(1, "Friend", 100_000)])
    assert len(found.rows) == 100_000
    assert not found.problems
