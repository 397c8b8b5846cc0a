"""How much anybody may bring, and what is stored at all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from api.auth.sessions import open_session
from api.kit.chain import Chain, Reverted
from symbia.tables.brand import RoleMember
from symbia.tables.content import PAGE_BYTES, PinnedDocument, bytes_on_disk
from symbia.tables.db import service_session
from symbia.units import DAY
from tests.api.conftest import account

PAGES = 10  # of the quota in these tests


def document(number: int, size: int = 10) -> bytes:
    return f"{number:08d}".encode() + b"x" * (size - 8)


def stored(settings: Any) -> list[Path]:
    return [one for one in Path(settings.content_dir).rglob("*") if one.is_file()]


def rows(brand: Any) -> list[PinnedDocument]:
    with Session(brand.engine) as session:
        return list(session.exec(select(PinnedDocument)).all())


@pytest.fixture
def small(brand: Any) -> Any:
    """A client of a server with little room."""
    brand.head()
    return brand.client(content_day_bytes=PAGES * PAGE_BYTES, content_total_bytes=3 * PAGES * PAGE_BYTES)


def refused(answer: Any, code: str, status: int) -> Any:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer


def bring(client: Any, first: int, count: int = PAGES) -> None:
    for number in range(first, first + count):
        assert client.post("/v1/content", content=document(number)).status_code == 201


def test_a_day_has_an_end_for_each_address_and_small_documents_count_as_they_fill_a_disk(
    brand: Any, small: Any, settings: Any
) -> None:
    bring(small, 0)
    answer = refused(small.post("/v1/content", content=document(99)), "content_quota_used_up", 429)
    assert 0 < int(answer.headers["retry-after"]) <= DAY
    assert f"{PAGES * PAGE_BYTES} bytes are allowed" in answer.json()["detail"]
    assert "127.0.0.1" in answer.json()["detail"]
    assert len(stored(settings)) == len(rows(brand)) == PAGES
    small.address = "192.0.2.7"
    bring(small, 99, 1)


def test_the_same_document_again_takes_nothing(small: Any) -> None:
    bring(small, 0)
    bring(small, 0)
    refused(small.post("/v1/content", content=document(99)), "content_quota_used_up", 429)


def test_large_documents_count_whole(small: Any) -> None:
    size = (PAGES - 1) * PAGE_BYTES + 1
    assert small.post("/v1/content", content=document(0, size)).status_code == 201
    refused(small.post("/v1/content", content=document(1)), "content_quota_used_up", 429)


@pytest.mark.parametrize(("size", "pages"), [(0, 1), (1, 1), (4_096, 1), (4_097, 2), (1_048_576, 256)])
def test_what_a_file_takes(size: int, pages: int) -> None:
    assert bytes_on_disk(size) == pages * PAGE_BYTES


def test_a_day_later_there_is_room_again(brand: Any, small: Any) -> None:
    bring(small, 0)
    services = small.app.state.services
    now = services.now()
    small.app.state.services = replace(services, clock=lambda: now + DAY + 1)
    bring(small, 50)


def test_one_customer_of_a_provider_has_one_quota(small: Any) -> None:
    for number in range(PAGES):
        small.address = f"2001:db8:0:7::{number:x}"
        bring(small, number, 1)
    refused(small.post("/v1/content", content=document(99)), "content_quota_used_up", 429)
    small.address = "2001:db8:0:8::1"
    bring(small, 99, 1)


def signed_in(brand: Any, client: Any, who: str, *, seconds: int = 3_600) -> dict[str, str]:
    now = client.app.state.services.now()
    with service_session(brand.engine) as session:
        return {"Authorization": f"Bearer {open_session(session, who, now, now + seconds)}"}


@pytest.mark.parametrize("known_as", ["member", "role"])
def test_whoever_the_chain_knows_has_a_quota_of_their_own(brand: Any, small: Any, known_as: str) -> None:
    if known_as == "member":
        brand.tier()
        brand.issue(account(1))
    else:
        brand.add(RoleMember(role_id="1", account=account(1), execution_delay=0, since=5, block_number=1))
    bring(small, 0)
    header = signed_in(brand, small, account(1))
    for place in range(3):
        small.address = f"192.0.2.{place}"  # from wherever
        assert (
            small.post("/v1/content", content=document(50 + place, 3 * PAGE_BYTES), headers=header).status_code == 201
        )
    refused(
        small.post("/v1/content", content=document(60, 3 * PAGE_BYTES), headers=header), "content_quota_used_up", 429
    )


@pytest.mark.parametrize("seconds", [3_600, -1])
def test_fresh_keys_and_sessions_that_are_over_bring_no_room(brand: Any, small: Any, seconds: int) -> None:
    if seconds < 0:
        brand.tier()
        brand.issue(account(1))
    bring(small, 0)
    for number in (1, 2):
        header = signed_in(brand, small, account(number if seconds < 0 else 100 + number), seconds=seconds)
        answer = small.post("/v1/content", content=document(60), headers=header)
        refused(answer, "content_quota_used_up", 429)


def test_an_address_is_the_same_however_the_socket_writes_it(small: Any) -> None:
    small.address = "192.0.2.7"
    bring(small, 0)
    small.address = "::ffff:192.0.2.7"
    refused(small.post("/v1/content", content=document(99)), "content_quota_used_up", 429)


def test_there_is_a_total_for_all_with_an_error_of_its_own(brand: Any, small: Any, settings: Any) -> None:
    for place in range(3):
        small.address = f"192.0.2.{place + 1}"
        bring(small, place * PAGES)
    small.address = "192.0.2.9"
    answer = refused(small.post("/v1/content", content=document(99)), "content_full", 507)
    assert "SYMBIA_CONTENT_TOTAL_BYTES" in answer.json()["detail"]
    assert len(stored(settings)) == len(rows(brand)) == 3 * PAGES
    bring(small, 5, 1)  # it is here already


def test_lists_count_as_well(small: Any) -> None:
    header = {"Content-Type": "text/csv"}
    for number in range(PAGES):
        list_ = f"account,allowance\n{account(number + 1)},1\n"
        assert small.post("/v1/drops/allowlist", content=list_, headers=header).status_code == 201
    list_ = f"account,allowance\n{account(99)},1\n"
    refused(small.post("/v1/drops/allowlist", content=list_, headers=header), "content_quota_used_up", 429)
    refused(small.post("/v1/content", content=document(99)), "content_quota_used_up", 429)


def test_many_at_once_do_not_pass_the_end_together(brand: Any, small: Any) -> None:
    begin = threading.Barrier(4)

    def one(number: int) -> int:
        begin.wait()
        return int(small.post("/v1/content", content=document(number, 3 * PAGE_BYTES)).status_code)

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(one, range(4)))
    assert codes == [201, 201, 201, 429]
    assert sum(row.bytes_taken for row in rows(brand)) == 9 * PAGE_BYTES


def test_too_large_a_document_counts_for_nothing(brand: Any) -> None:
    client = brand.client(content_max_bytes=1_000)
    refused(client.post("/v1/content", content=b"x" * 1_001), "too_large", 413)
    assert rows(brand) == []


DRAFTS = [
    (
        "/v1/proposals/prepare",
        {"proposer": account(1), "type": 1, "title": "The next scent", "document": "Which one?"},
    ),
    ("/v1/memberships/prepare/notice-revocation", {"account": account(1), "token_id": 1, "reason": "Sold fakes."}),
    (
        "/v1/drops/prepare/define-drop",
        {
            "account": account(1),
            "tier_id": 1,
            "supply": 5,
            "document": {"name": "First"},
        },
    ),
]


@pytest.mark.parametrize(("path", "body"), DRAFTS)
@pytest.mark.parametrize("refusal", ["reverts", "no node"])
def test_what_would_not_go_through_leaves_nothing_behind(
    brand: Any, client: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, path: str, body: Any, refusal: str
) -> None:
    """A refused draft would else be stored for ever, at no cost to whoever sends it."""
    brand.tier()
    brand.proposal_type()
    brand.head()

    def fail(*_: Any, **__: Any) -> Any:
        raise Reverted(b"", "execution reverted")

    if refusal == "reverts":
        monkeypatch.setattr(Chain, "require", lambda *_: None)
        monkeypatch.setattr(Chain, "balance", lambda *_: 10**18)
        monkeypatch.setattr(Chain, "simulate", fail)
        monkeypatch.setattr("api.prepare.actions.Known.holder", lambda *_: account(1))
    answer = client.post(path, json=body)
    assert answer.status_code in (409, 503), answer.text
    assert stored(settings) == []
    assert rows(brand) == []
