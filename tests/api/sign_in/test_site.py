"""Which site a message must name, and which names this server believes."""

from typing import Any

import pytest
from eth_account import Account
from starlette.requests import Request

from api.app import create_app
from api.auth.access import cookie_name
from api.kit.problems import ProblemError
from api.kit.site import Site, configured_site, parse_site, site_of
from symbia.settings import SettingError
from tests.worded import raises_worded


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Members.Example", "https://members.example"),
        ("https://members.example:443/", "https://members.example"),
        ("http://members.example:443", "http://members.example:443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_a_site_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    site = configured_site(url)
    assert site is not None
    assert site.origin == origin


@pytest.mark.parametrize(
    "url", ["members.example", "ftp://x", "https://", "https://a@b", "https://a/b", "https://a:x", "http://[a", "//a"]
)
def test_a_setting_that_is_no_site_is_refused_at_the_start(url: str, settings: Any) -> None:
    from dataclasses import replace

    with pytest.raises(SettingError, match=r"write a scheme and a host, such as https://members\.example"):
        create_app(replace(settings, public_url=url))


def asked(host: str) -> Request:
    headers = [(b"host", host.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "scheme": "http"})


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_without_the_setting_this_machine_may_name_itself(host: str) -> None:
    assert site_of(None, asked(host)) == parse_site(f"http://{host}")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.1"])
def test_without_the_setting_no_other_name_is_believed(host: str) -> None:
    with raises_worded(ProblemError, match="SYMBIA_PUBLIC_URL") as caught:
        site_of(None, asked(host))
    assert caught.value.code == "not_configured"


def test_with_the_setting_the_request_says_nothing() -> None:
    site = configured_site("https://members.example")
    assert site_of(site, asked("evil.example")) == site


def test_with_tls_the_cookie_is_kept_to_this_host() -> None:
    assert cookie_name(Site("https", "a.example")).startswith("__Host-")
    assert not cookie_name(Site("http", "localhost")).startswith("__")


def test_a_server_that_does_not_know_its_name_says_what_to_set(brand: Any, client: Any) -> None:
    brand.head()
    body = {"account": Account.from_key("0x" + "11" * 32).address}
    answer = client.post("/v1/sign-in/nonce", json=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_configured")
