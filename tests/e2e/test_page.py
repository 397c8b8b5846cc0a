"""The page in a real Chromium, over a real chain, indexer and API: reading, voting, redeeming, staying up to date."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.seed import FIRST_MEMBER
from tests.e2e.browser import Watched, chromium, watched
from tests.e2e.stack import Served

OPEN = 7  # the seed's open proposal
PATHS = ("/", f"/proposals/{OPEN}", "/proposals/6", "/members", "/members/1", "/perks", "/brand", "/proposals/99")
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}

# A wallet on another network that cannot switch, as an extension would announce it.
FOREIGN_WALLET = """
addEventListener("eip6963:requestProvider", () => {
  const request = async ({ method }) => {
    if (method === "eth_chainId") return "0x1";
    if (method === "wallet_switchEthereumChain") throw Object.assign(new Error("no"), { code: 4902 });
    return ["ACCOUNT"];
  };
  const info = { uuid: crypto.randomUUID(), name: "Foreign <b>wallet</b>", icon: "javascript:alert(1)", rdns: "x.y" };
  dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider: { request } } }));
});
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def visit(browser: Browser, seeded: Served) -> Iterator[Watched]:
    """A visitor with a desk and JavaScript; whatever the browser complained about fails the test."""
    with watched(browser, seeded.url, viewport=SCREENS["desk"]) as seen:
        yield seen
        seen.require_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_and_the_browser_is_content(browser: Browser, seeded: Served, screen: str, scheme: Any) -> None:
    with watched(browser, seeded.url, viewport=SCREENS[screen], color_scheme=scheme) as seen:
        for path in PATHS:
            seen.page.goto(path)
            expect(seen.page.get_by_role("heading", level=1)).to_be_visible()
            expect(seen.page.get_by_role("button", name="Connect wallet")).to_be_visible()
            seen.require_fit()
        complaints = [one for one in seen.complaints if "404" not in one]  # the last path is not there on purpose
        assert complaints == []


def test_reading_needs_no_javascript(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url, java_script_enabled=False) as seen:
        page = seen.page
        page.goto("/")
        page.get_by_role("link", name="Choose the winter aperitif").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("winter aperitif")
        expect(page.get_by_text("switch JavaScript on")).to_be_visible()
        expect(page.get_by_role("button", name="Connect wallet")).to_be_hidden()
        expect(page.get_by_role("button", name="Cast ballot")).to_be_hidden()
        seen.require_quiet()


def test_the_keyboard_begins_at_the_skip_link(visit: Watched) -> None:
    visit.page.goto("/")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_be_focused()


def test_a_member_votes_and_sees_the_tally_change(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, _member_without_ballot(seeded)
    before = _tally(seeded)
    page.goto(f"/proposals/{OPEN}")
    _connect(page, number)
    expect(page.locator("#you")).to_contain_text("You vote with")
    page.get_by_role("radio", name="For").check()
    page.get_by_label("Reason (optional)").fill("Juniper <i>forever</i>")
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("#progress")).to_have_text("Your ballot is counted.")
    expect(page.locator("#you")).to_contain_text("You voted For with")
    after = _tally(seeded)
    assert after["for"] > before["for"]
    assert after["ballots"] == before["ballots"] + 1
    expect(page.locator("#tally .counts .for b")).to_have_text(str(after["for"]))
    expect(page.locator("#live-note")).to_contain_text(f"{after['for']} units for")
    expect(page.locator("#ballots tbody tr").first).to_contain_text("Juniper <i>forever</i>")
    expect(page.get_by_role("button", name="Cast ballot")).to_have_count(0)


def test_the_wallet_is_still_connected_on_the_next_page(visit: Watched) -> None:
    page = visit.page
    page.goto("/")
    _connect(page, 1)
    page.get_by_role("link", name="Perks", exact=True).click()
    expect(page.locator("#account")).to_be_visible()
    page.locator("#account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Member 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect wallet")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Connect wallet")).to_be_visible()


def test_a_ballot_that_the_contract_would_refuse_is_told_in_words(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url) as seen:
        seen.page.goto(f"/proposals/{OPEN}")
        _connect(seen.page, _latecomer(seeded))
        expect(seen.page.locator("#you")).to_contain_text("cannot vote here")
        seen.page.get_by_role("radio", name="Against").check()
        seen.page.get_by_role("button", name="Cast ballot").click()
        note = seen.page.locator("#progress[data-tone=bad]")
        expect(note).to_contain_text("no")
        assert all("409" in one for one in seen.complaints), seen.complaints


def test_closing_the_wallet_sends_nothing(visit: Watched) -> None:
    visit.page.goto(f"/proposals/{OPEN}")
    visit.page.get_by_role("button", name="Connect wallet").click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(visit.page.locator("#progress")).to_contain_text("You declined in the wallet")
    expect(visit.page.get_by_role("button", name="Connect wallet")).to_be_visible()


def test_a_wallet_on_another_chain_is_asked_to_switch(browser: Browser, seeded: Served) -> None:
    account = seeded.api.get(f"/v1/members/{_member_without_ballot(seeded)}").json()["member"]["account"]
    with watched(browser, seeded.url) as seen:
        page = seen.page
        page.add_init_script(FOREIGN_WALLET.replace("ACCOUNT", account))
        page.goto(f"/proposals/{OPEN}")
        page.get_by_role("button", name="Connect wallet").click()
        page.get_by_role("dialog").get_by_role("button", name="Foreign <b>wallet</b>").click()
        page.get_by_role("radio", name="For").check()
        page.get_by_role("button", name="Cast ballot").click()
        expect(page.locator("#progress[data-tone=bad]")).to_contain_text("Switch it to chain 1337")
        seen.require_quiet()


def test_a_member_redeems_a_perk(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, FIRST_MEMBER + 10
    page.goto(f"/members/{number}")
    expect(page.get_by_role("button", name="Redeem")).to_have_count(0)
    _connect(page, number)
    redeem = page.get_by_role("button", name="Redeem")
    expect(redeem.first).to_be_visible()
    account = seeded.api.get(f"/v1/members/{number}").json()["member"]["account"]
    before = seeded.api.get("/v1/redemptions", params={"account": account}).json()["redemptions"]
    redeem.first.click()
    expect(page.locator("#progress")).to_have_text("Redeemed.")
    after = seeded.api.get("/v1/redemptions", params={"account": account}).json()["redemptions"]
    assert len(after) == len(before) + 1
    expect(page.get_by_role("heading", name="Redeemed so far")).to_be_visible()


def test_a_member_under_notice_reads_why_and_how_to_appeal(visit: Watched, seeded: Served) -> None:
    (noticed,) = seeded.api.get("/v1/memberships", params={"state": "under_notice"}).json()["memberships"]
    page = visit.page
    page.goto(f"/members/{noticed['holder']}")
    card = page.locator("li.pass").filter(has_text=f"Membership {noticed['token_id']} ")
    expect(card.get_by_text("Under notice", exact=True)).to_be_visible()
    expect(card).to_contain_text("binding proposal that dismisses the notice")
    card.get_by_text("The brand's reason").click()
    expect(card.get_by_role("link")).to_be_visible()
    visit.require_fit()


def test_the_brand_page_tells_what_a_membership_costs(visit: Watched, seeded: Served) -> None:
    tiers = seeded.api.get("/v1/tiers").json()["tiers"]
    visit.page.goto("/brand")
    for tier in tiers:
        row = visit.page.get_by_role("row").filter(has_text=tier["name"]).first
        expect(row).to_contain_text("ETH" if tier["prices"] else "No price set")
        expect(row).to_contain_text("days" if tier["duration"] else "For life")


def test_what_others_do_appears_without_a_reload(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, _member_without_ballot(seeded)
    page.goto(f"/proposals/{OPEN}")
    page.get_by_role("radio", name="Abstain").check()
    before = _tally(seeded)
    account = seeded.api.get(f"/v1/members/{number}").json()["member"]["account"]
    seeded.stack.contract("BrandGovernor").functions.castVote(OPEN, 0).transact({"from": account})
    expect(page.locator("#live-note")).to_contain_text("against")
    after = _tally(seeded)
    assert after["against"] > before["against"]
    expect(page.locator("#tally .counts .against b")).to_have_text(str(after["against"]))
    expect(page.get_by_role("radio", name="Abstain")).to_be_checked()  # what the visitor had begun is kept


def _connect(page: Page, number: int) -> None:
    page.get_by_role("button", name="Connect wallet").click()
    dialog = page.get_by_role("dialog", name="Demo wallet")
    dialog.get_by_role("button", name=re.compile(rf"^Member {number}\b")).click()
    expect(page.locator("#account")).to_be_visible()


def _tally(seeded: Served) -> dict[str, int]:
    tally: dict[str, int] = seeded.api.get(f"/v1/proposals/{OPEN}").json()["proposal"]["tally"]
    return tally


def _powers(seeded: Served) -> Iterator[tuple[int, int]]:
    """Member numbers of those who have not voted, and their units at the snapshot."""
    ballots = seeded.api.get(f"/v1/proposals/{OPEN}/ballots", params={"limit": 100}).json()["ballots"]
    voted = {ballot["member"] for ballot in ballots}
    members = seeded.api.get("/v1/members", params={"limit": 100}).json()["members"]
    for member in members:
        if member["number"] not in voted:
            answer = seeded.api.get(f"/v1/proposals/{OPEN}/power/{member['account']}").json()
            yield member["number"], answer["power"]["units"]


def _member_without_ballot(seeded: Served) -> int:
    return next(number for number, units in _powers(seeded) if units)


def _latecomer(seeded: Served) -> int:
    return next(number for number, units in _powers(seeded) if not units)
