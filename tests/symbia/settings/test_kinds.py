"""What each setting takes and refuses: borders of ranges, spellings of numbers, URLs, and the words of a refusal."""

from pathlib import Path

import pytest
from limits import parse_many

from api.kit.site import configured_site
from symbia.settings import SettingError, Settings
from symbia.tables.db import create_engine_for

KEY = "0x" + "4c" * 32
WHOLE = ("", " ", "x", "-1", "+1", "1.0", "1e3", "1_000", "0x10", "nan", "inf", " 1", "1 ", "1\n", "٣", "9" * 30)
NUMBERS = ("", " ", "x", "-0.5", "+1", "1_000", "0x10", "nan", "inf", "-inf", "1e400", ".5", "5.", "1,5", " 1", "٣")
NOT_POSITIVE = ("0", "0.0", "1e-12")
NOT_HTTP = ("", "node", "node:8545", "ftp://x", "ws://x", "http://", "http:///x", "//x", "http://x:70000", "http://x:0")
NOT_HTTP_EITHER = ("http://x:y", "http://[", "http://a b", "http://x\n", "http://\tx")
REFUSED: dict[str, tuple[str, ...]] = {
    "trusted_proxies": (
        "*",
        "0.0.0.0/0",
        "::/0",
        "10.0.0.1/8",
        "proxy.example",
        "127.0.0.1,",
        "127.0.0.1 10.0.0.1",
        "[::1]",
    ),
    "rpc_url": (*NOT_HTTP, *NOT_HTTP_EITHER, "http://a,", ",http://a", "http://a,,http://b", "http://a;http://b"),
    "deployment": ("",),
    "database_url": (
        *(
            "",
            "junk",
            "symbia.db",
            "sqlite://",
            "sqlite:///",
            "sqlite:///:memory:",
            "sqlite://host/x",
            "mysql://u@h/db",
        ),
        *("postgresql://u@h/db", "postgres://u@h/db", "postgresql+psycopg://", "postgresql+psycopg://u@h:70000/db"),
        *("postgresql+psycopg://u@h:x/db", "sqlite:///?mode=ro"),
    ),
    "content_dir": ("",),
    "ipfs_api": ("127.0.0.1:5001", "http://127.0.0.1:5001", "/ip4/127.0.0.1", "/ip4/1.2.3.4/tcp/70000", "/dns/a/tcp/0"),
    "finality_depth": (*WHOLE, "1000000001"),
    "poll_seconds": (*NUMBERS, *NOT_POSITIVE, "0.0009", "86401"),
    "host": ("", " ", "http://127.0.0.1", "127.0.0.1:80", "[::1]", "1.2.3.400", "a b", "-a", "a/b", "::1::"),
    "log_format": ("", "xml", "JSON", "json "),
    "ws_url": ("http://x", "wss://", "ws://x:70000", "x", "ws://a,ws://b c"),
    "completeness": ("", "hope", "Blooms"),
    "receipt_sample": WHOLE,
    "audit_seconds": (*NUMBERS, "31536001"),
    "audit_sample": (*WHOLE, "0"),
    "metrics_port": (*WHOLE, "65536", "70000"),
    "raw_log_blocks": WHOLE,
    "content_max_bytes": (*WHOLE, "0", "1073741825"),
    "port": (*WHOLE, "65536", "70000"),
    "public_url": (*NOT_HTTP[1:], *NOT_HTTP_EITHER, "https://a@b", "https://a/b", "https://a?b", "https://a#b"),
    "cors_origins": (
        *NOT_HTTP[1:],
        *("https://a/", "https://A", "https://a,*", "*,*", "https://a,", "https://u@a", "https://a:443", "http://a:80"),
    ),
    "rate_limit": (" ", "lots", "600", "0/minute", "-1/minute", "1/fortnight", "1/minute;", "1.5/minute", "1/0 minute"),
    "demo_wallet": ("", " ", "maybe", "2", "on", "off", "1 ", "01"),
    "sender_key": ("4c", "0x", KEY + "4c", KEY[:-1], "zz" * 32, " " + KEY, KEY + "\n"),
    "sender_confirmations": WHOLE,
    "sender_max_fee_gwei": (*NUMBERS, *NOT_POSITIVE, "1000001"),
    "keeper_journal": ("",),
    "keeper_seconds": (*NUMBERS, *NOT_POSITIVE, "86401"),
    "relay_ballot_journal": ("",),
    "relay_batch": (*WHOLE, "0", "1001"),
    "relay_flush_seconds": (*NUMBERS, "86401"),
    "relay_lead_seconds": (*WHOLE, "2592001"),
    "relay_day_gas": WHOLE,
    "relay_proposal_gas": WHOLE,
    "relay_wallet_day_gas": WHOLE,
    "relay_wallet_proposal_gas": WHOLE,
    "relay_account_gas": WHOLE,
    "relay_proposals": WHOLE,
    "relay_wallet_gas": (*WHOLE, "16777217"),
}
SITES = (
    "https://members.example",
    "https://members.example/",
    "http://127.0.0.1:8000",
    "http://[::1]:80/",
    "HTTPS://a",
)
DATABASES = (
    "sqlite:///x.db",
    "sqlite:///a b?timeout=5",
    "postgresql+psycopg://postgres:@/name?host=/tmp/a",
    "postgresql+psycopg://u:p/q:r@h:5432/db",
    "postgresql+psycopg:///db",
    "postgresql+psycopg://u@[::1]:5432/db",
)
RATES = ("", "600/minute", "1 per second", "10/2hours", "600/minute;5/second", "1/DAY, 2 / month | 3 per year")
TAKEN: dict[str, tuple[str, ...]] = {
    "rpc_url": (
        "http://127.0.0.1:8545",
        "https://me:key@node/v3/key?x=1",
        "http://a, https://b:65535",
        "http://[::1]:1",
    ),
    "database_url": (*DATABASES, "sqlite:////srv/symbia.db"),
    "ipfs_api": ("", "/ip4/127.0.0.1/tcp/5001", "/dns/kubo/tcp/5001", "/ip6/::1/tcp/65535/http"),
    "finality_depth": ("0", "1000000000"),
    "poll_seconds": ("0.001", "86400", "1", "1e-2", "1e3"),
    "host": ("0.0.0.0", "::", "::1", "localhost", "no.such.host.invalid", "api_1"),  # noqa: S104
    "log_format": ("console", "json"),
    "ws_url": ("", "ws://127.0.0.1:8545", "wss://node/v3/key"),
    "completeness": ("blooms", "receipts"),
    "receipt_sample": ("0", "1"),
    "audit_seconds": ("0", "0.5", "31536000"),
    "audit_sample": ("1",),
    "metrics_port": ("0", "65535"),
    "content_max_bytes": ("1", "1073741824"),
    "port": ("0", "65535"),
    "public_url": ("", *SITES),
    "cors_origins": ("", "*", "https://a", "http://a:8000, https://b.example", "http://[::1]:8000"),
    "rate_limit": RATES,
    "trusted_proxies": ("", "127.0.0.1", "10.0.0.0/8, 192.168.1.7", "::1,fd00::/8", "172.16.0.0/12"),
    "demo_wallet": ("1", "0", "true", "False", "YES", "no"),
    "sender_keystore": ("", "a b.json"),
    "sender_password_file": ("", "/run/secrets/password"),
    "sender_key": ("", KEY, KEY[2:], KEY.upper().replace("X", "x")),
    "sender_max_fee_gwei": ("0.000000001", "1e-9", "1000000"),
    "relay_batch": ("1", "1000"),
    "relay_flush_seconds": ("0", "0.5"),
    "relay_lead_seconds": ("0", "2592000"),
    "relay_day_gas": ("0",),
    "relay_proposal_gas": ("0",),
    "relay_wallet_day_gas": ("0",),
    "relay_wallet_proposal_gas": ("0",),
    "relay_account_gas": ("0",),
    "relay_proposals": ("0",),
    "relay_wallet_gas": ("0", "16777216"),
}


def each(texts: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, text) for name, group in texts.items() for text in group]


def variable(name: str) -> str:
    return f"SYMBIA_{name.upper()}"


@pytest.mark.parametrize(("name", "text"), each(REFUSED))
def test_it_is_refused_with_what_is_allowed(name: str, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load({variable(name): text})
    (line,) = str(caught.value).splitlines()
    assert line.startswith(variable(name))
    assert "; write " in line
    assert ("is empty" in line) == (text == "")


@pytest.mark.parametrize(("name", "text"), each(TAKEN))
def test_it_is_taken_and_reaches_a_child(name: str, text: str) -> None:
    settings = Settings.load({variable(name): text})
    assert Settings.load(settings.environment()) == settings


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("port", "70000", "SYMBIA_PORT: 70000 is not a port; write a whole number from 0 to 65535."),
        ("port", "", "SYMBIA_PORT is empty; write a whole number from 0 to 65535, or unset it."),
        ("relay_batch", "1_000", "SYMBIA_RELAY_BATCH: 1_000 is not allowed; write a whole number from 1 to 1000."),
        (
            "host",
            "a b",
            "SYMBIA_HOST: 'a b' is not a host; write an IP address or a host name, without scheme and port.",
        ),
        ("demo_wallet", "on", "SYMBIA_DEMO_WALLET: on is not yes or no; write 1 for yes or 0 for no."),
        (
            "sender_max_fee_gwei",
            "nan",
            "SYMBIA_SENDER_MAX_FEE_GWEI: nan is not allowed; write a number from 0.000000001 to 1000000.",
        ),
        (
            "ws_url",
            "http://x",
            "SYMBIA_WS_URL is not a websocket URL; write ws:// or wss:// and a host, such as ws://127.0.0.1:8545, or "
            "nothing for none.",
        ),
        (
            "rate_limit",
            "lots\n",
            r"SYMBIA_RATE_LIMIT: 'lots\n' is not a rate; write a number and a time, such as 600/minute, or nothing for "
            "no limit.",
        ),
    ],
)
def test_the_words_of_a_refusal(name: str, text: str, line: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.load({variable(name): text})
    assert str(caught.value) == line


@pytest.mark.parametrize("rate", RATES[1:])
def test_the_library_takes_every_rate_that_is_taken_here(rate: str) -> None:
    assert all(limit.amount > 0 for limit in parse_many(rate))


@pytest.mark.parametrize("url", SITES)
def test_the_api_takes_every_site_that_is_taken_here(url: str) -> None:
    assert configured_site(url) is not None


@pytest.mark.parametrize("url", DATABASES)
def test_an_engine_can_be_made_for_every_database_that_is_taken_here(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create_engine_for(url).dispose()
