"""What the brand does with perks, what holders do with their rights, and calls that a role's delay holds back."""

import json
from typing import Any

import pytest

from tests.api.chain.club import Club, fields
from tests.api.chain.comparing import moment

DAY = 86_400
BRAND, ISSUER, HOLDER, OTHER, STRANGER, EXCLUDED = 1, 2, 5, 6, 7, 12
ZERO = "0x" + "0" * 40
PERKS = "/v1/perks/prepare"
DOCUMENT = {"name": "First loaf", "description": "One loaf."}


@pytest.fixture
def club(house: Any) -> Club:
    return Club(house)


def define(club: Club, who: int = BRAND, **terms: Any) -> Any:
    return club.house.post(f"{PERKS}/define-perk", {"account": club.name[who], "document": DOCUMENT, **terms})


def test_a_perk_is_defined_redeemed_and_paused(club: Club) -> None:
    starts, ends = club.house.now() + 10, club.house.now() + 10 * DAY
    terms = {"tier_ids": [3, 1], "starts_at": moment(starts), "ends_at": moment(ends), "min_holding_seconds": 60}
    answer = define(club, **terms, supply=5, per_membership=1, per_wallet=2)
    club.house.sign(answer.json())
    found, paused, redeemed, uri = club.house.call("PerkRegistry", "perk", 1)
    assert (found, paused, redeemed) == ((starts, ends, 60, 5, 1, 2, [1, 3]), False, 0)
    assert json.loads(club.pinned(uri)) == DOCUMENT
    assert answer.json()["summary"]["text"].startswith(
        "Define a perk for tier 1 “Gold”, tier 3 “Yearly”, after 1 minute of holding, 5 times in all, once with a "
        "membership, 2 times by a wallet, shown by the document ipfs://"
    )
    pause = {"account": club.name[BRAND], "perk_id": 1}
    assert "Pause perk 1" in club.house.does(f"{PERKS}/pause-perk", pause)["summary"]["text"]
    assert club.house.get("/v1/perks/1")["perk"]["paused"]
    again = club.house.post(f"{PERKS}/pause-perk", pause).json()
    assert (again["code"], again["detail"]) == ("nothing_to_do", "Perk 1 is paused already.")
    club.house.does(f"{PERKS}/pause-perk", {**pause, "paused": False})
    again = club.house.post(f"{PERKS}/pause-perk", {**pause, "paused": False}).json()
    assert again["code"] == "nothing_to_do"
    assert club.house.post(f"{PERKS}/pause-perk", {**pause, "perk_id": 2}).json()["code"] == "not_found"


def test_a_perk_for_all(club: Club) -> None:
    answer = define(club).json()
    club.house.sign(answer)
    assert club.house.call("PerkRegistry", "perk", 1)[0] == (0, 0, 0, 0, 0, 0, [])
    assert "Define a perk for every tier, from the first day, as often as one likes" in answer["summary"]["text"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"tier_ids": []}, "tier_ids"),
        ({"tier_ids": [1, 1]}, "tier_ids"),
        ({"tier_ids": [True]}, "tier_ids"),
        ({"supply": 0}, "supply"),
        ({"per_walet": 1}, "per_walet"),
        ({"starts_at": 0}, "starts_at"),
        ({"ends_at": "1970-01-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "2030-01-02T00:00:00Z", "ends_at": "2030-01-02T00:00:00Z"}, "ends_at"),
        ({"uri": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}, "uri"),
    ],
)
def test_terms_that_do_not_fit(club: Club, terms: dict[str, Any], field: str) -> None:
    """An empty list of tiers would open the perk to all, for good."""
    assert fields(define(club, **terms))[0].startswith(field)


def test_what_the_registry_refuses_in_words(club: Club) -> None:
    refused = define(club, tier_ids=[9]).json()
    assert (refused["revert"]["name"], refused["detail"]) == (
        "PerkRegistry_InvalidTerms",
        "The contract refuses these terms: tierIds names an unknown tier. Change them.",
    )
    refused = define(club, STRANGER).json()
    assert (refused["code"], refused["role"]) == ("role_missing", "BRAND")


def test_votes_are_passed_on_and_taken_back(club: Club) -> None:
    club.issued(1)
    text = club.does("delegate", HOLDER, to=club.name[OTHER])["summary"]["text"]
    assert text.startswith(f"Pass your votes on to {club.name[OTHER]}")
    assert club.read("delegates", club.name[HOLDER]) == club.name[OTHER]
    assert "Take your votes back" in club.does("delegate", HOLDER, to=club.name[HOLDER])["summary"]["text"]
    assert club.read("getVotes", club.name[HOLDER]) == 10
    assert fields(club.ask("delegate", HOLDER, to=ZERO)) == ["to"]
    assert fields(club.ask("delegate", HOLDER)) == ["to"]
    words = club.refuses("MembershipVotes_DelegateeBound", "delegate", HOLDER, to=club.name[EXCLUDED])
    assert "takes no part in proposals" in words


def test_somebody_is_let_move_memberships_and_no_longer(club: Club) -> None:
    token = club.issued(1)
    club.does("approve", HOLDER, token_id=token, to=club.name[OTHER])
    assert club.read("getApproved", token) == club.name[OTHER]
    assert "nobody but its holder" in club.does("approve", HOLDER, token_id=token, to=ZERO)["summary"]["text"]
    assert club.read("getApproved", token) == ZERO
    club.refuses("NotOwnerNorApproved", "approve", STRANGER, token_id=token, to=club.name[OTHER])
    club.does("approve-all", HOLDER, operator=club.name[OTHER])
    assert club.read("isApprovedForAll", club.name[HOLDER], club.name[OTHER])
    club.does("approve-all", HOLDER, operator=club.name[OTHER], approved=False)
    assert not club.read("isApprovedForAll", club.name[HOLDER], club.name[OTHER])


def test_another_contract_writes_the_metadata(club: Club) -> None:
    renderer = club.house.contracts["MembershipRenderer"].address
    club.does("set-renderer", BRAND, renderer=renderer)
    assert club.read("renderer") == renderer
    words = club.refuses("BrandMembership_InvalidRenderer", "set-renderer", BRAND, renderer=club.name[OTHER])
    assert words.startswith(f"{club.name[OTHER]} is no contract that writes metadata.")


def test_a_role_is_given_up(club: Club) -> None:
    body = {"account": club.name[ISSUER], "role": "ISSUER"}
    assert "Give up the role ISSUER" in club.house.does("/v1/roles/prepare/renounce-role", body)["summary"]["text"]
    assert club.house.call("BrandAccess", "hasRole", 2, club.name[ISSUER]) == [False, 0]
    wrong = club.house.post("/v1/roles/prepare/renounce-role", {**body, "role": "ISUER"}).json()
    assert wrong["errors"][0]["message"] == "is not known here; did you mean ISSUER?"


def test_a_role_with_a_delay_schedules_its_calls(club: Club) -> None:
    club.house.by_proposal("BrandAccess", "grantRole", 2, club.name[OTHER], 3_600)
    call = {"contract": "BrandMembership", "function": "issue", "arguments": {"to": club.name[STRANGER], "tierId": 1}}
    body = {"account": club.name[OTHER], "delayed": call}
    roles = "/v1/roles/prepare"
    words = club.house.refuses(f"{roles}/execute-call", body, "AccessManagerNotScheduled")
    assert words.endswith("Schedule it first.")
    done = club.house.does(f"{roles}/schedule-call", body)
    assert (
        "Announce a call, as soon as the role's delay allows (Call issue of BrandMembership with to 0x"
        in (done["summary"]["text"])
    )
    club.house.refuses(f"{roles}/schedule-call", body, "AccessManagerAlreadyScheduled")
    club.house.refuses(f"{roles}/execute-call", body, "AccessManagerNotReady")
    club.house.refuses(f"{roles}/cancel-call", {**body, "account": club.name[STRANGER]}, "AccessManagerNotScheduled")
    other = {**body, "account": club.name[STRANGER], "scheduled_by": club.name[OTHER]}
    club.house.refuses(f"{roles}/cancel-call", other, "AccessManagerUnauthorizedCancel")
    club.house.travel(3_601)
    club.house.does(f"{roles}/execute-call", body)
    assert club.read("ownerOf", 1) == club.name[STRANGER]
    at = moment(club.house.now() + DAY)
    assert f"not before {at[:10]}" in club.house.does(f"{roles}/schedule-call", {**body, "when": at})["summary"]["text"]
    club.house.does(f"{roles}/cancel-call", body)
    stranger = {**body, "account": club.name[STRANGER]}
    club.house.refuses(f"{roles}/schedule-call", stranger, "AccessManagerUnauthorizedCall")
