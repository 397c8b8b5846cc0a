"""docs/memberships.md names what exists, and its commands answer."""

import re
from typing import Any

import pytest

from api.facts.membership import STATES
from tests import ROOT

TEXT = (ROOT / "docs" / "memberships.md").read_text()
COMMANDS = re.findall(r"'http://127\.0\.0\.1:8000(/v1/[^']+)'", TEXT)


def test_every_state_is_told() -> None:
    assert re.findall(r"^\| `(\w+)` \|.*\|.*\|.*\|$", TEXT, re.MULTILINE) == list(STATES)


def test_every_path_to_read_memberships_is_named(client: Any) -> None:
    named = set(re.findall(r"^\| `(/v1/[^`]+)` \|", TEXT, re.MULTILINE))
    document = client.get("/openapi.json").json()["paths"]
    readable = {path for path, operations in document.items() if "get" in operations}
    assert named == {path for path in readable if path.startswith(("/v1/memberships", "/v1/tiers"))}


@pytest.mark.parametrize("path", COMMANDS)
def test_the_commands_answer(brand: Any, client: Any, path: str) -> None:
    brand.tier(1, 10)
    brand.issue(f"0x{1:040x}")
    brand.head()
    assert client.get(path).status_code == 200
