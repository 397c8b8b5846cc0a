"""What a list is told before it is issued is the same at the API and at the command, and it is what happens."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.airdrop import chain as airdrop_chain
from cli.app import app
from symbia.rules.member_remarks import next_day
from tests.api.chain.club import Club

BRAND, ISSUER, HOLDER, OTHER, STRANGER = 1, 2, 5, 6, 7
GOLD, SILVER, YEARLY, TRIAL = 1, 2, 3, 4
DAY = 86_400


@pytest.fixture
def club(house: Any, monkeypatch: pytest.MonkeyPatch) -> Club:
    """Account 5 holds a Gold, account 6 a Silver and a Trial, of which it burnt a Gold; account 7 holds nothing."""
    monkeypatch.setattr(airdrop_chain, "LOOKED_AT", 2)  # so that it looks several times
    club = Club(house)
    for tier, holder in ((GOLD, HOLDER), (GOLD, OTHER), (SILVER, OTHER), (TRIAL, OTHER), (GOLD, STRANGER)):
        club.issued(tier, holder)
    house.send("BrandMembership", "burn", 2, sender=OTHER)
    house.send("BrandMembership", "burn", 5, sender=STRANGER)
    return club


def imported(club: Club, rows: str, query: str = "") -> Any:
    club.house.index()
    headers = {"content-type": "text/csv"}
    return club.house.ask("POST", f"/v1/memberships/import{query}", content=rows, headers=headers).json()


def airdropped(club: Club, rows: str, folder: Path, *options: str, account: int = ISSUER) -> Result:
    file = folder / "members.csv"
    file.write_text(rows)
    settings = {"SYMBIA_RPC_URL": club.house.settings.rpc_url, "SYMBIA_DEPLOYMENT": str(club.house.settings.deployment)}
    return CliRunner(env=settings).invoke(app, ["airdrop", str(file), "--account", str(account), *options])


def listed(club: Club, *rows: tuple[int, int]) -> str:
    return "account,tier,mail\n" + "".join(f"{club.name[who]},{tier},x\n" for who, tier in rows)


LISTS = {
    "nobody holds anything": ((STRANGER, GOLD),),
    "the same tier": ((HOLDER, GOLD),),
    "another tier": ((HOLDER, SILVER),),
    "several tiers": ((OTHER, TRIAL), (OTHER, SILVER), (OTHER, YEARLY)),
    "a tier that was burnt": ((OTHER, GOLD), (STRANGER, GOLD)),
    "a bit of all": ((HOLDER, GOLD), (HOLDER, SILVER), (OTHER, TRIAL), (STRANGER, GOLD)),
    "problems too": ((HOLDER, GOLD), (HOLDER, GOLD), (STRANGER, 9)),
}


@pytest.mark.parametrize("rows", LISTS.values(), ids=LISTS)
def test_the_command_says_what_the_api_says(club: Club, tmp_path: Path, rows: Any) -> None:
    text = listed(club, *rows)
    found = imported(club, text)
    said = airdropped(club, text, tmp_path, "--dry-run").output.splitlines()
    notes = [line for line in said if "of these accounts" in line or "Columns not used" in line]
    assert notes == found["notes"]
    problems = [f"row {one['row']}: {one['message']}" for one in found["problems"]]
    assert [line for line in said if line.startswith("row ")] == problems


def test_the_same_tier_and_another(club: Club) -> None:
    notes = imported(club, listed(club, *LISTS["a bit of all"]))["notes"]
    assert notes[1].startswith("2 of these accounts hold a membership of the same tier already, and get one more.")
    assert notes[2] == "1 of these accounts holds a membership of another tier, and gets one more."
    notes = imported(club, listed(club, *LISTS["a tier that was burnt"]))["notes"]
    assert notes[1:] == ["1 of these accounts holds a membership of another tier, and gets one more."]


def test_the_run_says_what_the_dry_run_says(club: Club, tmp_path: Path) -> None:
    text = listed(club, *LISTS["a bit of all"])
    said = [airdropped(club, text, tmp_path, *options).output.splitlines() for options in (("--dry-run",), ())]
    dry, wet = ([line for line in lines if not line.startswith("About ")] for lines in said)  # gas changes
    assert dry == wet[: len(dry)]
    assert club.read("balanceOf", club.name[HOLDER]) == 3


def test_members_that_are_refused_are_not_remarked(club: Club, tmp_path: Path) -> None:
    text = listed(club, *LISTS["a bit of all"])
    said = airdropped(club, text, tmp_path, "--dry-run", "--refuse-members").output
    assert "of these accounts" not in said
    assert said.count("row ") == 3


def test_more_units_than_may_be_given_today(club: Club, tmp_path: Path) -> None:
    """22 units are given already, of 30."""
    given, most = club.read("givenToday")
    bounds = (100, 100_000, int(given) + 18, 0, 0)
    club.house.by_proposal("BrandMembership", "setUnitBounds", bounds)
    fits = listed(club, (STRANGER, GOLD))
    assert imported(club, fits)["notes"] == ["Columns not used: 'mail'."]
    more = listed(club, (STRANGER, GOLD), (HOLDER, GOLD))
    (note,) = [one for one in imported(club, more)["notes"] if "units" in one]
    again = next_day(club.house.now(), 0)
    assert note.startswith(
        f"This list gives away 20 units, and 18 more may be given away until {again:%Y-%m-%d} 00:00:00"
    )
    assert note in airdropped(club, more, tmp_path, "--dry-run").output
    assert most > given


@pytest.mark.parametrize("account", [ISSUER, STRANGER])
def test_a_dry_run_for_an_account_is_refused_as_the_run_is(club: Club, account: int) -> None:
    rows = listed(club, (STRANGER, GOLD))
    dry, wet = (imported(club, rows, f"?dry_run={dry}&account={club.name[account]}") for dry in ("true", "false"))
    assert dry.get("code") == wet.get("code") == (None if account == ISSUER else "role_missing")
    assert dry.get("batches", []) == []


def test_the_launch_is_one_day() -> None:
    assert next_day(DAY + 5, 0).timestamp() == 2 * DAY
    assert next_day(DAY, DAY).timestamp() == 2 * DAY
    assert next_day(DAY + 5, 30 * DAY + 7).timestamp() == 30 * DAY + 7
