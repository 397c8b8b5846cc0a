"""Addresses and times at the edge."""

import pytest

from api.kit.times import LATEST, duration, in_words, utc
from symbia.rules.addresses import InvalidAddress, checksum, parse_address

# Examples of https://eips.ethereum.org/EIPS/eip-55
EXAMPLES = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
]


@pytest.mark.parametrize("address", EXAMPLES)
def test_every_right_spelling_is_read_and_eip55_is_written(address: str) -> None:
    for spelling in (address, address.lower(), "0x" + address[2:].upper()):
        assert parse_address(spelling) == address.lower()
    assert checksum(address.lower()) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0x",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        EXAMPLES[2] + "0",
        EXAMPLES[2][:-1] + "g",
        EXAMPLES[2] + "\n",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress, match="40 hex digits"):
        parse_address(text)


def test_a_wrong_checksum_is_refused() -> None:
    with pytest.raises(InvalidAddress, match="checksum"):
        parse_address("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")


def test_no_address_stays_empty() -> None:
    assert checksum("") == ""


def test_times_beyond_the_calendar_are_its_last_second() -> None:
    assert utc(2**48) == LATEST
    assert utc(0).isoformat() == "1970-01-01T00:00:00+00:00"
    assert in_words(1_800_000_000) == "2027-01-15 08:00:00 UTC"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (61, "1 minute 1 second"),
        (3_600, "1 hour"),
        (90_061, "1 day 1 hour"),
        (172_800, "2 days"),
    ],
)
def test_lengths_of_time_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words
