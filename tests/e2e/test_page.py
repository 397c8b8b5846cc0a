"""The page in a real Chromium, over a real chain, indexer and API: reading, voting, redeeming, staying up to date."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.seed_stage import BRAND, DAY, FIRST_MEMBER, MARKETING
from tests.e2e.browser import SCREENS, Watched, watched
from tests.e2e.stack import Served, eventually, is_level

OPEN, SCENT, CAMPAIGN = 7, 9, 12  # the seed's open proposals: for or against, a ranking, votes to split
PATHS = (
    "/",
    f"/proposals/{OPEN}",
    "/proposals/6",
    "/proposals/9",
    "/proposals/10",
    "/proposals/12",
    "/members",
    "/members/1",
    "/perks",
    "/brand",
    "/proposals/99",
)

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
    expect(page.locator("#live-note")).to_contain_text(f"{after['for']} votes for")
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


def test_who_would_not_count_hears_why_and_has_nothing_to_sign(visit: Watched, seeded: Served) -> None:
    visit.page.goto(f"/proposals/{OPEN}")
    _connect(visit.page, _latecomer(seeded))
    expect(visit.page.locator("#you")).to_contain_text("would not count")
    expect(visit.page.locator("#you")).to_contain_text("had no units at the snapshot")
    expect(visit.page.get_by_role("button", name="Cast ballot")).to_have_count(0)


def test_an_excluded_account_hears_that_it_takes_no_part(visit: Watched, seeded: Served) -> None:
    (excluded,) = seeded.api.get(f"/v1/proposals/{SCENT}").json()["proposal"]["excluded"]
    visit.page.goto(f"/proposals/{SCENT}")
    _connect(visit.page, seeded.api.get(f"/v1/members/{excluded}").json()["member"]["number"])
    expect(visit.page.locator("#you")).to_contain_text(f"takes no part in proposal {SCENT}")
    expect(visit.page.get_by_role("button", name="Cast ballot")).to_have_count(0)


def test_a_ballot_that_the_contract_would_refuse_is_told_in_words(browser: Browser, seeded: Served) -> None:
    """The member votes elsewhere while the page, whose looks at the server fail, still offers the form."""
    number = _member_without_ballot(seeded)
    with watched(browser, seeded.url) as seen:
        page = seen.page
        page.goto(f"/proposals/{OPEN}")
        _connect(page, number)
        expect(page.locator("#you")).to_contain_text("You vote with")
        page.route(f"**/proposals/{OPEN}?*", lambda route: route.abort())
        account = seeded.api.get(f"/v1/members/{number}").json()["member"]["account"]
        seeded.stack.contract("BrandGovernor").functions.castVote(OPEN, 0).transact({"from": account})
        page.get_by_role("radio", name="Against").check()
        page.get_by_role("button", name="Cast ballot").click()
        expect(page.locator("#progress[data-tone=bad]")).to_contain_text("voted")
        assert all("409" in one or "ERR_FAILED" in one for one in seen.complaints), seen.complaints


def test_votes_are_split_once_they_add_up(visit: Watched, seeded: Served) -> None:
    page = visit.page
    page.goto(f"/proposals/{CAMPAIGN}")
    _connect(page, _member_without_ballot(seeded, CAMPAIGN))
    expect(page.locator("#you")).to_contain_text("You vote with")
    page.get_by_label("Radio").fill("33.33")
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("[data-total]")).to_have_text("33.33% shared out, 66.67% left")
    assert page.get_by_label("Open bakery days").evaluate("field => field.validationMessage").startswith("The parts")
    page.get_by_label("Posters").fill("66.67")
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("#you")).to_contain_text("You voted Radio 33.33%, Posters 66.67% with")
    expect(page.locator("#ballots tbody tr").first).to_contain_text("Radio 33.33%, Posters 66.67%")
    assert _newest(seeded, CAMPAIGN)["choice"] == {"3": 3_333, "4": 6_667}


def test_a_ranking_is_cast_and_the_run_off_counted_again(visit: Watched, seeded: Served) -> None:
    page = visit.page
    page.goto(f"/proposals/{SCENT}")
    expect(page.get_by_role("heading", name="The run-off, round by round")).to_be_visible()
    _connect(page, _member_without_ballot(seeded, SCENT))
    expect(page.locator("#you")).to_contain_text("You vote with")
    page.get_by_label("1. choice").select_option(label="Black tea")
    page.get_by_label("2. choice (optional)").select_option(label="Black tea")
    page.get_by_role("button", name="Cast ballot").click()
    twice = page.get_by_label("2. choice (optional)").evaluate("field => field.validationMessage")
    assert twice == "This option stands further up already."
    page.get_by_label("2. choice (optional)").select_option(label="Juniper smoke")
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("#you")).to_contain_text("You voted 1. Black tea, 2. Juniper smoke with")
    assert _newest(seeded, SCENT)["choice"] == [4, 1]
    rounds = seeded.api.get(f"/v1/proposals/{SCENT}/tally").json()["tally"]["rounds"]
    row = page.locator("#rounds tbody tr").filter(has_text="Juniper smoke")
    left = rounds[-1]["votes"][0]  # none for an option that is out by then
    expect(row.locator("td").last).to_contain_text(str(left) if left else "out")


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


def test_a_ballot_without_gas_is_signed_handed_in_and_counted(visit: Watched, seeded: Served) -> None:
    page, number = visit.page, _member_without_ballot(seeded, SCENT)
    with _relay(seeded):
        page.goto(f"/proposals/{SCENT}")
        _connect(page, number)
        expect(page.locator("#you")).to_contain_text("You vote with")
        account = seeded.api.get(f"/v1/members/{number}").json()["member"]["account"]
        before = seeded.stack.web3.eth.get_balance(account)
        page.get_by_label("1. choice").select_option(label="Spruce tip")
        page.get_by_role("button", name="Vote without gas").click()
        expect(page.locator("#progress")).to_have_text("Your ballot is counted.")
        expect(page.locator("#you")).to_contain_text("You voted 1. Spruce tip with")
        expect(page.locator("#you")).to_contain_text("It counts for")
        receipt = seeded.api.get(page.get_by_role("link", name="Receipt").get_attribute("href") or "").json()["receipt"]
    assert (receipt["state"], receipt["choice"]) == ("counted", [3])
    assert seeded.stack.web3.eth.get_balance(account) == before
    assert (_newest(seeded, SCENT)["member"], _newest(seeded, SCENT)["choice"]) == (number, [3])


@contextmanager
def _relay(seeded: Served) -> Iterator[None]:
    """A relay that waits for nobody."""
    folder, settings = seeded.stack.folder, seeded.stack.settings
    settings = replace(settings, relay_flush_seconds=0.5, relay_ballot_journal=folder / "ballots.journal")
    child = replace(seeded.stack, settings=settings).child("relay", "-m", "cli", "relay", "--account", "78")
    try:
        eventually(lambda: seeded.api.get("/v1/relay").json()["relay"]["state"] == "working", "the relay works")
        yield
    finally:
        child.stop()


def test_one_or_several_options_are_chosen(visit: Watched, seeded: Served) -> None:
    """Last: it moves the clock."""
    single, approval = (_ask(seeded, method) for method in (1, 2))
    seeded.stack.travel(DAY // 2 + 60)
    member = _member_without_ballot(seeded, single)
    page = visit.page
    page.goto(f"/proposals/{single}")
    _connect(page, member)
    page.get_by_role("radio", name="Ink").check()
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("#you")).to_contain_text("You voted Ink with")
    page.goto(f"/proposals/{approval}")
    page.get_by_role("button", name="Cast ballot").click()
    nothing = page.get_by_role("checkbox").first.evaluate("field => field.validationMessage")
    assert nothing == "Choose at least one option."
    page.get_by_role("checkbox", name="Ochre").check()
    page.get_by_role("checkbox", name="Lime").check()
    page.get_by_role("button", name="Cast ballot").click()
    expect(page.locator("#you")).to_contain_text("You voted Ochre, Lime with")
    assert [_newest(seeded, one)["choice"] for one in (single, approval)] == [2, [1, 3]]


def _ask(seeded: Served, method: int) -> int:
    """The brand submits a question of the type Marketing."""
    governor, brand = seeded.stack.contract("BrandGovernor"), seeded.stack.web3.eth.accounts[BRAND]
    options = (method, ["Ochre", "Ink", "Lime"], [0, 0, 0])
    proposing = governor.functions.proposeChoice(
        MARKETING, options, [], [], [], f"# Colours, {method} #proposer={brand}"
    )
    seeded.stack.web3.eth.wait_for_transaction_receipt(proposing.transact({"from": brand}))
    eventually(lambda: is_level(seeded), "the proposal is indexed")
    number: int = governor.functions.latestProposalId().call()
    return number


def _connect(page: Page, number: int) -> None:
    page.get_by_role("button", name="Connect wallet").click()
    dialog = page.get_by_role("dialog", name="Demo wallet")
    dialog.get_by_role("button", name=re.compile(rf"^Member {number}\b")).click()
    expect(page.locator("#account")).to_be_visible()


def _tally(seeded: Served) -> dict[str, int]:
    tally: dict[str, int] = seeded.api.get(f"/v1/proposals/{OPEN}").json()["proposal"]["tally"]
    return tally


def _newest(seeded: Served, proposal: int) -> dict[str, Any]:
    ballot: dict[str, Any] = seeded.api.get(f"/v1/proposals/{proposal}/ballots?limit=1").json()["ballots"][0]
    return ballot


def _powers(seeded: Served, proposal: int) -> Iterator[tuple[int, str | None]]:
    """Member numbers, and why a ballot of theirs would not count."""
    for member in seeded.api.get("/v1/members", params={"limit": 100}).json()["members"]:
        power = seeded.api.get(f"/v1/proposals/{proposal}/power/{member['account']}").json()["power"]
        yield member["number"], power["problem"] and power["problem"]["code"]


def _member_without_ballot(seeded: Served, proposal: int = OPEN) -> int:
    return next(number for number, problem in _powers(seeded, proposal) if problem is None)


def _latecomer(seeded: Served) -> int:
    return next(number for number, problem in _powers(seeded, OPEN) if problem == "no_power")
