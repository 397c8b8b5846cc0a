"""A check that finds nothing must be one that would have found it: every single fact the API gets wrong is named."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from cli.check import Comparison
from cli.check.drops import check_drops
from cli.check.memberships import check_memberships, check_tiers
from symbia.words import word

HOLDER, OTHER, ZERO = "0x" + "Aa" * 20, "0x" + "Bb" * 20, "0x" + "00" * 20
BLOCK = 9
MEMBERSHIP = {
    "token_id": 1, "tier_id": 2, "holder": HOLDER, "units": 30, "state": "under_notice", "locked": True,
    "issued_at": "1970-01-01T00:01:40Z", "acquired_at": "1970-01-01T00:01:40Z",
    "expires_at": "1970-01-01T00:03:20Z", "revocable_at": "1970-01-01T00:05:00Z",
}  # fmt: skip
GONE = {"token_id": 2, "state": "revoked"}
TIER = {
    "id": 1, "units": 30, "supply": 10, "duration": 100, "transferable": True, "royalty_bps": 5,
    "royalty_receiver": HOLDER, "name": "Season", "issued": 2, "left": 8, "memberships": {"active": 1, "revoked": 1},
    "document": {"uri": "ipfs://one"}, "image": {"uri": "ipfs://two"}, "frozen": True,
    "prices": [{"currency": ZERO, "price": "7"}],
}  # fmt: skip
DROP = {
    "id": 1, "tier_id": 1, "starts_at": None, "ends_at": None, "supply": None, "per_wallet": 2,
    "currency": {"address": ZERO}, "price": "7", "allowlist_root": None, "claimed": 3, "closed_at": None,
    "document": {"uri": "ipfs://drop"},
}  # fmt: skip
CHAIN: dict[tuple[Any, ...], Any] = {
    ("issuedCount",): 2,
    ("membershipOf", 1): (HOLDER, 2, 100, 100, 30, 200, 300, 0, 0),
    ("locked", 1): True,
    ("tierCount",): 1,
    ("tier", 1): ((30, 10, 100, True, 5, HOLDER, "Season"), 2, "ipfs://one", "ipfs://two"),
    ("metadataFrozen",): True,
    ("tierPrice", 1, ZERO): (7, True),
    ("dropCount",): 1,
    ("drop", 1): ((1, 0, 0, 0, 2, ZERO, 7, bytes(32)), 3, False, "ipfs://drop"),
}


class _Logs:
    """Events of a contract: the tier was defined in the block before the freezing."""

    def __init__(self, block: int) -> None:
        self._logs = [{"blockNumber": block, "logIndex": 0}]

    def get_logs(self, **_: int) -> list[dict[str, int]]:
        return self._logs


class _Contract:
    class events:  # noqa: N801  # as web3 names it
        TierDefined = _Logs(3)
        MetadataFrozen = _Logs(4)


class Answers:
    """Stands in for Sources: canned answers of both sides."""

    contracts = {"BrandMembership": _Contract}  # noqa: RUF012

    def __init__(self) -> None:
        self.result = Comparison()
        self.lists = deepcopy({"memberships": [MEMBERSHIP, GONE], "tiers": [TIER], "drops": [DROP]})
        self.gone = {2}

    def get(self, path: str) -> dict[str, Any]:
        name = path.rsplit("/", 1)[-1]
        return {name: self.lists[name], "as_of": {"block": BLOCK}}

    def pages(self, _path: str, key: str) -> Iterator[tuple[dict[str, Any], int]]:
        return iter([(entry, BLOCK) for entry in self.lists[key]])

    def call(self, _contract: str, function: str, *arguments: Any, block: int | str = "latest") -> Any:
        assert block in (BLOCK, "latest")
        return CHAIN[function, *arguments]

    def reverts(self, _contract: str, _function: str, token_id: int, *, block: int) -> bool:
        assert block == BLOCK
        return token_id in self.gone


def _differences(answers: Answers) -> list[str]:
    for check in (check_memberships, check_tiers, check_drops):
        check(answers)  # type: ignore[arg-type]
    return [word(one) for one in answers.result.differences]


def test_nothing_differs_when_both_sides_say_the_same() -> None:
    answers = Answers()
    assert _differences(answers) == []
    assert set(answers.result.compared) == {"memberships", "tiers", "prices", "drops"}


@pytest.mark.parametrize(
    ("kind", "fact", "value"),
    [
        ("memberships", "holder", OTHER),
        ("memberships", "tier_id", 1),
        ("memberships", "units", 0),
        ("memberships", "state", "active"),
        ("memberships", "state", "revoked"),
        ("memberships", "locked", False),
        ("memberships", "acquired_at", "1970-01-01T00:01:41Z"),
        ("memberships", "expires_at", None),
        ("memberships", "revocable_at", None),
        ("tiers", "duration", None),
        ("tiers", "supply", 11),
        ("tiers", "issued", 1),
        ("tiers", "memberships", {"active": 1}),
        ("tiers", "royalty_receiver", None),
        ("tiers", "document", {"uri": "ipfs://two"}),
        ("tiers", "frozen", False),
        ("tiers", "prices", [{"currency": ZERO, "price": "8"}]),
        ("drops", "per_wallet", None),
        ("drops", "price", "8"),
        ("drops", "claimed", 2),
        ("drops", "closed_at", "1970-01-01T00:01:40Z"),
        ("drops", "allowlist_root", "0x" + "11" * 32),
    ],
)
def test_every_wrong_fact_is_found(kind: str, fact: str, value: object) -> None:
    answers = Answers()
    answers.lists[kind][0] |= {fact: value}
    assert len(_differences(answers)) == 1


def _leave_out(answers: Answers) -> None:
    answers.lists["memberships"].pop()


def _revive(answers: Answers) -> None:
    answers.gone = set()


@pytest.mark.parametrize("lie", [_leave_out, _revive])
def test_a_missing_membership_and_one_that_still_exists_are_found(lie: Callable[[Answers], None]) -> None:
    answers = Answers()
    lie(answers)
    assert len(_differences(answers)) == 1
