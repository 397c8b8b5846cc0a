"""Why a contract refused: one reading of it, as data and in one line."""

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from symbia.chain.reverts import SHOWN, decode_revert, revert_text

ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def error(signature: str, *values: object) -> bytes:
    kinds = signature.partition("(")[2].removesuffix(")").split(",")
    return keccak(text=signature)[:4] + encode(kinds, list(values))


def test_an_error_of_the_contracts_with_typed_arguments() -> None:
    data = error("BrandMembership_TierSoldOut(uint16,uint32,uint256)", 1, 5, 9)
    reason = decode_revert(data)
    assert reason is not None
    assert (reason.name, reason.arguments) == (
        "BrandMembership_TierSoldOut",
        {"tierId": 1, "supply": 5, "requested": 9},
    )
    assert [(one.name, one.type, one.value) for one in reason.shown] == [
        ("tierId", "uint16", "1"),
        ("supply", "uint32", "5"),
        ("requested", "uint256", "9"),
    ]
    assert revert_text(data, "reverted") == reason.text()


def test_the_line_shows_addresses_and_bytes_as_people_write_them() -> None:
    unauthorized = error("AccessManagedUnauthorized(address)", ACCOUNT)
    assert revert_text(unauthorized, "reverted") == f"AccessManagedUnauthorized(caller {ACCOUNT})"
    state = error("GovernorUnexpectedProposalState(uint256,uint8,bytes32)", 7, 3, b"\x02".rjust(32, b"\0"))
    assert revert_text(state, "").startswith(
        "GovernorUnexpectedProposalState(proposalId 7, current 3, expectedStates 0x0"
    )


def test_what_solidity_itself_reverts_with() -> None:
    assert revert_text(error("Error(string)", "not today"), "reverted") == "not today"
    assert revert_text(error("Panic(uint256)", 17), "reverted") == "Panic(code 17)"
    assert len(revert_text(error("Error(string)", "x" * 999), "reverted")) == SHOWN


def test_what_nobody_knows_is_shown_as_it_is() -> None:
    assert decode_revert(b"") is None
    assert revert_text(b"", "reverted") == "reverted"
    assert revert_text(b"\0\0\0\1", "reverted") == "reverted (0x00000001)"
    cut = error("BrandMembership_TierSoldOut(uint16,uint32,uint256)", 1, 5, 9)[:-1]
    assert decode_revert(cut) is None
    assert revert_text(cut, "reverted").startswith("reverted (0x")
    not_text = error("Error(string)", "ab").replace(b"ab", b"\xff\xfe")
    assert revert_text(not_text, "reverted").startswith("reverted (0x")
