"""Cast a ballot from the terminal on a local chain, as any wallet does: prepare, send, see it counted."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from cli.node_errors import node_errors
from relay.sending.node import SendingNode
from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.reverts import revert_text
from symbia.chain.same_chain import other_chain
from symbia.errors import NotANodeError, RevertedCallError, RpcError
from symbia.text import Text, TextError
from symbia.units import LOCAL_CHAINS

COUNTED_TIMEOUT = 15.0  # seconds until the API must have counted a mined ballot


class VoteError(TextError):
    """The ballot was not cast, or not seen counted; the text says why."""


def vote(api: httpx.Client, rpc_url: str, proposal: int, support: str, account: str, reason: str) -> dict[str, Any]:
    """Cast `account`'s ballot (address, or number of an unlocked account); returns the proposal as it is then."""
    sender = address_of(rpc_url, account)
    body = {"account": sender, "proposal": proposal, "support": support, "reason": reason}
    prepared = json_of(api.post("/v1/ballots/prepare", json=body))
    transaction = prepared["transaction"]
    chain_id = int(transaction["chainId"], 16)
    if chain_id not in LOCAL_CHAINS:
        raise VoteError.of("cli.vote.not_local", chain=chain_id)
    with _node(rpc_url) as node:
        if other := other_chain(node, chain_id, "chain.other_than_api"):
            raise VoteError.of("cli.vote.other_node", url=node.url, why=other)
        _wait_until_counted(api, node, node.send_unlocked(transaction))
    proposal_now: dict[str, Any] = json_of(api.get(f"/v1/proposals/{proposal}"))["proposal"]
    return proposal_now


def _wait_until_counted(api: httpx.Client, node: SendingNode, sent: str) -> None:
    deadline = time.monotonic() + COUNTED_TIMEOUT
    while time.monotonic() < deadline:
        receipt = node.receipt(sent)
        if receipt and not receipt.succeeded:
            raise VoteError.of("cli.vote.reverted", transaction=sent)
        if receipt and json_of(api.get("/v1/status"))["as_of"]["block"] >= receipt.block:
            return
        time.sleep(0.05)
    raise VoteError.of("cli.vote.not_counted", transaction=sent)


def address_of(rpc_url: str, account: str) -> str:
    """Address of an unlocked account by number; an address is returned as it is. Raises VoteError."""
    if account.startswith("0x"):
        return account
    with _node(rpc_url) as node:
        accounts = node.accounts()
    if not account.isdigit() or int(account) >= len(accounts):
        raise VoteError.of("cli.accounts.too_few", count=len(accounts), last=len(accounts) - 1)
    return accounts[int(account)]


@contextmanager
def _node(rpc_url: str) -> Iterator[SendingNode]:
    """A node that a person waits for. What it does wrong is raised as VoteError."""
    with (
        SendingNode(rpc_url, patience=ONE_ATTEMPT) as node,
        node_errors(node, VoteError, Text.of("cli.node.is_up")),
    ):
        try:
            yield node
        except NotANodeError:
            raise
        except RevertedCallError as error:
            raise VoteError.of("cli.vote.contract_refuses", why=revert_text(error.data, error.why)) from error
        except RpcError as error:
            raise VoteError.of("cli.vote.node_refuses", why=error.why) from error


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer of the API. Raises VoteError with the API's own words, or when it is no Symbia API."""
    try:
        body: dict[str, Any] = answer.json()
        if answer.is_error:
            raise VoteError.of("cli.api.refused", title=str(body["title"]), detail=str(body["detail"]))
    except (ValueError, TypeError, KeyError) as error:
        raise VoteError.of("cli.api.none", url=str(answer.url), status=answer.status_code) from error
    return body
