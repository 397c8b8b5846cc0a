"""Calls written and read by the packaged ABIs, held against web3's codec."""

from typing import Any

import pytest
from eth_abi.abi import encode
from web3 import Web3

from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.calls import (
    answer_by_name,
    call_data,
    decode_answer,
    decode_call,
    encode_call,
    event_topic,
    foreign_call,
    log_data,
    signature,
)

ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
ORACLE = Web3()


@pytest.mark.parametrize(
    ("contract", "function", "arguments"),
    [
        ("BrandMembership", "tierCount", ()),
        ("BrandMembership", "airdrop", ([ACCOUNT, ACCOUNT], 3)),
        ("BrandAccess", "hasRole", (2, ACCOUNT)),
        ("BrandGovernor", "castBallots", (7, 99, b"\x01\x02\x03")),
    ],
)
def test_calls_are_what_web3_writes(contract: str, function: str, arguments: tuple[Any, ...]) -> None:
    written = ORACLE.eth.contract(abi=load_abi(contract)).encode_abi(function, list(arguments))
    assert (
        encode_call(contract, function, arguments) == written == "0x" + call_data(contract, function, arguments).hex()
    )
    decoded = decode_call(contract, written)
    assert decoded is not None
    assert (decoded.contract, decoded.function) == (contract, signature(contract, written[:10]))
    assert len(decoded.arguments) == len(arguments)


def test_overloaded_functions_are_named_with_their_types() -> None:
    data = call_data("BrandMembership", "safeTransferFrom(address,address,uint256)", (ACCOUNT, ACCOUNT, 1))
    assert data == foreign_call("safeTransferFrom(address,address,uint256)", (ACCOUNT, ACCOUNT, 1))
    with pytest.raises(ValueError, match="unpack"):
        call_data("BrandMembership", "safeTransferFrom", (ACCOUNT, ACCOUNT, 1))


@pytest.mark.parametrize("contract", CONTRACTS)
def test_topics_are_what_web3_listens_for(contract: str) -> None:
    events = ORACLE.eth.contract(abi=load_abi(contract)).events
    names = [entry["name"] for entry in load_abi(contract) if entry["type"] == "event"]
    for name in names:
        assert event_topic(contract, name) == events[name]().topic


def test_answers_by_place_and_by_name() -> None:
    holds = encode(["bool", "uint32"], [True, 5])
    assert decode_answer("BrandAccess", "hasRole", holds) == (True, 5)
    assert answer_by_name("BrandAccess", "hasRole", holds) == {"isMember": True, "executionDelay": 5}
    number = encode(["uint256"], [9])
    assert answer_by_name("BrandMembership", "balanceOf", number)["value"] == 9


@pytest.mark.parametrize("data", [b"", b"\x01", bytes(31), b"\xff" * 64])
def test_an_answer_that_does_not_fit_is_named(data: bytes) -> None:
    for read in (decode_answer, answer_by_name):
        with pytest.raises(ValueError, match=r"BrandAccess\.hasRole did not answer bool, uint32"):
            read("BrandAccess", "hasRole", data)


def test_an_event_by_name_without_its_topics() -> None:
    data = encode(["uint256", "uint8"], [4, 8])
    assert log_data("BrandGovernor", "BallotSkipped", data) == {"index": 4, "problem": 8}
    with pytest.raises(ValueError, match="4 bytes are not"):
        log_data("BrandGovernor", "BallotSkipped", data[:4])


def test_a_call_that_a_contract_hands_on_is_read_with_names() -> None:
    """It is what an action of a proposal is shown with."""
    bounds = (100, 1_000, 10, 100, 300)
    call = decode_call("BrandMembership", encode_call("BrandMembership", "setUnitBounds", (bounds,)))
    assert call is not None
    assert [argument.name for argument in call.arguments] == ["bounds"]
    named = answer_by_name("BrandMembership", "givenToday", encode(["uint256", "uint256"], [3, 10]))
    assert named == {"units": 3, "most": 10}


def test_what_is_no_call_of_the_contract_is_none() -> None:
    data = encode_call("BrandMembership", "tierCount", ())
    assert decode_call("BrandGovernor", data) is None
    assert decode_call(None, data) is None
    assert signature("BrandGovernor", data[:10]) is None
    assert decode_call("BrandAccess", encode_call("BrandAccess", "hasRole", (2, ACCOUNT))[:-2]) is None
