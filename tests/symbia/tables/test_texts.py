"""Texts in a column."""

import json

import pytest

from symbia.tables.texts import kept, read_kept
from symbia.text import Text

EMPTY = Text.of("relay.told.empty_purse", account="0x1", balance="0.1")


@pytest.mark.parametrize("text", [Text("relay.told.working"), EMPTY, Text.of("kit.sentence", what=EMPTY)])
def test_a_text_comes_back(text: Text) -> None:
    assert read_kept(kept(text)) == text


@pytest.mark.parametrize(
    "column",
    [
        "",
        "Gas is dear.",
        "3",
        "[]",
        '{"code": "relay.told.working"}',
        json.dumps({"code": "no.such", "values": {}}),
        json.dumps({"code": "relay.told.contract", "values": {}}),
        json.dumps({"code": ["relay"], "values": {}}),
        json.dumps({"code": "relay.told.contract", "values": {"said": {"code": "no.such", "values": {}}}}),
        json.dumps({"code": "relay.told.contract", "values": {"said": None}}),
        "[" * 200 + "]" * 200,
    ],
)
def test_what_is_no_text_of_ours_stays_as_it_is(column: str) -> None:
    assert read_kept(column) == column
