"""The grammar of EIP-4361, to the letter; nothing that a wallet might show as something else."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.problems import ProblemError
from api.sign_in.message import parse_message
from tests.api.sign_in.door import on_sqlite

ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
# The shape of the standard's first example, with values of our own.
FULL = f"""https://shop.example:3388 wants you to sign in with your Ethereum account:
{ACCOUNT}

I accept the terms: https://shop.example/tos

URI: https://shop.example/login
Version: 1
Chain ID: 1337
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z
Expiration Time: 2021-10-01T16:25:24.5Z
Not Before: 2021-09-30T16:25:24+02:00
Request ID: some-id
Resources:
- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
- https://shop.example/my-claim.json"""


def test_every_field_is_read() -> None:
    message = parse_message(FULL)
    assert (message.scheme, message.domain, message.account) == ("https", "shop.example:3388", ACCOUNT.lower())
    assert (message.uri, message.chain_id, message.nonce) == ("https://shop.example/login", 1337, "32891756")
    assert message.issued_at == datetime(2021, 9, 30, 16, 25, 24, tzinfo=UTC)
    assert message.expires_at == datetime(2021, 10, 1, 16, 25, 24, 500_000, tzinfo=UTC)
    assert message.not_before == datetime(2021, 9, 30, 14, 25, 24, tzinfo=UTC)


def test_what_may_be_left_out() -> None:
    lines = FULL.split("\n")
    message = parse_message("\n".join([*lines[:3], "", *lines[5:10]]).removeprefix("https://"))
    assert (message.scheme, message.expires_at, message.not_before) == (None, None, None)


def refused(text: str) -> str:
    with pytest.raises(ProblemError) as caught:
        parse_message(text)
    assert caught.value.code == "invalid_message"
    assert caught.value.detail.endswith(".")
    return caught.value.detail


@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
def test_an_empty_statement_is_named(blank: str) -> None:
    """npm's siwe writes one for `statement: ""`; it may be left out, which is one line less."""
    text = FULL.replace("I accept the terms: https://shop.example/tos\n", f"\n{blank}")
    assert "leave `statement` out" in refused(text)
    parse_message(FULL.replace("I accept the terms: https://shop.example/tos\n\n", "\n"))


@pytest.mark.parametrize("place", range(10))
def test_no_line_can_be_missing_doubled_or_elsewhere(place: int) -> None:
    lines = FULL.split("\n")
    if place != 3:  # a statement may be left out
        refused("\n".join([*lines[:place], *lines[place + 1 :]]))
    refused("\n".join([*lines[:place], lines[place], lines[place], *lines[place + 1 :]]))
    if place not in (2, 9):  # an empty line before an empty statement is the same text
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
        refused("\n".join(lines))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ACCOUNT, ACCOUNT.lower()),
        (ACCOUNT, ACCOUNT.upper().replace("X", "x")),
        (ACCOUNT, ACCOUNT.replace("5aAe", "5AAe")),
        (ACCOUNT, ACCOUNT[:-1]),
        (ACCOUNT, f" {ACCOUNT}"),
        ("Version: 1", "Version: 2"),
        ("Version: 1", "version: 1"),
        ("Chain ID: 1337", "Chain ID: 0x539"),
        ("Chain ID: 1337", "Chain ID: -1"),
        ("Chain ID: 1337", "Chain ID: " + "9" * 4_000),
        ("Nonce: 32891756", "Nonce: 3289175"),
        ("Nonce: 32891756", "Nonce: 3289175-"),
        ("Nonce: 32891756", "Nonce: 32891756 "),
        ("Nonce: 32891756", "Nonce:32891756"),
        ("Nonce: 32891756", "Nonce: 32891756\nNonce: 99999999"),
        ("2021-09-30T16:25:24Z", "2021-09-30 16:25:24Z"),
        ("2021-09-30T16:25:24Z", "2021-09-30T16:25:24"),
        ("2021-09-30T16:25:24Z", "2021-13-30T16:25:24Z"),
        ("2021-09-30T16:25:24Z", "2021-09-31T16:25:24Z"),
        ("2021-09-30T16:25:24Z", "2021-09-30T16:25:60Z"),
        ("2021-09-30T16:25:24Z", "2021-09-30T16:25:24+25:00"),
        ("2021-09-30T16:25:24Z", "1633019124"),
        ("URI: https://shop.example/login", "URI: shop.example"),
        ("URI: https://shop.example/login", "URI: https://shop.example/a b"),
        ("URI: https://shop.example/login", "URI: https://shop.example\\@evil.example"),
        ("I accept the terms: https://shop.example/tos", "I accept\nthe terms"),
        ("I accept the terms: https://shop.example/tos", 'I "accept"'),
        ("Expiration Time: 2021-10-01T16:25:24.5Z\n", "Expiration Time: never\n"),
        ("Request ID: some-id", "Request ID: some id"),
        ("- ipfs://", "ipfs://"),
        ("my-claim.json", "my-claim.json\n"),
        ("my-claim.json", "my-claim.json\nAlso: this"),
        ("wants you to sign in", "wants you to  sign in"),
        ("https://shop.example:3388 wants", "https://shop.example:3388/path wants"),
        ("https://shop.example:3388 wants", "https:// wants"),
        ("https://shop.example:3388 wants", " wants"),
    ],
)
def test_what_strays_from_the_grammar(old: str, new: str) -> None:
    assert old in FULL
    refused(FULL.replace(old, new, 1))


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\r", "U+000D"),
        ("\t", "U+0009"),
        ("\0", "U+0000"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\u00a0", "U+00A0"),
        ("\u0430", "U+0430"),  # a Cyrillic letter that looks like an a
        ("\u2028", "U+2028"),
        ("\u202e", "U+202E"),  # turns what follows around
        ("\u200b", "U+200B"),
        ("\uff11", "U+FF11"),  # a digit to `isdigit`
        ("🔑", "U+1F511"),
        ("\ud800", "U+D800"),
    ],
)
@pytest.mark.parametrize("place", ["shop", "terms", "32891756", "1337", "some-id", "my-claim"])
def test_no_character_but_plain_ones_anywhere(character: str, name: str, place: str) -> None:
    assert name in refused(FULL.replace(place, place[:2] + character + place[2:], 1))


def read(text: str) -> None:
    """Any other error than this one is a bug."""
    with suppress(ProblemError):
        parse_message(text)


@given(st.text(max_size=200), st.integers(0, len(FULL)), st.integers(0, 40))
def test_whatever_comes_is_read_or_refused(text: str, start: int, cut: int) -> None:
    for candidate in (text, FULL[:start] + text + FULL[start + cut :]):
        read(candidate)


@pytest.mark.parametrize("size", [100_000])
def test_long_texts_cost_no_more_than_their_length(size: int) -> None:
    for text in ("a" * size, "1." * size, "::" * size, FULL.replace("terms", "a:" * size), "\n" * size):
        for candidate in (text, FULL.replace("shop.example:3388", text)):
            read(candidate)


@on_sqlite
def test_what_is_refused_through_the_api_names_the_character(door: Any, ada: Any) -> None:
    message = door.message(ada).replace("Sign in.", "Sign \u202ein.")
    answer = door.post(message, "0x" + "00" * 65)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_message")
    assert "U+202E" in answer.json()["detail"]
    assert door.post("x" * 4_097, "0x00").json()["code"] == "invalid_request"
    raw = b'{"message": "\\ud800", "signature": "0x00"}'
    broken = door.client.post("/v1/sign-in", content=raw, headers={"Content-Type": "application/json"})
    assert broken.status_code == 422
