"""The list of proposals, and one proposal."""

from . import rows
from .conftest import Brand
from .outline import Outline, text_of


def test_open_proposals_come_first_and_soonest_to_close(lively: Brand) -> None:
    lively.add(rows.proposal(3, deadline_at=rows.NOW + rows.DAY), rows.proposal(4, snapshot_at=rows.NOW + rows.DAY))
    text = text_of(lively.page("/"))
    places = [text.index(f"Proposal about {number}") for number in (3, 1, 4, 2)]
    assert places == sorted(places)
    assert text.index("Decided") < places[-1]


def test_open_proposals_beyond_a_bound_are_the_last_to_close_and_said(lively: Brand) -> None:
    """Under way 1 and 101 others, the newest of which close first."""
    lively.add([rows.proposal(number, deadline_at=rows.NOW + rows.DAY * (900 - number)) for number in range(200, 301)])
    lively.add([rows.proposal(number, snapshot_at=rows.NOW + rows.DAY * number) for number in (400, 401)])
    html = lively.page("/")
    text = text_of(html)
    assert text.index("Proposal about 1 ") < text.index("Proposal about 300") < text.index("Proposal about 202")
    assert not [number for number in (201, 200, 400, 401) if f"Proposal about {number}" in text]
    assert "4 more open proposals are not listed here." in text
    links = [link["href"] for link in Outline(html).named("a")]
    assert {"/?state=active", "/?state=pending"} <= set(links)
    assert "Proposal about 400" in text_of(lively.page("/?state=pending"))
    assert "/?state=active&type=1" in [link["href"] for link in Outline(lively.page("/?type=1")).named("a")]


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


def test_what_only_protects_says_whose_units_vote(lively: Brand) -> None:
    created = rows.NOW - 2 * rows.DAY
    lively.add([rows.proposal(number, binding=True, created_at=created - number + 5) for number in (5, 6)])
    shown = [text_of(lively.page(f"/proposals/{number}")) for number in (5, 6)]
    assert ["Units of the second in which it was submitted vote" in text for text in shown] == [True, False]


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
    assert "You voted For with 10 votes." in seen
    assert "You vote with 5 votes here." in text_of(lively.page(f"/proposals/1?account={rows.account(2)}"))
    assert "Your ballot would not count." in text_of(lively.page(f"/proposals/1?account={rows.account(77)}"))
    assert "data-proposal" not in lively.page(f"/proposals/1?account={rows.account(1)}")
    assert "data-proposal" in lively.page(f"/proposals/1?account={rows.account(2)}")
