"""What holds for every page: structure, frame, headers, and that nobody can inject anything."""

from collections.abc import Callable

import pytest

from . import rows
from .conftest import Brand
from .outline import PAGES, Outline, text_of

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{0.__class__}%s\u202e"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_and_unique_ids(lively: Brand, path: str) -> None:
    outline = Outline(lively.page(path))
    assert len(outline.named("h1")) == len(outline.named("main")) == len(outline.named("nav")) == 1
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(outline.named("caption")) == len(outline.named("table"))
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
