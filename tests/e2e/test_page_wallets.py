"""Wallets of visitors, in a real Chromium: on a phone, on the demo with keys of their own, and where the focus goes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from eth_account import Account
from playwright.sync_api import Browser, Page, expect

from scripts.local.ganache import free_port
from scripts.seed_stage import FIRST_MEMBER
from symbia.units import ETHER
from tests.e2e.browser import Watched, watched
from tests.e2e.stack import Served, served
from tests.e2e.test_page import OPEN, _connect, _member_without_ballot, _tally

STRANGER = Account.from_key("0x" + "5a" * 32)

# A wallet of the visitor's own, as an extension announces it: on another network, with a key that the test signs for.
OWN_WALLET = """
addEventListener("eip6963:requestProvider", () => {
  const known = ["0x1"];
  let chain = "0x1";
  const request = async ({ method, params }) => {
    if (method === "eth_chainId") return chain;
    if (method === "wallet_addEthereumChain") {
      known.push((await added(params[0])).chainId);
      return null;
    }
    if (method === "wallet_switchEthereumChain") {
      if (!known.includes(params[0].chainId)) throw UNKNOWN;
      chain = params[0].chainId;
      return null;
    }
    return await asked(method, params ?? []);
  };
  const info = { uuid: crypto.randomUUID(), name: "My own wallet", icon: "data:image/png,", rdns: "my.own" };
  dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider: { request } } }));
});
"""
DESK = 'Object.assign(new Error("Unrecognized chain"), { code: 4902 })'
PHONE = 'Object.assign(new Error("Internal"), { code: -32603, data: { originalError: { code: 4902 } } })'


@pytest.fixture(scope="module")
def plain(seeded: Served) -> Iterator[Served]:
    """The same brand, served without the demo wallet, as on a chain that is not local."""
    settings = replace(seeded.stack.settings, demo_wallet=False, port=free_port())
    with served(replace(seeded.stack, settings=settings)) as house:
        yield house


def test_a_phone_is_led_into_the_browser_of_a_wallet(browser: Browser, plain: Served, playwright_phone: Any) -> None:
    with watched(browser, plain.url, **playwright_phone) as seen:
        page = seen.page
        page.goto(f"/proposals/{OPEN}?lang=en")
        page.get_by_role("button", name="Connect wallet").tap()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Open this page in the browser of a wallet app")
        links = {one.inner_text(): one.get_attribute("href") for one in dialog.get_by_role("link").all()}
        url = quote(page.url, safe="")
        assert links == {
            "Open in MetaMask": f"https://link.metamask.io/dapp/{page.url.removeprefix('http://')}",
            "Open in Coinbase Wallet": f"https://go.cb-w.com/dapp?cb_url={url}",
            "Open in Trust Wallet": f"https://link.trustwallet.com/open_url?coin_id=60&url={url}",
        }
        seen.require_fit()
        dialog.get_by_role("button", name="Cancel").tap()
        expect(page.get_by_role("button", name="Connect wallet")).to_be_focused()
        seen.require_quiet()


def test_a_phone_is_led_there_in_chinese(browser: Browser, plain: Served, playwright_phone: Any) -> None:
    with watched(browser, plain.url, **playwright_phone | {"locale": "zh-CN"}) as seen:
        seen.page.goto("/")
        seen.page.get_by_role("button", name="连接钱包").tap()
        expect(seen.page.get_by_role("link", name="在MetaMask中打开")).to_be_visible()


def test_a_phone_whose_browser_is_a_wallet_connects(browser: Browser, plain: Served, playwright_phone: Any) -> None:
    with watched(browser, plain.url, **playwright_phone) as seen:
        _bring_wallet(seen.page, plain, STRANGER, DESK)
        seen.page.goto("/")
        seen.page.get_by_role("button", name="Connect wallet").tap()
        expect(seen.page.locator("#account")).to_be_visible()


def test_a_desk_without_an_extension_is_told_to_get_one(browser: Browser, plain: Served) -> None:
    with watched(browser, plain.url) as seen:
        seen.page.goto("/")
        seen.page.get_by_role("button", name="Connect wallet").click()
        expect(seen.page.get_by_role("dialog")).to_contain_text("Install a wallet extension")
        expect(seen.page.get_by_role("dialog").get_by_role("link")).to_have_count(0)


def test_where_there_is_no_demo_nothing_is_said_of_it(browser: Browser, plain: Served) -> None:
    with watched(browser, plain.url) as seen:
        seen.page.goto("/")
        expect(seen.page.locator("#own-network")).to_have_count(0)
        assert plain.api.get("/demo/network").status_code == 404


@pytest.mark.parametrize("unknown", [DESK, PHONE], ids=["desk", "phone"])
def test_the_demo_is_added_to_a_wallet_and_gives_it_test_ether(browser: Browser, seeded: Served, unknown: str) -> None:
    with watched(browser, seeded.url) as seen:
        page = seen.page
        added = _bring_wallet(page, seeded, STRANGER, unknown)
        page.goto("/")
        page.get_by_text("Use a wallet of your own").click()
        page.get_by_role("button", name="Add this network to my wallet").click()
        expect(page.locator("#progress[data-tone=good]")).to_contain_text("Your wallet knows this network now")
        assert [(one["chainId"], one["rpcUrls"]) for one in added] == [("0x539", [seeded.stack.chain.url])]
        before = seeded.stack.web3.eth.get_balance(STRANGER.address)
        page.get_by_role("button", name="Send me 10 test ether").click()
        expect(page.locator("#progress[data-tone=good]")).to_contain_text("10 test ether")
        assert seeded.stack.web3.eth.get_balance(STRANGER.address) == before + 10 * ETHER
        assert "The mnemonic is public." in page.locator(".own").inner_text()
        seen.require_quiet()


@pytest.mark.parametrize("unknown", [DESK, PHONE], ids=["desk", "phone"])
def test_a_member_s_key_in_a_wallet_of_one_s_own_votes(browser: Browser, seeded: Served, unknown: str) -> None:
    """By the mnemonic that `symbia up` prints, in a wallet that has never heard of this chain."""
    number = _member_without_ballot(seeded)
    account = seeded.api.get(f"/v1/members/{number}").json()["member"]["account"]
    before = _tally(seeded)
    with watched(browser, seeded.url) as seen:
        page = seen.page
        added = _bring_wallet(page, seeded, _key_of(seeded, account), unknown)
        page.goto(f"/proposals/{OPEN}")
        page.get_by_role("button", name="Connect wallet").click()
        page.get_by_role("dialog").get_by_role("button", name="My own wallet").click()
        page.get_by_role("radio", name="For").check()
        page.get_by_role("button", name="Cast ballot").click()
        expect(page.locator("#progress")).to_have_text("Your ballot is counted.")
        assert len(added) == 1
        seen.require_quiet()
    assert _tally(seeded)["ballots"] == before["ballots"] + 1


def test_the_keyboard_connects_votes_and_leaves_without_losing_its_place(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, _member_without_ballot(seeded)
    page.goto(f"/proposals/{OPEN}")
    page.get_by_role("button", name="Connect wallet").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name=re.compile(rf"^Member {number}\b")).press("Enter")
    expect(page.locator("#account")).to_be_focused()
    expect(page.locator("#you")).to_contain_text("You vote with")
    page.get_by_role("radio", name="For").press("Space")
    page.get_by_role("button", name="Cast ballot").press("Enter")
    expect(page.locator("#progress")).to_have_text("Your ballot is counted.")
    expect(page.locator("#you")).to_contain_text("You voted For with")
    expect(page.locator("#you")).to_be_focused()
    page.get_by_role("button", name="Disconnect").press("Enter")
    expect(page.get_by_role("button", name="Connect wallet")).to_be_focused()


def test_connecting_by_casting_keeps_the_focus_on_the_ballot(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, _member_without_ballot(seeded)
    page.goto(f"/proposals/{OPEN}")
    page.get_by_role("radio", name="Against").press("Space")
    page.get_by_role("button", name="Cast ballot").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name=re.compile(rf"^Member {number}\b")).press("Enter")
    expect(page.locator("#progress")).to_have_text("Your ballot is counted.")
    expect(page.locator("#you")).to_be_focused()


def test_a_ballot_that_is_not_sent_keeps_the_focus_where_it_was(visit: Watched) -> None:
    page = visit.page
    page.goto(f"/proposals/{OPEN}")
    page.get_by_role("radio", name="For").press("Space")
    cast = page.get_by_role("button", name="Cast ballot")
    cast.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").press("Enter")
    expect(page.locator("#progress")).to_contain_text("You declined in the wallet")
    expect(cast).to_be_focused()


def test_a_perk_that_is_redeemed_keeps_the_focus_beside_it(visit: Watched) -> None:
    page, number = visit.page, FIRST_MEMBER + 12
    page.goto(f"/members/{number}")
    _connect(page, number)
    expect(page.locator("#account")).to_be_focused()
    page.get_by_role("button", name="Redeem").first.press("Enter")
    expect(page.locator("#progress")).to_have_text("Redeemed.")
    assert page.evaluate("document.activeElement.closest('main [data-region]') !== null")


@pytest.fixture
def playwright_phone() -> dict[str, Any]:
    """A phone: fingers, a narrow screen, no extensions."""
    return {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "en-US"}


def _bring_wallet(page: Page, house: Served, key: Any, unknown: str) -> list[dict[str, Any]]:
    """A visitor with a wallet of their own, whose answer to an unknown network is `unknown`; the networks added to it.

    It asks the node of the network that was added, and signs with `key`: the page has no other way to the chain.
    """
    added: list[dict[str, Any]] = []
    web3 = house.stack.web3

    def add(network: dict[str, Any]) -> dict[str, Any]:
        added.append(network)
        return network

    def ask(method: str, params: list[Any]) -> Any:
        if method in ("eth_accounts", "eth_requestAccounts"):
            return [key.address]
        if method != "eth_sendTransaction":
            return house.stack.rpc(method, *params)
        assert added, "it would not know where to send to"
        wanted = params[0]
        transaction = {
            "to": web3.to_checksum_address(wanted["to"]),
            "data": wanted["data"],
            "value": int(wanted["value"], 16),
            "gas": int(wanted["gas"], 16),
            "nonce": web3.eth.get_transaction_count(key.address),
            "chainId": int(added[0]["chainId"], 16),
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 10**9,
        }
        return web3.eth.send_raw_transaction(key.sign_transaction(transaction).raw_transaction).to_0x_hex()

    page.expose_function("added", add)
    page.expose_function("asked", ask)
    page.add_init_script(OWN_WALLET.replace("UNKNOWN", unknown))
    return added


def _key_of(house: Served, address: str) -> Any:
    """The key behind an account of the demo's chain, by its public mnemonic."""
    Account.enable_unaudited_hdwallet_features()
    for number in range(80):
        key = Account.from_mnemonic(house.stack.chain.mnemonic, account_path=f"m/44'/60'/0'/0/{number}")
        if key.address.lower() == address.lower():
            return key
    raise AssertionError(f"{address} is no account of the mnemonic")
