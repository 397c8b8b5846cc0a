"""Every page over hand-made rows: what a member reads, and what nobody can inject."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from . import rows
from .conftest import Brand

PAGES = ("/", "/proposals/1", "/members", "/members/1", "/perks", "/brand")
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{0.__class__}%s\u202e"


class Outline(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text += " "

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "script":
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def text_of(html: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(Outline(html).text.split())


@pytest.fixture
def lively(brand: Brand) -> Brand:
    """A brand with a little of everything."""
    brand.add(
        rows.head(),
        rows.proposal_type(),
        rows.tier(uri=brand.document('{"name": "Regular", "description": "Five units of vote."}')),
        rows.member(1, tokens=2),
        rows.member(2),
        rows.proposal(1, content_uri=brand.document("# Proposal about 1\n\nBring back the **dark** cracker.")),
        rows.ballot(1, 1, units=10, reason="Because of the crunch."),
        rows.proposal(2, deadline_at=rows.NOW - rows.DAY),
        rows.perk(1, uri=brand.document("# First loaf\n\nOn us.")),
        rows.redemption(1, 1, 100, 1),
        rows.treasury_entry(1, 5),
        rows.treasury_entry(2, 2, incoming=False),
        rows.role(1, "BRAND", 1),
    )
    return brand


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_and_unique_ids(lively: Brand, path: str) -> None:
    outline = Outline(lively.page(path))
    assert len(outline.named("h1")) == len(outline.named("main")) == len(outline.named("nav")) == 1
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all("caption" in dict(outline.tags) for _ in outline.named("table"))
    labelled = {attributes.get("for") for attributes in outline.named("label")}
    for field in (*outline.named("select"), *outline.named("progress")):
        assert field.get("id") in labelled or field.get("aria-label")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_whose_it_is_and_what_block_it_was_read_at(lively: Brand, path: str) -> None:
    text = text_of(lively.page(path))
    assert "Juniper & Rye" in text
    assert f"Read at block {rows.BLOCK}" in text
    assert "not final yet" in text


@pytest.mark.parametrize("path", [*PAGES, "/static/style.css", "/static/app.js", "/members/99"])
def test_headers_let_nothing_foreign_run(lively: Brand, path: str) -> None:
    headers = lively.visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_inline_code_or_another_host(lively: Brand, path: str) -> None:
    outline = Outline(lively.page(path))
    for _, attributes in outline.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
    for script in outline.named("script"):
        assert script.get("type") == "application/json" or str(script["src"]).startswith("/static/")
    assert all(str(link["href"]).startswith("/static/") for link in outline.named("link"))


def test_open_proposals_come_first_and_soonest_to_close(lively: Brand) -> None:
    lively.add(rows.proposal(3, deadline_at=rows.NOW + rows.DAY), rows.proposal(4, snapshot_at=rows.NOW + rows.DAY))
    text = text_of(lively.page("/"))
    places = [text.index(f"Proposal about {number}") for number in (3, 1, 4, 2)]
    assert places == sorted(places)
    assert text.index("Decided") < places[-1]


def test_a_row_shows_tally_quorum_and_time_left(lively: Brand) -> None:
    text = text_of(lively.page("/?state=active"))
    assert "For 10 Against 0 Abstain 0" in text
    assert "Quorum: 10 of 3 units" in text
    assert "days" in text
    assert "left to vote" in text


def test_filters_by_state_and_type(lively: Brand) -> None:
    assert "Proposal about 1" not in text_of(lively.page("/?state=defeated"))
    assert "Proposal about 2" in text_of(lively.page("/?state=defeated"))
    assert "No proposal here" in text_of(lively.page("/?type=7"))
    assert "Proposal about 1" in text_of(lively.page("/?state=&type="))
    assert "Proposal about 1" in text_of(lively.page("/?state=nonsense&type=x"))


def test_a_long_list_goes_on_at_more(lively: Brand) -> None:
    lively.add([rows.proposal(number, deadline_at=rows.NOW - rows.DAY) for number in range(10, 60)])
    first = lively.page("/")
    more = next(link["href"] for link in Outline(first).named("a") if link.get("rel") == "next")
    assert "Proposal about 59" in first
    second = text_of(lively.page(str(more)))
    assert "Proposal about 34" in second
    assert "Proposal about 59" not in second
    assert "Open now" not in second


def test_a_proposal_tells_its_document_rules_and_ballots(lively: Brand) -> None:
    html = lively.page("/proposals/1")
    assert "Bring back the <strong>dark</strong> cracker." in html
    assert html.count("Proposal about 1") == 2  # title and heading, not the document's own heading once more
    text = text_of(html)
    assert "at least 20% of all units" in text
    assert "Advisory: it tells the brand" in text
    assert "Because of the crunch." in text
    assert "1 member has voted" in text
    assert "Member 1" in text


def test_missing_content_is_said_with_its_cid(lively: Brand) -> None:
    cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
    lively.add(rows.proposal(5, content_uri=f"ipfs://{cid}"))
    text = text_of(lively.page("/proposals/5"))
    assert "cannot be found right now" in text
    assert cid in text


def test_a_proposal_without_document_shows_its_text_on_chain(lively: Brand) -> None:
    text = text_of(lively.page("/proposals/2"))
    assert "names no document" in text
    assert "# Proposal about 2" in text


def test_what_was_missing_is_told_after_a_defeat(lively: Brand) -> None:
    text = text_of(lively.page("/proposals/2"))
    assert "What was missing 3 units, for or abstain, to reach quorum" in text


def test_actions_are_named_or_shown_as_data(lively: Brand) -> None:
    grant = "0x25c471a0" + f"{3:064x}" + "00" * 12 + "11" * 20 + f"{0:064x}"
    lively.add(
        rows.proposal(6, binding=True), rows.action(6), rows.proposal(7, binding=True),
        rows.action(7, target=rows.CONTRACTS["BrandAccess"], calldata=grant, value=f"{0:064x}"),
        rows.proposal(8, binding=True), rows.action(8, calldata="0xdeadbeef"),
    )  # fmt: skip
    assert "A payment" in text_of(lively.page("/proposals/6"))
    assert "1.5 ETH" in text_of(lively.page("/proposals/6"))
    assert "BrandAccess.grantRole" in text_of(lively.page("/proposals/7"))
    assert "0xdeadbeef" in text_of(lively.page("/proposals/8"))


def test_a_visitor_sees_their_own_ballot_and_power(lively: Brand) -> None:
    seen = text_of(lively.page(f"/proposals/1?account={rows.account(1)}"))
    assert "You voted For with 10 units." in seen
    assert "You vote with 5 units here." in text_of(lively.page(f"/proposals/1?account={rows.account(2)}"))
    assert "cannot vote here" in text_of(lively.page(f"/proposals/1?account={rows.account(77)}"))
    assert "data-proposal" not in lively.page(f"/proposals/1?account={rows.account(1)}")
    assert "data-proposal" in lively.page(f"/proposals/1?account={rows.account(2)}")


def test_a_member_page_explains_power_and_perks(lively: Brand) -> None:
    text = text_of(lively.page("/members/1"))
    assert "Votes with 10 units" in text
    assert "Membership 100, tier Regular" in text
    assert "First loaf" in text
    assert "Redeemed 1 of 1 with membership 100." in text
    assert "Redeem with another membership." in text


def test_only_the_holder_is_offered_to_redeem(lively: Brand) -> None:
    assert "data-perk" not in lively.page("/members/1")
    assert "data-perk" not in lively.page(f"/members/1?account={rows.account(2)}")
    own = Outline(lively.page(f"/members/{rows.account(1)}?account={rows.account(1)}"))
    assert [form["data-token"] for form in own.named("form") if "data-perk" in form] == ["101"]


def test_search_leads_to_a_member_or_says_why_not(lively: Brand) -> None:
    found = lively.visitor.get(f"/members?find=%20{rows.account(2)}%20")
    assert (found.status_code, found.headers["location"]) == (303, "/members/2")
    assert "There is no member 55" in text_of(lively.page("/members?find=55", 404))
    assert "is not an address" in text_of(lively.page("/members?find=bob", 422))


def test_perks_tell_their_terms(lively: Brand) -> None:
    text = text_of(lively.page("/perks"))
    assert "First loaf On us. For every tier Once per membership 2 times per wallet" in text
    assert "1 of 10 redeemed" in text


def test_the_brand_page_adds_up_the_treasury_and_names_roles(lively: Brand) -> None:
    text = text_of(lively.page("/brand"))
    assert "Balance 3 ETH" in text
    assert "\u22122 ETH" in text
    assert "Defines tiers and perks, and proposes." in text
    assert "BrandTimelock" in text


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_brand_is_readable(brand: Brand, path: str) -> None:
    brand.add(rows.head())
    html = brand.page(path, 404 if path[-1] == "1" else 200)
    assert len(Outline(html).named("h1")) == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_database_without_a_head_says_what_to_do(brand: Brand, path: str) -> None:
    answer = brand.visitor.get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "Nothing has been indexed yet" in text_of(answer.text)


@pytest.mark.parametrize("tables", [True, False])
def test_a_database_that_cannot_be_read_is_a_page_too(make_brand: Callable[..., Brand], tables: bool) -> None:
    brand = make_brand(tables=tables)
    said = "Start the indexer" if tables else "database does not answer"
    assert said in text_of(brand.page("/", 503))
    assert "No page of this site has that address" in text_of(brand.page("/proposals/x", 404))


def test_a_lagging_indexer_is_said(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(chain_block=rows.BLOCK + 30)
    brand.add(rows.head())
    assert "30 blocks behind the chain" in text_of(brand.page("/"))


def test_a_silent_chain_is_said(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(chain_block=None)
    brand.add(rows.head())
    assert "The chain does not answer." in text_of(brand.page("/"))


def test_a_head_in_step_warns_of_nothing(lively: Brand) -> None:
    assert "banner" not in [tag.get("class") for tag in Outline(lively.page("/")).named("div")]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/proposals/99", 404), ("/members/99", 404), ("/proposals/x", 404), ("/members/bob", 422), ("/?cursor=x", 422),
     ("/proposals/1?account=bob", 422), ("/proposals/99999999999999999999", 404)],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_leads_back(lively: Brand, path: str, status: int) -> None:
    outline = Outline(lively.page(path, status))
    assert any(link["href"] == "/" and link.get("class") == "button" for link in outline.named("a"))


def test_an_unchanged_page_is_not_sent_again(lively: Brand) -> None:
    first = lively.visitor.get("/proposals/1")
    again = lively.visitor.get("/proposals/1", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers
    lively.add(rows.ballot(1, 2, support=0))
    changed = lively.visitor.get("/proposals/1", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


def test_hostile_text_is_only_text(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(HOSTILE)
    document = brand.document(f"# {HOSTILE}\n\n{HOSTILE}\n\n[x](javascript:alert(1))")
    metadata = brand.document('{"name": "<script>alert(1)</script>", "description": "<img src=x onerror=alert(1)>"}')
    brand.add(
        rows.head(), rows.proposal_type(name=HOSTILE), rows.tier(name=HOSTILE, uri=metadata), rows.member(1),
        rows.proposal(1, title=HOSTILE, description=HOSTILE, content_uri=document),
        rows.proposal(2, title=HOSTILE, description=HOSTILE, content_uri=f"ipfs://{HOSTILE}"),
        rows.ballot(1, 1, reason=HOSTILE), rows.perk(1, uri=metadata), rows.perk(2, uri=document),
        rows.role(9, HOSTILE, 1),
    )  # fmt: skip
    for path in (*PAGES, "/proposals/2", f"/?state={HOSTILE.replace('%', '%25')}", "/members/%3Cscript%3E"):
        _require_inert(Outline(brand.visitor.get(path).text))


def _require_inert(outline: Outline) -> None:
    assert not outline.named("img")
    for script in outline.named("script"):
        assert script.get("type") == "application/json" or str(script["src"]).startswith("/static/")
    for _, attributes in outline.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not str(attributes.get("href", "")).lower().startswith(("javascript:", "data:"))


@pytest.mark.parametrize(
    ("chain_id", "settings"),
    [(1337, {}), (1, {"demo_wallet": True}), (None, {"demo_wallet": True}),
     (1337, {"demo_wallet": True, "host": "0.0.0.0"})],  # noqa: S104 - the point: that is not loopback
)  # fmt: skip
def test_the_demo_wallet_is_not_there(
    make_brand: Callable[..., Brand], chain_id: int | None, settings: dict[str, Any]
) -> None:
    brand = make_brand(chain_id=chain_id, **settings)
    brand.add(rows.head())
    assert "data-demo" not in brand.page("/")
    assert brand.visitor.ask("POST", "/demo/rpc", json={}).status_code == 404
    assert brand.visitor.get("/demo/members").status_code == 404


def test_the_demo_wallet_on_a_local_chain(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(demo_wallet=True)
    brand.add(rows.head(), rows.member(1), rows.member(2))
    assert "data-demo" in brand.page("/")
    assert brand.visitor.ask("POST", "/demo/rpc", json={}).status_code == 403
    assert brand.visitor.get("/demo/members").json() == {rows.account(1): 1, rows.account(2): 2}
