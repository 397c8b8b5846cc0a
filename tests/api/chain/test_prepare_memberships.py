"""Every action with memberships: prepared, signed, sent, and what it did; and every refusal in words."""

import json
from typing import Any

import pytest

from symbia.chain.calls import encode_call
from tests.api.chain.club import PREPARE, Club, fields
from tests.api.chain.comparing import moment

DAY = 86_400
APPEAL, GRACE = 10 * DAY, 3 * DAY
BRAND, ISSUER, HOLDER, OTHER, STRANGER = 1, 2, 5, 6, 7
GOLD, SILVER, YEARLY, TRIAL = 1, 2, 3, 4
ZERO = "0x" + "0" * 40
URI = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
IMAGE = "ipfs://bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"


@pytest.fixture
def club(house: Any) -> Club:
    return Club(house)


TERMS = {
    "name": "Platinum",
    "units": 40,
    "supply": 12,
    "duration": 365 * DAY,
    "transferable": False,
    "document": {"name": "Platinum", "description": "For those who stay.", "colour": "silver"},
    "image_uri": IMAGE,
}


def test_a_tier_is_defined_with_its_document_pinned(club: Club) -> None:
    done = club.does("define-tier", BRAND, **TERMS, royalty_bps=250, royalty_receiver=club.name[9])
    terms, issued, uri, image = club.read("tier", 5)
    assert terms == (40, 12, 365 * DAY, False, 250, club.name[9], "Platinum")
    assert (issued, image) == (0, IMAGE)
    assert json.loads(club.pinned(uri)) == {**TERMS["document"], "image": IMAGE}  # type: ignore[dict-item]
    assert "12 memberships with 40 units each, for 365 days unless renewed, soulbound, 2.5%" in done["summary"]["text"]


@pytest.mark.parametrize("name", ["Platinum", "PLATINUM ", "Plat\u200binum", "Pl\u0430tinum"])
def test_no_two_tiers_look_the_same(club: Club, name: str) -> None:
    club.does("define-tier", BRAND, **TERMS)
    answer = club.ask("define-tier", BRAND, **{**TERMS, "name": name})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    assert "Tier 5 is called “Platinum”" in answer.json()["detail"]


def test_every_problem_of_a_draft_is_told_at_once_with_its_place(club: Club) -> None:
    draft = {"name": " ", "units": 2**28, "supply": 0, "duration": -1, "royalty_bps": 10_001, "image_uri": "https://x"}
    found = fields(club.ask("define-tier", BRAND, **draft, document={"name": "a\nb", "image": "y"}))
    assert sorted(found) == [
        "document.image",
        "document.name",
        "duration",
        "image_uri",
        "name",
        "royalty_bps",
        "supply",
        "units",
    ]
    assert fields(club.ask("define-tier", BRAND, **TERMS, uri=URI)) == ["uri"]
    assert fields(club.ask("define-tier", BRAND, **{**TERMS, "document": None})) == ["uri"]
    assert fields(club.ask("define-tier", BRAND, **TERMS, royalty_bps=1)) == ["royalty_receiver"]
    assert fields(club.ask("define-tier", BRAND, **TERMS, royalty_receiver=club.name[9])) == ["royalty_receiver"]
    assert fields(club.ask("define-tier", BRAND, **{**TERMS, "name": "\u200b"})) == ["name"]
    found = fields(club.ask("airdrop", ISSUER, tier_id=0, recipients=["0x1", club.name[5], ZERO]))
    assert found == ["recipients.0", "recipients.2", "tier_id"]
    assert fields(club.ask("airdrop", ISSUER, tier_id=1, recipients=[])) == ["recipients"]
    assert fields(club.ask("airdrop", ISSUER, tier_id=1, recipients=[club.name[5]] * 201)) == ["recipients"]
    assert fields(club.ask("notice-revocation", BRAND, token_id=1)) == ["reason_uri"]


def test_a_tier_is_edited_downwards(club: Club) -> None:
    club.does("define-tier", BRAND, **TERMS, royalty_bps=250, royalty_receiver=club.name[9])
    club.does("set-tier-uri", BRAND, tier_id=5, uri=URI, image_uri=IMAGE)
    club.does("reduce-tier-supply", BRAND, tier_id=5, supply=11)
    club.does("reduce-tier-royalty", BRAND, tier_id=5)
    terms, _, uri, image = club.read("tier", 5)
    assert (terms[1], terms[4], terms[5], uri, image) == (11, 0, ZERO, URI, IMAGE)
    words = club.refuses("BrandMembership_OnlyLess", "reduce-tier-supply", BRAND, tier_id=5, supply=12)
    assert words.endswith(".")
    royalty = {"royalty_bps": 1, "royalty_receiver": club.name[9]}
    assert club.refuses("BrandMembership_OnlyLess", "reduce-tier-royalty", BRAND, tier_id=5, **royalty)
    assert club.refuses("BrandMembership_UnknownTier", "reduce-tier-supply", BRAND, tier_id=9, supply=1)


def test_documents_can_be_changed_until_they_are_frozen(club: Club) -> None:
    club.does("set-contract-uri", BRAND, document={"name": "Juniper & Rye"})
    assert json.loads(club.pinned(club.read("contractURI"))) == {"name": "Juniper & Rye"}
    club.does("freeze-metadata", BRAND)
    assert club.read("metadataFrozen")
    frozen = "BrandMembership_MetadataFrozen"
    assert club.refuses(frozen, "set-contract-uri", BRAND, uri=URI)
    assert club.refuses(frozen, "set-tier-uri", BRAND, tier_id=1, uri=URI, image_uri=IMAGE)
    assert club.refuses(frozen, "freeze-metadata", BRAND)


def test_a_membership_is_issued(club: Club) -> None:
    done = club.does("issue", ISSUER, to=club.name[HOLDER].lower(), tier_id=GOLD)
    assert club.read("ownerOf", 1) == club.name[HOLDER]
    assert done["summary"]["text"] == (
        f"Issue a membership of tier 1 “Gold” to {club.name[HOLDER]}, as {club.name[ISSUER]}."
    )


def test_what_is_signed_is_a_code_with_values(club: Club) -> None:
    done = club.does("issue", ISSUER, to=club.name[HOLDER], tier_id=GOLD)
    said = done["summary"]["words"]["text"]
    assert (said["code"], said["values"]["account"]) == ("prepare.signed_by", club.name[ISSUER])
    assert said["values"]["what"]["code"] == "memberships.draft.issue"
    assert said["values"]["what"]["values"]["recipient"] == club.name[HOLDER]
    terms = {**TERMS, "supply": 1_200, "royalty_bps": 250, "royalty_receiver": club.name[9]}
    drafted = club.does("define-tier", BRAND, **terms)["summary"]["words"]["text"]["values"]["what"]["values"]
    assert drafted["supply"] == {"code": "memberships.draft.memberships", "values": {"n": 1_200}}
    assert drafted["lasting"] == {"code": "memberships.draft.unless_renewed", "values": {"duration": 365 * DAY}}
    assert drafted["royalty"] == {
        "code": "memberships.draft.royalty", "values": {"share": 250, "receiver": club.name[9]}
    }  # fmt: skip


def test_in_chinese_a_transaction_is_the_same(club: Club) -> None:
    body = {"account": club.name[ISSUER], "to": club.name[HOLDER], "tier_id": GOLD}
    club.house.index()
    english, chinese = (club.house.ask("POST", f"{PREPARE}/issue{query}", json=body) for query in ("", "?lang=zh"))
    assert (chinese.status_code, chinese.headers["content-language"]) == (200, "zh")
    assert chinese.json()["summary"]["words"] == english.json()["summary"]["words"]
    assert chinese.json()["transaction"]["data"] == english.json()["transaction"]["data"]
    refused = club.house.ask("POST", f"{PREPARE}/issue?lang=zh", json={**body, "to": ZERO}).json()
    assert refused["errors"][0]["field"] == "to"


def test_an_airdrop_names_a_few_of_those_who_receive_several(club: Club) -> None:
    several = [account for place in range(5, 10) for account in (club.name[place], club.name[place])]
    text = club.does("airdrop", ISSUER, recipients=several, tier_id=SILVER)["summary"]["text"]
    named = ", ".join(f"{club.name[place]} 2" for place in (5, 6, 7))
    assert text == (
        f"Issue 10 memberships of tier 2 “Silver” to 5 accounts ({named} and 2 others several), as {club.name[ISSUER]}."
    )


def test_a_repeated_recipient_of_an_airdrop_receives_several(club: Club) -> None:
    twice = [club.name[HOLDER], club.name[OTHER], club.name[HOLDER].lower()]
    done = club.does("airdrop", ISSUER, recipients=twice, tier_id=SILVER)
    assert (club.read("balanceOf", club.name[HOLDER]), club.read("getVotes", club.name[HOLDER])) == (2, 6)
    assert f"to 2 accounts ({club.name[HOLDER]} 2)" in done["summary"]["text"]


def test_the_largest_airdrop_goes_through(club: Club) -> None:
    club.does("define-tier", BRAND, **{**TERMS, "supply": 200, "units": 1})
    club.does("airdrop", ISSUER, recipients=[f"0x{number:040x}" for number in range(1, 201)], tier_id=5)
    assert club.read("issuedCount") == 200


def test_a_full_tier_says_so(club: Club) -> None:
    recipients = [club.name[HOLDER]] * 4
    words = club.refuses("BrandMembership_TierSoldOut", "airdrop", ISSUER, recipients=recipients, tier_id=TRIAL)
    assert "3" in words


@pytest.mark.parametrize(
    ("action", "body", "role", "holder"),
    [
        ("issue", {"tier_id": 1, "to": "0x" + "11" * 20}, "ISSUER", ISSUER),
        ("airdrop", {"tier_id": 1, "recipients": ["0x" + "11" * 20]}, "ISSUER", ISSUER),
        ("renew-free", {"token_id": 1}, "ISSUER", ISSUER),
        ("define-tier", TERMS, "BRAND", BRAND),
        ("freeze-metadata", {}, "BRAND", BRAND),
        ("set-contract-uri", {"uri": URI}, "BRAND", BRAND),
        ("reduce-tier-supply", {"tier_id": 1, "supply": 1}, "BRAND", BRAND),
        ("notice-revocation", {"token_id": 1, "reason": "Because."}, "BRAND", BRAND),
        ("withdraw-revocation", {"token_id": 1}, "BRAND", BRAND),
        ("revoke", {"token_id": 1}, "BRAND", BRAND),
    ],
)
def test_a_missing_role_is_named_with_who_holds_it(
    club: Club, action: str, body: dict[str, Any], role: str, holder: int
) -> None:
    club.issued(YEARLY)
    answer = club.ask(action, STRANGER, **body)
    found = answer.json()
    assert (answer.status_code, found["code"], found["role"]) == (403, "role_missing", role)
    assert club.name[holder] in found["holders"]
    assert found["detail"].startswith(
        f"This takes the role {role}, and {club.name[STRANGER]} does not hold it. Held by "
    )
    assert club.name[holder] in found["detail"]


def test_a_role_with_a_delay_says_so(club: Club) -> None:
    club.house.send("BrandAccess", "grantRole", 2, club.name[STRANGER], 3_600)
    found = club.ask("issue", STRANGER, tier_id=1, to=club.name[HOLDER]).json()
    assert found["code"] == "role_missing"
    assert "with a delay: schedule the call in BrandAccess 1 hour ahead" in found["detail"]


def test_renewal_for_free(club: Club) -> None:
    token = club.issued(YEARLY)
    before = club.read("membershipOf", token)[5]
    club.does("renew-free", ISSUER, token_id=token, periods=2)
    assert club.read("membershipOf", token)[5] == before + 2 * 365 * DAY
    gold = club.issued(GOLD)
    assert club.refuses("BrandMembership_NeverExpires", "renew-free", ISSUER, token_id=gold)
    assert club.refuses("BrandMembership_InvalidPeriods", "renew-free", ISSUER, token_id=token, periods=200)
    assert club.refuses("BrandMembership_UnknownMembership", "renew-free", ISSUER, token_id=77)


def test_lapse_one_and_renew_it(club: Club) -> None:
    token = club.issued(YEARLY)
    words = club.refuses("BrandMembership_NotLapsable", "lapse", STRANGER, token_ids=[token])
    assert words.endswith("that is its expiry and the grace time after it.")
    club.house.travel(366 * DAY)
    assert club.state(token) == (1, 5)
    assert club.refuses("BrandMembership_NotLapsable", "lapse", STRANGER, token_ids=[token])
    found = club.house.get(f"/v1/memberships/{token}")["membership"]
    assert found["lapsable_at"] == moment(club.read("membershipOf", token)[5] + GRACE)
    assert "on anybody may lapse it" in found["explanation"]
    club.house.travel(GRACE)
    club.does("lapse", STRANGER, token_ids=[token])
    assert (club.state(token), club.read("getVotes", club.name[HOLDER])) == ((2, 0), 0)
    assert club.refuses("BrandMembership_AlreadyLapsed", "lapse", STRANGER, token_ids=[token])
    club.does("renew-free", ISSUER, token_id=token)
    assert (club.state(token), club.read("getVotes", club.name[HOLDER])) == ((0, 5), 5)
    assert club.refuses("BrandMembership_NeverExpires", "lapse", STRANGER, token_ids=[club.issued(GOLD)])


def test_lapse_several_and_pass_over_the_others(club: Club) -> None:
    tokens = [club.issued(YEARLY), club.issued(GOLD), club.issued(YEARLY, OTHER), 99]
    nothing = club.ask("lapse", STRANGER, token_ids=tokens)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_do")
    club.house.travel(365 * DAY + GRACE)
    done = club.does("lapse", STRANGER, token_ids=tokens)
    assert "End the votes of 2 expired memberships, and pass over 2 others" in done["summary"]["text"]
    assert [club.state(one)[0] for one in tokens[:3]] == [2, 0, 2]


def test_nobody_signs_for_the_zero_address(club: Club) -> None:
    token = club.issued(GOLD)
    for action, body in (("burn", {}), ("transfer", {"to": club.name[OTHER]})):
        answer = club.house.post(f"{PREPARE}/{action}", {"account": ZERO, "token_id": token, **body})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_notice_is_withdrawn(club: Club) -> None:
    token = club.issued(GOLD)
    assert club.refuses("BrandMembership_NotUnderNotice", "withdraw-revocation", BRAND, token_id=token)
    done = club.does("notice-revocation", BRAND, token_id=token, reason="Sold fakes.\n")
    assert club.pinned(done["summary"]["arguments"]["reasonURI"]) == b"Sold fakes.\n"
    noticed = club.house.get(f"/v1/memberships/{token}/history")["events"][-1]
    assert noticed["reason"]["text"] == "Sold fakes.\n"
    assert club.read("locked", token)
    assert club.refuses("BrandMembership_UnderNotice", "notice-revocation", BRAND, token_id=token, reason_uri=URI)
    assert club.refuses("BrandMembership_UnderNotice", "transfer", HOLDER, token_id=token, to=club.name[OTHER])
    club.does("withdraw-revocation", BRAND, token_id=token)
    assert not club.read("locked", token)
    again = {"token_id": token, "reason_uri": URI}
    assert club.refuses("BrandMembership_NoticeTooSoon", "notice-revocation", BRAND, **again)
    club.house.travel(APPEAL)
    club.does("notice-revocation", BRAND, **again)


def test_a_membership_is_revoked_after_the_appeal_window(club: Club) -> None:
    token = club.issued(GOLD)
    assert club.refuses("BrandMembership_NotUnderNotice", "revoke", BRAND, token_id=token)
    club.does("notice-revocation", BRAND, token_id=token, reason_uri=URI)
    assert club.refuses("BrandMembership_AppealWindowOpen", "revoke", BRAND, token_id=token)
    club.house.travel(APPEAL)
    done = club.does("revoke", BRAND, token_id=token)
    assert "for ever" in done["summary"]["text"]
    assert club.read("getVotes", club.name[HOLDER]) == 0
    assert club.refuses("BrandMembership_UnknownMembership", "revoke", BRAND, token_id=token)


def test_a_notice_is_dismissed_by_a_proposal(club: Club) -> None:
    token = club.issued(GOLD)
    dismiss = f"{PREPARE}/dismiss-revocation"
    refused = club.house.post(dismiss, {"token_id": token})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_do")
    assert "is not under notice: there is nothing to dismiss" in refused.json()["detail"]
    assert club.house.refuses(dismiss, {"token_id": 77}, "BrandMembership_UnknownMembership")
    club.does("notice-revocation", BRAND, token_id=token, reason="Because.")
    answer = club.house.post(dismiss, {"token_id": token}).json()
    action = answer["action"]
    assert action == {
        "target": club.house.contracts["BrandMembership"].address,
        "value": "0",
        "calldata": encode_call("BrandMembership", "dismissRevocation", (token,)),
    }
    house = club.house
    body = {
        "proposer": club.name[HOLDER],
        "type": 9,
        "title": "Let it stay",
        "document": "Please.",
        "actions": [action],
    }
    house.travel(2)  # a proposer's votes are those of the second before
    text = house.does("/v1/proposals/prepare", body)["summary"]["arguments"]["description"]
    house.travel(61)
    house.vote(HOLDER, 1, 1)
    house.travel(2 * DAY)
    call = ([action["target"]], [0], [bytes.fromhex(action["calldata"][2:])], house.web3.keccak(text=text))
    house.send("BrandGovernor", "queue", *call)
    house.travel(601)
    house.send("BrandGovernor", "execute", *call)
    assert not club.read("locked", token)
    assert club.read("membershipOf", token)[6] == 0


def test_a_membership_is_given_up_by_its_holder_alone(club: Club) -> None:
    token = club.issued(YEARLY)
    assert club.refuses("NotOwnerNorApproved", "burn", STRANGER, token_id=token)
    assert club.refuses("NotOwnerNorApproved", "burn", BRAND, token_id=token)
    club.house.travel(366 * DAY)  # expired and not lapsed: its units still count, and go
    club.does("burn", HOLDER, token_id=token)
    assert (club.read("getVotes", club.name[HOLDER]), club.read("balanceOf", club.name[HOLDER])) == (0, 0)
    assert club.refuses("BrandMembership_UnknownMembership", "burn", HOLDER, token_id=token)


def test_a_membership_is_given_to_somebody_else(club: Club) -> None:
    token = club.issued(GOLD)
    assert club.refuses("NotOwnerNorApproved", "transfer", STRANGER, token_id=token, to=club.name[STRANGER])
    club.does("transfer", HOLDER, token_id=token, to=club.name[OTHER])
    assert (club.read("ownerOf", token), club.read("getVotes", club.name[OTHER])) == (club.name[OTHER], 10)
    club.house.send("BrandMembership", "setApprovalForAll", club.name[STRANGER], True, sender=OTHER)
    club.does("transfer", STRANGER, token_id=token, to=club.name[STRANGER])
    assert club.read("ownerOf", token) == club.name[STRANGER]


def test_what_cannot_be_given_away(club: Club) -> None:
    trial, gold = club.issued(TRIAL), club.issued(GOLD)
    assert club.refuses("BrandMembership_Soulbound", "transfer", HOLDER, token_id=trial, to=club.name[OTHER])
    contract = club.house.contracts["BrandTimelock"].address
    club.does("transfer", HOLDER, token_id=gold, to=contract)  # the treasury takes ERC-721
    back = club.issued(GOLD)
    access = club.house.contracts["BrandAccess"].address
    refusal = "TransferToNonERC721ReceiverImplementer"
    assert club.refuses(refusal, "transfer", HOLDER, token_id=back, to=access)
    assert fields(club.ask("transfer", HOLDER, token_id=back, to=ZERO)) == ["to"]


def test_an_expired_membership_lapses_on_the_way(club: Club) -> None:
    token = club.issued(YEARLY)
    club.house.travel(366 * DAY)
    club.does("transfer", HOLDER, token_id=token, to=club.name[OTHER])
    assert club.state(token) == (2, 0)
    assert club.read("getVotes", club.name[OTHER]) == 0


def test_a_notice_that_was_not_carried_out_is_ended_by_anybody(club: Club) -> None:
    token = club.issued(GOLD)
    assert club.refuses("BrandMembership_NotUnderNotice", "end-notice", STRANGER, token_id=token)
    club.does("notice-revocation", BRAND, token_id=token, reason_uri=URI)
    club.house.travel(APPEAL)
    assert "can carry out the notice" in club.refuses(
        "BrandMembership_NoticeStands", "end-notice", HOLDER, token_id=token
    )
    club.house.travel(30 * DAY)
    assert "Anybody can end it." in club.refuses("BrandMembership_NoticeOver", "revoke", BRAND, token_id=token)
    done = club.does("end-notice", STRANGER, token_id=token)
    assert "which the brand did not carry out in time" in done["summary"]["text"]
    assert not club.read("locked", token)
    club.does("transfer", HOLDER, token_id=token, to=club.name[OTHER])
