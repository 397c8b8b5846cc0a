"""Documents over HTTP: pinned as they are, served so that nothing runs."""

from pathlib import Path
from typing import Any

import pytest

from api.content.serving import media_type

ABSENT = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"


def test_what_is_pinned_comes_back_byte_for_byte(client: Any) -> None:
    data = bytes(range(256)) * 10
    answer = client.post("/v1/content", content=data)
    assert answer.status_code == 201
    pinned = answer.json()
    assert (pinned["uri"], pinned["size"]) == (f"ipfs://{pinned['cid']}", 2_560)
    read = client.get(f"/v1/content/{pinned['cid']}")
    assert read.content == data
    assert read.headers["content-disposition"].startswith("attachment")
    assert client.post("/v1/content", content=data).json() == pinned


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!doctype html><script>alert(1)</script>", "text/plain; charset=utf-8"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg ", "image/svg+xml"),
        (b"<svgx>", "text/plain; charset=utf-8"),
        (b"<!doctype html><svg >", "text/plain; charset=utf-8"),
        (b"<?xml version='1.0'?><html/>", "text/plain; charset=utf-8"),
        (b'{"name": "Gold"}', "application/json"),
        (b"[1, 2", "text/plain; charset=utf-8"),
        (b"[" * 100_000, "text/plain; charset=utf-8"),
        (b"\x89PNG\r\n\x1a\n<script>", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a<script>", "image/gif"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n\xff", "application/octet-stream"),
        (b"text\0with a zero", "application/octet-stream"),
        (b"\xef\xbb\xbfwith a mark", "text/plain; charset=utf-8"),
    ],
)
def test_nothing_is_served_as_something_that_runs(client: Any, data: bytes, kind: str) -> None:
    assert media_type(data) == kind
    cid = client.post("/v1/content", content=data).json()["cid"]
    headers = client.get(f"/v1/content/{cid}").headers
    assert headers["content-type"] == kind
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_an_svg_is_for_img_tags_and_is_saved_when_opened(client: Any) -> None:
    cid = client.post("/v1/content", content=b"<svg ><script>alert(1)</script></svg>").json()["cid"]
    headers = client.get(f"/v1/content/{cid}").headers
    assert headers["content-disposition"] == f'attachment; filename="{cid}.svg"'
    assert "sandbox" in headers["content-security-policy"]


def test_a_document_never_changes_so_it_may_be_kept(client: Any) -> None:
    cid = client.post("/v1/content", content=b"x").json()["cid"]
    first = client.get(f"/v1/content/{cid}")
    assert "immutable" in first.headers["cache-control"]
    again = client.get(f"/v1/content/{cid}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_problems_with_documents(client: Any) -> None:
    assert client.get(f"/v1/content/{ABSENT}").json()["code"] == "not_found"
    assert client.get("/v1/content/nonsense").json()["code"] == "invalid_cid"
    assert client.get("/v1/content/" + "b" * 500).json()["code"] == "invalid_request"
    assert client.post("/v1/content", content=b"").json()["code"] == "invalid_request"


def test_a_document_above_the_limit_is_refused_and_one_at_it_is_not(brand: Any) -> None:
    client = brand.client(content_max_bytes=1_000)
    assert client.post("/v1/content", content=b"x" * 1_000).status_code == 201
    answer = client.post("/v1/content", content=b"x" * 1_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_damaged_bytes_are_not_served(client: Any, settings: Any) -> None:
    pinned = client.post("/v1/content", content=b"the right bytes").json()
    damaged = [one for one in Path(settings.content_dir).rglob("*") if one.is_file()]
    for one in damaged:
        one.chmod(0o644)
        one.write_bytes(b"the wrong bytes")
    answer = client.get(f"/v1/content/{pinned['cid']}")
    assert b"wrong" not in answer.content
    assert answer.json()["code"] in ("content_unavailable", "not_found")
