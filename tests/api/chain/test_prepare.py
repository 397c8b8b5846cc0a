"""Prepared transactions on a real chain: what goes through is signed and counted, what does not is refused in words.

Invariant 15 of docs/invariants.md.
"""

from typing import Any

import pytest
from eth_utils.crypto import keccak

DAY = 86_400
BRAND, ISSUER, HOLDER, OTHER, STRANGER = 1, 2, 5, 6, 7
CHARTER = 9  # the type that reaches governance


@pytest.fixture
def club(house: Any) -> Any:
    """Account 5 holds a Gold, account 6 a Silver."""
    house.send("BrandMembership", "issue", house.accounts[HOLDER], 1, sender=ISSUER)
    house.send("BrandMembership", "issue", house.accounts[OTHER], 2, sender=ISSUER)
    house.travel(10)
    return house


def draft(club: Any, **changed: Any) -> dict[str, Any]:
    fields = {"proposer": club.accounts[HOLDER], "type": 1, "title": "Refill stations", "document": "Please.\n"}
    return {**fields, **changed}


def send(club: Any, answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    transaction = answer.json()["transaction"]
    assert transaction["chain_id"] == 1337
    sent = {name: transaction[name] for name in ("from", "to", "data")}
    return club.mined(club.web3.eth.send_transaction({**sent, "gas": transaction["gas"], "value": 0}))


def refused(answer: Any, name: str) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "would_revert"), body
    assert body["revert"]["name"] == name
    return str(body["detail"])


def active_proposal(club: Any) -> int:
    send(club, club.post("/v1/proposals/prepare", draft(club)))
    club.travel(61)
    return int(club.get("/v1/proposals")["proposals"][0]["number"])


def ballot(club: Any, number: int, voter: int = HOLDER, support: str = "for", reason: str = "") -> Any:
    body = {"account": club.accounts[voter], "proposal": number, "choice": support, "reason": reason}
    return club.post("/v1/ballots/prepare", body)


def test_a_proposal_is_prepared_sent_and_read_back(club: Any) -> None:
    answer = club.post("/v1/proposals/prepare", draft(club, title=" “Refill” <b>stations</b> 🧴 "))
    body = answer.json()
    assert body["as_of"]["block"] == club.web3.eth.block_number
    assert body["summary"]["function"] == "proposeTyped"
    assert "Product direction (advisory)" in body["summary"]["text"]
    assert body["summary"]["arguments"]["description"].endswith(f"\n\n#proposer={club.accounts[HOLDER]}")
    send(club, answer)
    proposal = club.get("/v1/proposals/1")["proposal"]
    assert proposal["title"] == "“Refill” <b>stations</b> 🧴"
    assert proposal["document"]["text"] == "Please.\n"
    assert proposal["proposer"] == club.accounts[HOLDER]
    assert proposal["type"] == {"id": 1, "name": "Product direction"}
    assert (proposal["binding"], proposal["state"]) == (False, "pending")


def test_somebody_else_cannot_submit_the_same_description(club: Any) -> None:
    transaction = club.post("/v1/proposals/prepare", draft(club)).json()["transaction"]
    stolen = {"from": club.accounts[OTHER], "to": transaction["to"], "data": transaction["data"]}
    answer = club.web3.provider.make_request("eth_call", [stolen, "latest"])
    assert answer["error"]["data"].startswith("0x" + keccak(text="GovernorRestrictedProposer(address)")[:4].hex())


def test_a_binding_proposal_carries_its_actions(club: Any) -> None:
    actions = [{"target": club.accounts[9].lower(), "value": str(10**18)}]
    send(club, club.post("/v1/proposals/prepare", draft(club, type=2, actions=actions)))
    proposal = club.get("/v1/proposals/1")["proposal"]
    assert [(one["target"], one["value"], one["calldata"]) for one in proposal["actions"]] == [
        (club.accounts[9], str(10**18), "0x")
    ]


def test_a_ballot_is_prepared_sent_and_counted(club: Any) -> None:
    number = active_proposal(club)
    answer = ballot(club, number, reason="Less plastic.\nMore soap.")
    assert "A ballot cannot be changed" in answer.json()["summary"]["text"]
    send(club, answer)
    assert club.get(f"/v1/proposals/{number}")["proposal"]["tally"]["for"] == 10
    (counted,) = club.get(f"/v1/proposals/{number}/ballots")["ballots"]
    assert (counted["account"], counted["member"], counted["reason"]) == (
        club.accounts[HOLDER],
        1,
        "Less plastic.\nMore soap.",
    )


def test_ballots_that_the_governor_would_refuse(club: Any) -> None:
    send(club, club.post("/v1/proposals/prepare", draft(club)))
    assert "has not begun. It begins after" in refused(ballot(club, 1), "GovernorUnexpectedProposalState")
    club.travel(61)
    club.send("BrandMembership", "issue", club.accounts[STRANGER], 1, sender=ISSUER)
    assert "had no units at the snapshot" in refused(ballot(club, 1, STRANGER), "BallotCounting_NoVotingPower")
    send(club, ballot(club, 1))
    assert "has voted on this proposal already" in refused(ballot(club, 1), "GovernorAlreadyCastVote")
    club.travel(2 * DAY)
    words = refused(ballot(club, 1, OTHER), "GovernorUnexpectedProposalState")
    assert words.startswith("Voting on proposal 1 ended 20")
    assert words.endswith("UTC; it is succeeded now and takes no more ballots.")


def test_proposals_that_the_governor_would_refuse(club: Any) -> None:
    def ask(**changed: Any) -> Any:
        return club.post("/v1/proposals/prepare", draft(club, **changed))

    assert "takes no new proposals" in refused(ask(type=4), "ProposalTypes_InactiveType")
    assert "role BRAND" in refused(ask(type=3), "ProposalTypes_OnlyBrand")
    stranger = refused(ask(proposer=club.accounts[STRANGER]), "GovernorInsufficientProposerVotes")
    assert "had 0 units one second ago, and this type asks for 3" in stranger
    assert "needs at least one action" in refused(ask(type=2), "GovernorInvalidProposalLength")
    action = {"target": club.accounts[9]}
    assert "carries no action" in refused(ask(actions=[action]), "ProposalTypes_AdvisoryCarriesNoAction")
    nowhere = {"target": "0x" + "51" * 20, "calldata": "0x01"}
    assert "there is no contract" in refused(ask(type=2, actions=[action, nowhere]), "ProposalTypes_NoContract")
    paid = [{"label": label, "actions": [action]} for label in ("Lana", "Eppan")]
    choice: dict[str, Any] = {"type": 2, "method": "approval", "options": paid}
    assert "“None of these”" in refused(ask(**choice), "ProposalTypes_NoOptionWithoutAction")
    assert ask(**choice | {"options": [*paid, {"label": "None of these"}]}).status_code == 200
    send(club, ask())
    assert "exists already as proposal 1" in refused(ask(), "GovernorUnexpectedProposalState")
    assert ask(type=99).json()["code"] == "not_found"


def test_what_only_protects_is_said_to_have_its_snapshot_at_once(club: Any) -> None:
    """When it is prepared and when it is read, and only where the governor does so."""
    access, membership = club.contracts["BrandAccess"], club.contracts["BrandMembership"]
    timelock, shop = club.contracts["BrandTimelock"].address, club.contracts["MembershipDrops"].address
    taking = {"target": access.address, "calldata": access.encode_abi("revokeRole", args=[1, club.accounts[BRAND]])}
    giving = {"target": access.address, "calldata": access.encode_abi("grantRole", args=[1, club.accounts[OTHER], 0])}
    dismissal = {"target": membership.address, "calldata": membership.encode_abi("dismissRevocation", args=[1])}
    played = [
        ([taking], True),
        ([dismissal], True),
        ([taking, dismissal], True),
        ([taking, giving], False),
        ([giving], False),
        ([{"target": access.address, "calldata": access.encode_abi("revokeRole", args=[0, timelock])}], False),
        ([{"target": access.address, "calldata": access.encode_abi("revokeRole", args=[7, timelock])}], False),
        ([{"target": access.address, "calldata": access.encode_abi("revokeRole", args=[1, timelock])}], False),
        ([{"target": access.address, "calldata": access.encode_abi("revokeRole", args=[2, shop])}], False),
        ([taking | {"calldata": taking["calldata"] + "00"}], False),
        ([taking | {"calldata": taking["calldata"][:-2]}], False),
        ([dismissal | {"value": "1"}], False),
        ([dismissal | {"calldata": dismissal["calldata"] + "00" * 32}], False),
        ([taking | {"target": membership.address}], False),
        ([dismissal | {"target": access.address}], False),
        ([{"target": club.accounts[9]}], False),
    ]
    for number, (actions, protective) in enumerate(played, start=1):
        asked = draft(club, type=CHARTER, actions=actions, title=f"{number}")
        prepared = club.post("/v1/proposals/prepare", asked)
        send(club, prepared)
        assert (number, "its vote begins at once" in prepared.json()["summary"]["text"]) == (number, protective)
        proposal = club.get(f"/v1/proposals/{number}")["proposal"]
        assert (number, proposal["protective"]) == (number, protective)
        assert (proposal["snapshot_at"] == proposal["created_at"]) is protective
    club.travel(1)
    states = [club.get(f"/v1/proposals/{number}")["proposal"]["state"] for number in range(1, len(played) + 1)]
    assert states == ["active" if protective else "pending" for _, protective in played]


def test_the_brand_proposes_without_units(club: Any) -> None:
    send(club, club.post("/v1/proposals/prepare", draft(club, type=3, proposer=club.accounts[BRAND])))
    assert club.get("/v1/proposals/1")["proposal"]["proposer"] == club.accounts[BRAND]


def test_a_redemption_is_prepared_sent_and_counted(club: Any) -> None:
    club.send("PerkRegistry", "definePerk", (0, 0, 0, 0, 1, 0, []), "ipfs://perk", sender=BRAND)
    path, body = "/v1/perks/1/redemptions/prepare", {"account": club.accounts[HOLDER], "token_id": 1}
    send(club, club.post(path, body))
    (redeemed,) = club.get("/v1/redemptions?perk=1")["redemptions"]
    assert (redeemed["account"], redeemed["token_id"]) == (club.accounts[HOLDER], 1)
    assert "has redeemed the perk 1 times; 1 is the limit" in refused(club.post(path, body), "PerkRegistry_Refused")
    assert club.post("/v1/perks/9/redemptions/prepare", body).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("terms", "token", "words"),
    [
        ((0, 0, 0, 0, 0, 0, [2]), 1, "not for tier 1"),
        ((0, 0, 30 * DAY, 0, 0, 0, []), 1, "asks for 30 days"),
        ((2**40 - 1, 0, 0, 0, 0, 0, []), 1, "starts 9999-12-31"),
        ((0, 0, 0, 0, 0, 0, []), 2, "is not held by this account"),
    ],
)
def test_redemptions_that_the_registry_would_refuse(club: Any, terms: Any, token: int, words: str) -> None:
    club.send("PerkRegistry", "definePerk", terms, "ipfs://perk", sender=BRAND)
    body = {"account": club.accounts[HOLDER], "token_id": token}
    assert words in refused(club.post("/v1/perks/1/redemptions/prepare", body), "PerkRegistry_Refused")


def test_a_membership_that_does_not_exist_is_refused(club: Any) -> None:
    club.send("PerkRegistry", "definePerk", (0, 0, 0, 0, 0, 0, []), "ipfs://perk", sender=BRAND)
    body = {"account": club.accounts[HOLDER], "token_id": 77}
    words = refused(club.post("/v1/perks/1/redemptions/prepare", body), "BrandMembership_UnknownMembership")
    assert words == "There is no membership 77. Check the number."


def test_status_asks_the_node(club: Any) -> None:
    status = club.get("/v1/status")["status"]
    assert (status["brand"], status["lag"], status["healthy"]) == ("Juniper & Rye", 0, True)
    club.travel(5)
    behind = club.ask("GET", "/v1/status").json()["status"]
    assert (behind["lag"], behind["node_reachable"]) == (1, True)


def test_what_is_signed_is_said_with_its_code_and_values(club: Any) -> None:
    club.send("PerkRegistry", "definePerk", (0, 0, 0, 0, 1, 0, []), "ipfs://perk", sender=BRAND)
    account = club.accounts[HOLDER]
    path, body = "/v1/perks/1/redemptions/prepare", {"account": account, "token_id": 1}
    summary = club.post(path, body).json()["summary"]
    assert summary["text"] == f"Redeem perk 1 with membership 1, as {account}."
    assert summary["words"]["text"] == {
        "code": "prepare.signed_by",
        "values": {
            "what": {"code": "perks.prepare.redeem", "values": {"perk": 1, "token": 1}},
            "account": account,
        },
    }
    assert (summary["function"], summary["arguments"]) == ("redeem", {"perkId": "1", "tokenId": "1"})
