"""Every way to bring a ballot that its account did not sign for this vote: refused, and nothing is kept."""

from typing import Any

import pytest
from eth_account import Account
from eth_utils.address import to_checksum_address

from tests.api.relay.conftest import Booth, sign
from tests.api.sign_in.door import to_be_deployed

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
INVALID = "invalid_ballot_signature"


@pytest.fixture
def waiting(booth: Booth) -> tuple[Booth, dict[str, Any]]:
    """An open vote, and typed data that the first member may sign."""
    proposal = booth.propose()
    return booth, booth.prepared(booth.members[0], proposal, "for")


class NobodyAsks:
    """A node that fails the test as soon as anything is asked of it."""

    def __getattr__(self, method: str) -> Any:
        pytest.fail(f"the node was asked for {method}")


def kept(booth: Booth) -> int:
    return sum(booth.record()["ballots"].values())


def test_altered_typed_data_is_nobodys_ballot(waiting: Any) -> None:
    booth, prepared = waiting
    member, typed = booth.members[0], prepared["typed_data"]
    signature = sign(member, typed)
    other = booth.propose()
    for name, domain, message in (
        ("another chain", {"chainId": 1}, {}),
        ("another contract", {"verifyingContract": to_checksum_address("0x" + "22" * 20)}, {}),
        ("another name", {"name": "Another Governor"}, {}),
        ("another proposal", {}, {"proposalId": str(other)}),
        ("another choice", {}, {"choice": "0"}),
        ("another deadline", {}, {"deadline": str(prepared["deadline"] + 1)}),
    ):
        foreign = {**typed, "domain": typed["domain"] | domain, "message": typed["message"] | message}
        problem = booth.refuses(booth.filled(prepared, sign(member, foreign)))
        assert (problem["code"], problem["directly"]) == (INVALID, "/v1/ballots/prepare"), name
    for changed in ({"choice": "against"}, {"proposal": other}, {"deadline": prepared["deadline"] - 1}):
        assert booth.refuses({**booth.filled(prepared, signature), **changed})["code"] == INVALID
    assert kept(booth) == 0
    assert booth.post(booth.filled(prepared, signature)).status_code == 202


def test_signatures_that_are_none(waiting: Any) -> None:
    booth, prepared = waiting
    good = bytes.fromhex(sign(booth.members[0], prepared["typed_data"])[2:])
    r, s, v = good[:32], int.from_bytes(good[32:64]), good[64]
    high = r + (ORDER - s).to_bytes(32) + bytes([27 + (28 - v)])
    for name, signature in (
        ("high s", high),
        ("zero", bytes(65)),
        ("recovers to nobody", bytes(32) + good[32:]),
        ("r beyond the curve", b"\xff" * 32 + good[32:]),
        ("v of another kind", good[:64] + bytes([31])),
        ("too short", good[:63]),
        ("too long", good + b"\0"),
        ("junk", b"\x01" * 8_000),
        ("nothing", b""),
        ("of a wallet to come", to_be_deployed(good)),
    ):
        problem = booth.refuses(booth.filled(prepared, "0x" + signature.hex()))
        assert problem["code"] == INVALID, name
        assert "Prepare the ballot anew" in problem["detail"]
    zero = {**booth.filled(prepared, "0x" + bytes(65).hex()), "account": "0x" + "0" * 40}
    assert booth.refuses(zero)["code"] == INVALID
    assert booth.refuses(booth.filled(prepared, "0x" + "1" * 20_000))["code"] == "invalid_request"
    assert kept(booth) == 0
    compact = r + (s | (v - 27) << 255).to_bytes(32)
    first = booth.post(booth.filled(prepared, "0x" + compact.hex())).json()["receipt"]
    again = booth.post(booth.filled(prepared, "0x" + (good[:64] + bytes([v - 27])).hex())).json()["receipt"]
    assert first["id"] == again["id"], "the same ballot, signed in another form"


def test_nobody_votes_for_another(waiting: Any) -> None:
    booth, prepared = waiting
    thief, stranger = booth.members[1], Account.from_key("0x" + "77" * 32)
    problem = booth.refuses(booth.filled(prepared, sign(thief, prepared["typed_data"])))
    assert (problem["code"], thief.address in problem["detail"]) == (INVALID, True)
    as_stranger = {**booth.filled(prepared, sign(stranger, prepared["typed_data"])), "account": stranger.address}
    assert booth.refuses(as_stranger)["code"] == "no_voting_power"
    assert kept(booth) == 0


def test_contract_wallets_sign_typed_data_of_their_own(booth: Booth) -> None:
    owner = booth.members[0]
    wallet = booth.house.deploy("ContractWallet", owner.address).address
    booth.issue(wallet)
    proposal = booth.propose()
    body = {"account": wallet, "proposal": proposal, "choice": "for"}
    prepared = booth.house.ask("POST", "/v1/ballots/typed-data", json=body).json()
    assert (prepared["kind"], prepared["typed_data"]["primaryType"]) == ("wallet", "WalletBallot")
    own = booth.signed(owner, proposal)
    assert booth.refuses({**own, "account": wallet})["code"] == INVALID, "the owner's ballot is not the wallet's"
    signed = booth.filled(prepared, sign(owner, prepared["typed_data"]))
    misused = booth.refuses({**signed, "account": owner.address})
    assert misused["code"] == INVALID
    assert booth.refuses(booth.filled(prepared, sign(booth.members[1], prepared["typed_data"])))["code"] == INVALID
    receipt = booth.post(signed).json()["receipt"]
    assert receipt["kind"] == "wallet"
    assert booth.post(own).status_code == 202
    booth.bring()
    assert booth.counted(proposal) == {wallet.lower(): 1, owner.address.lower(): 1}
    assert booth.receipt(receipt)["state"] == "counted"


def test_a_wallets_typed_data_signed_by_a_key_is_explained(waiting: Any) -> None:
    booth, prepared = waiting
    member = booth.members[0]
    typed = prepared["typed_data"]
    fields = [*typed["types"]["MemberBallot"]]
    fields.insert(2, {"name": "voter", "type": "address"})
    wallets = {
        **typed,
        "types": {"EIP712Domain": typed["types"]["EIP712Domain"], "WalletBallot": fields},
        "primaryType": "WalletBallot",
        "message": {**typed["message"], "voter": member.address},
    }
    problem = booth.refuses(booth.filled(prepared, sign(member, wallets)))
    assert (problem["code"], "MemberBallot" in problem["detail"]) == (INVALID, True)


def test_the_same_ballot_counts_once_and_has_one_receipt(booth: Booth) -> None:
    proposal = booth.propose()
    signed = booth.signed(booth.members[0], proposal)
    first = booth.post(signed).json()["receipt"]
    assert booth.post(signed).json()["receipt"] == first
    booth.bring()
    assert booth.post(signed).json()["receipt"]["state"] == "counted"
    assert booth.refuses(booth.signed(booth.members[0], proposal, "against"))["code"] == "already_voted"
    assert booth.counted(proposal) == {booth.members[0].address.lower(): 1}


def test_junk_is_refused_without_the_node(waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    booth, prepared = waiting
    chain = booth.house.app.state.services.chain
    stranger = {**booth.filled(prepared, "0x" + "11" * 65), "account": "0x" + "5" * 40}
    member = booth.filled(prepared, "0x" + "11" * 65)
    assert booth.refuses(member)["code"] == INVALID
    monkeypatch.setattr(chain, "_node", NobodyAsks())
    for _ in range(3):
        assert booth.refuses(stranger)["code"] == INVALID
        assert booth.refuses(member)["code"] == INVALID
    assert booth.refuses({**member, "choice": "perhaps"})["code"] == "invalid_choice"
