"""What nodes of several kinds say, and what it means to a sender."""

import json
from typing import Any

import httpx
import pytest
from eth_utils.crypto import keccak

from relay.sending.contract import ContractOnNode
from relay.sending.node import FALLBACK_TIP, SendingNode, Taken
from symbia.chain.reverts import revert_text
from symbia.errors import RevertedCallError, RpcError

ADDRESS = "0x" + "1" * 40


def node_that_says(error: dict[str, Any]) -> SendingNode:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": json.loads(request.content)["id"], "error": error})

    return SendingNode("http://node.test", transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("message", "taken"),
    [
        ("already known", Taken.YES),
        ("AlreadyKnown", Taken.YES),
        ("known transaction: 0xabc", Taken.YES),
        ("Transaction with the same hash was already imported.", Taken.YES),
        ("nonce too low: next nonce 5, tx nonce 4", Taken.NONCE_USED),
        ("the tx doesn't have the correct nonce. account has nonce of: 4 tx has nonce of: 3", Taken.NONCE_USED),
        ("OldNonce", Taken.NONCE_USED),
        ("replacement transaction underpriced", Taken.TOO_CHEAP),
        ("ReplacementNotAllowed: transaction underpriced", Taken.TOO_CHEAP),
        ("max fee per gas less than block base fee: address 0x1", Taken.TOO_CHEAP),
        ("FeeTooLow, MaxFeePerGas too low", Taken.TOO_CHEAP),
        ("insufficient funds for gas * price + value", Taken.TOO_POOR),
        ("sender doesn't have enough funds to send tx", Taken.TOO_POOR),
        ("InsufficientFunds, Balance is zero", Taken.TOO_POOR),
        ("transaction gas limit too high (cap: 16777216, tx: 22300000)", Taken.TOO_LARGE),
        ("Transaction gas limit is 16777217 and exceeds transaction gas cap of 16777216", Taken.TOO_LARGE),
        ("transaction gas limit (20000000) is greater than the cap (16777216)", Taken.TOO_LARGE),
        ("exceeds block gas limit", Taken.TOO_LARGE),
        ("EXCEEDS_BLOCK_GAS_LIMIT", Taken.TOO_LARGE),
        ("tx fee (1.68 ether) exceeds the configured cap (1.00 ether)", Taken.TOO_LARGE),
    ],
)
def test_refusals_of_a_transaction(message: str, taken: Taken) -> None:
    with node_that_says({"code": -32000, "message": message}) as node:
        assert node.broadcast(b"\x02") is taken


def test_a_refusal_that_is_not_known() -> None:
    with (
        node_that_says({"code": -32000, "message": "the pool is being cleaned"}) as node,
        pytest.raises(RpcError, match="the pool is being cleaned"),
    ):
        node.broadcast(b"\x02")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("0x08c379a0", b"\x08\xc3\x79\xa0"),
        ({"result": "0x08c379a0", "reason": "x"}, b"\x08\xc3\x79\xa0"),
        ("Reverted 0x08c379a0", b"\x08\xc3\x79\xa0"),
        (None, b""),
        ("what", b""),
    ],
)
def test_what_a_call_reverted_with(data: object, expected: bytes) -> None:
    error = {"code": 3, "message": "execution reverted", "data": data}
    with node_that_says(error) as node, pytest.raises(RevertedCallError) as caught:
        node.call(ADDRESS, b"")
    assert caught.value.data == expected


def test_a_node_that_suggests_no_tip() -> None:
    with node_that_says({"code": -32601, "message": "method not found"}) as node:
        assert node.tip() == FALLBACK_TIP
        assert node.client() == ""


def test_an_error_of_the_contracts_is_named_with_its_values() -> None:
    selector = keccak(text="BrandMembership_TierSoldOut(uint16,uint32,uint256)")[:4]
    data = selector + b"".join(value.to_bytes(32, "big") for value in (1, 5, 9))
    assert revert_text(data, "reverted") == "BrandMembership_TierSoldOut(tierId 1, supply 5, requested 9)"
    assert revert_text(data[:-1], "reverted").startswith("reverted (0x")


def test_an_error_that_nobody_knows_is_shown_as_it_is() -> None:
    assert revert_text(b"", "reverted") == "reverted"
    assert revert_text(bytes.fromhex("00000001"), "reverted") == "reverted (0x00000001)"


def node_that_answers(answer: object, **by_method: object) -> SendingNode:
    """The same to everything but blocks and what is named."""
    answers = {"eth_getBlockByNumber": {"number": "0x1", "timestamp": "0x1", "gasLimit": "0x1"}, **by_method}

    def one(question: dict[str, Any]) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": question["id"], "result": answers.get(question["method"], answer)}

    def serve(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        return httpx.Response(200, json=[one(each) for each in body] if isinstance(body, list) else one(body))

    return SendingNode("http://node.test", transport=httpx.MockTransport(serve))


@pytest.mark.parametrize("answer", [None, {}, "0xg", 7])
def test_an_answer_of_another_shape_is_the_nodes_fault(answer: object) -> None:
    with node_that_answers(answer) as node:
        for ask in (
            lambda: node.look(ADDRESS, [], 0),
            lambda: node.call(ADDRESS, b""),
            lambda: node.calls([(ADDRESS, b"")]),
            lambda: node.estimate(ADDRESS, ADDRESS, b"", 0),
            lambda: node.balance(ADDRESS),
            lambda: node.pending_nonce(ADDRESS),
            node.tip,
        ):
            with pytest.raises(RpcError):
                ask()


def test_a_view_answered_with_nothing() -> None:
    with node_that_answers("0x") as node, pytest.raises(RpcError, match="in step"):
        ContractOnNode(node, "BrandGovernor", ADDRESS).read("state", 1)


@pytest.mark.parametrize("receipt", [None, {"blockNumber": None, "transactionHash": "0x1"}])
def test_a_receipt_without_a_block(receipt: object) -> None:
    with node_that_answers(receipt, eth_getTransactionCount="0x0") as node:
        assert node.look(ADDRESS, ["0x1"], 0).receipts == {}
