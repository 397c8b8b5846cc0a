"""Members from CSV: problems by row, and airdrops that go through as they were prepared."""

from typing import Any

import pytest

from symbia.rules.addresses import checksum
from tests.api.chain.club import ISSUER, Club

BRAND, STRANGER = 1, 7
IMPORT = "/v1/memberships/import"


@pytest.fixture
def club(house: Any) -> Club:
    return Club(house)


def send(club: Club, csv: str | bytes, query: str = "") -> Any:
    club.house.index()
    return club.house.ask("POST", f"{IMPORT}{query}", content=csv, headers={"content-type": "text/csv"})


def prepared(club: Club, csv: str) -> Any:
    return send(club, csv, f"?dry_run=false&account={club.name[ISSUER]}")


def batches_of(club: Club, csv: str) -> list[Any]:
    answer = prepared(club, csv)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["batches"]
    return found


def member(number: int) -> str:
    return f"0x{number:040x}"


def test_a_dry_run_lists_every_problem_by_row(club: Club) -> None:
    rows = ["nobody,Gold", f"{member(1)},Nothing", f"{member(2)},gold", f"{member(2)},1", f"{member(0)},1", member(3)]
    rows += [f"{member(9 + number)},Trial" for number in range(4)]
    answer = send(club, "account,tier,mail\n" + "\n".join(rows) + "\n")
    found = answer.json()
    assert answer.status_code == 200
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in found["problems"]] == [
        (2, "account", "nobody", "not_an_address"),
        (3, "tier", "Nothing", "unknown_tier"),
        (5, None, f"{member(2)},1", "duplicate"),
        (6, "account", member(0), "zero_address"),
        (7, None, member(3), "cells"),
        (11, "tier", "Trial", "tier_full"),
    ]
    assert all(one["message"].endswith(".") for one in found["problems"])
    assert (found["rows"], found["batches"], found["notes"]) == (4, [], ["Columns not used: 'mail'."])
    assert [(one["name"], one["count"], one["left"]) for one in found["tiers"]] == [
        ("Gold", 1, 100),
        ("Silver", 0, 100),
        ("Yearly", 0, 100),
        ("Trial", 3, 3),
    ]


def test_problems_and_notes_have_codes_and_values(club: Club) -> None:
    answer = send(club, f"account,tier,mail\n{member(2)},9\n", "?lang=zh")
    found = answer.json()
    assert (answer.status_code, answer.headers["content-language"]) == (200, "zh")
    assert found["problems"][0]["words"]["message"] == {
        "code": "memberships.list.unknown_tier",
        "values": {"cell": "'9'", "tiers": ["1 (Gold)", "2 (Silver)", "3 (Yearly)", "4 (Trial)"]},
    }
    assert found["words"] == {
        "notes": [{"code": "memberships.list.columns_ignored", "values": {"columns": ["'mail'"]}}]
    }
    refused = prepared(club, f"account,tier\n{member(2)},9\n").json()
    assert refused["words"]["detail"] == {"code": "memberships.import.rows_refused", "values": {"n": 1}}
    assert refused["problems"] == [{**found["problems"][0], "message": refused["problems"][0]["message"]}]
    assert refused["problems"][0]["message"].startswith("'9' is not a tier. There are 1 (Gold), 2 (Silver), ")


def test_nothing_is_prepared_of_a_list_with_problems(club: Club) -> None:
    answer = prepared(club, f"account,tier\n{member(1)},1\nx,1\n")
    found = answer.json()
    assert (answer.status_code, found["code"]) == (422, "invalid_members")
    assert [one["row"] for one in found["problems"]] == [3]


def test_airdrops_go_through_in_their_order(club: Club) -> None:
    terms = (1, 1_000, 0, True, 0, "0x" + "0" * 40, "Crowd")
    club.house.send("BrandMembership", "defineTier", terms, "ipfs://crowd", "ipfs://image", sender=BRAND)
    rows = [f"{member(number)},Crowd" for number in range(1, 252)]
    rows[100:100] = [f"{member(1)},Gold", f"{member(700)},Silver"]
    batches = batches_of(club, "account,tier\n" + "\n".join(rows) + "\n")
    assert [(one["number"], one["tier_id"], one["count"]) for one in batches] == [
        (1, 1, 1),
        (2, 2, 1),
        (3, 5, 200),
        (4, 5, 51),
    ]
    assert (batches[2]["first_row"], batches[3]["last_row"]) == (2, 254)
    assert batches[0]["text"] == f"Issue 1 membership of tier 1 “Gold”, rows 102 to 102, as {club.name[ISSUER]}."
    assert batches[2]["words"]["text"]["values"]["what"]["values"] == {
        "n": 200,
        "tier": {"code": "prepare.tier_named", "values": {"tier": 5, "name": "Crowd"}},
        "first": 2,
        "last": 203,
    }
    for batch in batches:
        receipt = club.house.sign(batch)
        assert receipt["gasUsed"] <= int(batch["transaction"]["gas"], 16) * 7 // 10
    assert club.read("issuedCount") == 253
    assert [club.read("ownerOf", one).lower() for one in (1, 2, 3, 253)] == [
        member(1),
        member(700),
        member(1),
        member(251),
    ]
    again = send(club, f"account,tier\n{member(1)},Gold\n{member(2)},Gold\n").json()
    assert again["problems"] == []
    assert again["notes"][0].startswith("1 of these accounts holds a membership of the same tier already")


def test_the_dearest_members_fit_into_the_gas_of_a_batch(club: Club) -> None:
    """Each has votes of three different seconds, so that the airdrop writes history for all of them."""
    crowd = [checksum(member(number)) for number in range(1, 26)]
    for _ in range(3):
        club.house.travel(60)
        club.house.send("BrandMembership", "airdrop", crowd, 2, sender=ISSUER)
    (batch,) = batches_of(club, "account,tier\n" + "".join(f"{one},Yearly\n" for one in crowd))
    club.house.travel(60)
    receipt = club.house.sign(batch)
    assert receipt["gasUsed"] <= int(batch["transaction"]["gas"], 16)


def test_who_signs_must_be_named_and_an_issuer(club: Club) -> None:
    csv = f"account,tier\n{member(1)},1\n"
    nameless = send(club, csv, "?dry_run=false").json()
    assert (nameless["code"], nameless["detail"][:9]) == ("invalid_request", "account: ")
    stranger = send(club, csv, f"?dry_run=false&account={club.name[STRANGER]}").json()
    assert (stranger["code"], stranger["role"]) == ("role_missing", "ISSUER")
    assert club.name[ISSUER] in stranger["holders"]


def test_a_list_that_is_too_long(club: Club) -> None:
    answer = send(club, "account,tier\n" + f"{member(1)},1\n" * 100_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "100,000" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"account,tier\n", "empty"),
        (b"a,b\n1,2\n", "no_header"),
        (b"account,tier\n\xff,1\n", "not_utf8"),
    ],
)
def test_what_is_no_list(club: Club, content: bytes, code: str) -> None:
    found = send(club, content).json()
    assert [one["code"] for one in found["problems"]] == [code]
    assert found["rows"] == 0
