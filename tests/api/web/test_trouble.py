"""Nothing there, nothing indexed, indexed late, chain silent; and where the demo wallet must not be."""

from collections.abc import Callable
from typing import Any

import pytest

from . import rows
from .conftest import Brand
from .outline import PAGES, Outline, text_of


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
    assert "own-network" not in brand.page("/")
    assert brand.visitor.ask("POST", "/demo/rpc", json={}).status_code == 404
    for path in ("/demo/members", "/demo/network"):
        assert brand.visitor.get(path).status_code == 404


def test_the_demo_wallet_on_a_local_chain(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(demo_wallet=True)
    brand.add(rows.head(), rows.member(1), rows.member(2))
    assert "data-demo" in brand.page("/")
    assert "The mnemonic is public." in text_of(brand.page("/"))
    assert brand.visitor.ask("POST", "/demo/rpc", json={}).status_code == 403
    assert brand.visitor.get("/demo/members").json() == {rows.account(1): 1, rows.account(2): 2}
