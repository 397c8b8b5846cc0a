"""Treasury, roles and status over HTTP."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from api.kit.chain import Chain
from symbia import tables as models
from symbia.chain.standing import STATES
from symbia.units import ZERO
from tests.api.conftest import NOW, account
from tests.api.deployed import write_deployment


def selector(signature: str) -> str:
    return "0x" + keccak(text=signature)[:4].hex()


@pytest.fixture
def ruled(brand: Any) -> Any:
    """Roles as after a deployment."""
    brand.head()
    for role_id, label in (("1", "BRAND"), ("2", "ISSUER")):
        brand.add(models.Role(role_id=role_id, label=label))
    for role_id, holder, since in (("0", account(0xC3), 5), ("1", account(1), 5), ("1", account(2), NOW + 9)):
        brand.add(models.RoleMember(role_id=role_id, account=holder, execution_delay=0, since=since, block_number=1))
    for target, signature, role_id in (
        (account(0xC2), "issue(address,uint16)", "2"),
        (account(0xC4), "setPaused(uint256,bool)", "1"),
        (account(0x99), "setPaused(uint256,bool)", "1"),
    ):
        brand.add(models.FunctionPermission(target=target, selector=selector(signature), role_id=role_id))
    return brand


def test_the_balance_is_the_sum_of_all_movements_to_the_wei(ruled: Any, client: Any) -> None:
    for wei, incoming in ((2**200, True), (1, True), (2**199, False)):
        ruled.payment(wei, incoming=incoming)
    treasury = client.get("/v1/brand").json()["brand"]["treasury"]
    assert treasury["balance"] == str(2**199 + 1)
    assert treasury["entries"] == 3
    assert [one["amount"] for one in treasury["latest"]] == [str(2**199), "1", str(2**200)]


def test_movements_come_in_pages(ruled: Any, client: Any) -> None:
    for wei in range(7):
        ruled.payment(wei)
    first = client.get("/v1/treasury?limit=4").json()
    ruled.payment(99)
    second = client.get(f"/v1/treasury?limit=4&cursor={first['page']['next']}").json()
    assert [int(one["amount"]) for one in first["entries"] + second["entries"]] == [6, 5, 4, 3, 2, 1, 0]


def test_roles_name_members_and_what_they_may_call(ruled: Any, client: Any) -> None:
    roles = {one["label"]: one for one in client.get("/v1/brand").json()["brand"]["roles"]}
    assert list(roles) == ["ADMIN", "BRAND", "ISSUER"]
    assert [(one["name"], one["active"]) for one in roles["ADMIN"]["members"]] == [("BrandTimelock", True)]
    assert [(one["account"], one["active"]) for one in roles["BRAND"]["members"]] == [
        (account(1), True),
        (account(2), False),
    ]
    assert [(one["contract"], one["function"]) for one in roles["BRAND"]["may_call"]] == [
        (account(0x99), selector("setPaused(uint256,bool)")),
        ("PerkRegistry", "setPaused(uint256,bool)"),
    ]
    assert roles["ISSUER"]["may_call"][0]["function"] == "issue(address,uint16)"
    assert roles["ISSUER"]["members"] == []


def test_settings_and_roles_of_the_timelock(ruled: Any, client: Any) -> None:
    for name, value in (("min_delay", "60"), ("action_window", "70"), ("late_quorum_extension", "80")):
        ruled.setting(name, value)
    role = "0x" + keccak(text="PROPOSER_ROLE").hex()
    ruled.add(models.TimelockRoleMember(role=role, account=account(0xC1), block_number=1))
    found = client.get("/v1/brand").json()["brand"]
    assert found["timelock"]["min_delay"] == 60
    assert [one["role"] for one in found["timelock"]["roles"]] == ["PROPOSER_ROLE"]
    assert found["governance"] == {"action_window": 70, "late_quorum_extension": 80}


def test_bounds_of_units(ruled: Any, client: Any) -> None:
    bounds = {"max_units": "50", "max_tier_units": "2000", "per_day_least": "25", "given_per_day_bps": "100"}
    bounds |= {"sold_per_day_bps": "300", "launch_ends_at": "1700000000", "launch_units": "200"}
    bounds |= {"launch_sold_units": "150"}
    floors = {f"price_floor {ZERO}": "1000", f"price_floor {account(0xD1)}": "0"}
    for name, value in (bounds | floors | {"units_listener": account(0xC2)}).items():
        ruled.setting(name, value)
    assert client.get("/v1/brand").json()["brand"]["unit_bounds"] == {
        "max_units": 50,
        "max_tier_units": 2_000,
        "per_day_least": 25,
        "given_per_day_bps": 100,
        "sold_per_day_bps": 300,
        "launch_ends_at": "2023-11-14T22:13:20Z",
        "launch_units": 200,
        "launch_sold_units": 150,
        "price_floors": [{"currency": ZERO, "per_unit": "1000"}],
        "listener": account(0xC2),
    }


def test_nobody_is_told_of_units(ruled: Any, client: Any) -> None:
    ruled.setting("units_listener", ZERO)
    said = client.get("/v1/brand").json()["brand"]["unit_bounds"]
    assert said.pop("price_floors") == []
    assert set(said.values()) == {None}


def test_status_without_a_node_says_what_the_tables_know(ruled: Any, client: Any) -> None:
    write_deployment(ruled.settings.deployment, "Juniper")
    ruled.head(chain_head=1_002)
    answer = client.get("/v1/status")
    status = answer.json()["status"]
    assert (status["brand"], status["chain_id"], status["indexed_block"]) == ("Juniper", 1337, 1_000)
    assert (status["chain_head"], status["lag"], status["node_reachable"]) == (1_002, 2, False)
    assert (status["final_block"], status["healthy"]) == (938, False)
    assert len(status["contracts"]) == 6
    assert "etag" not in answer.headers


def test_status_names_a_block_that_does_not_come_whole(ruled: Any, client: Any) -> None:
    assert client.get("/v1/status").json()["status"]["suspect"] is None
    ruled.add(models.SuspectBlock(number=7, hash="0x07", since=60, attempts=2, why="left out"))
    status = client.get("/v1/status").json()["status"]
    since = "1970-01-01T00:01:00Z"
    assert status["suspect"] == {"number": 7, "hash": "0x07", "since": since, "attempts": 2, "why": "left out"}
    assert not status["healthy"]


@pytest.mark.parametrize("state", STATES)
def test_status_shows_the_endpoints_and_only_ok_is_healthy(
    ruled: Any, client: Any, monkeypatch: Any, state: str
) -> None:
    monkeypatch.setattr(Chain, "head", lambda _: 1_000)
    assert client.get("/v1/status").json()["status"]["healthy"]
    rest = {"refusals": 3, "window": 64, "last_words": "HTTP status 429", "last_words_at": 30, "answered_at": 40}
    ruled.add(models.Endpoint(place=1, in_use=True, state=state, head=900, lag=100, noted_at=60, **rest))
    ruled.add(models.Endpoint(place=2, in_use=False, state="unknown", refusals=0, last_words="", noted_at=60))
    status = client.get("/v1/status").json()["status"]
    at = "1970-01-01T00:01:00Z"
    assert status["endpoints"] == [
        {
            "place": 1, "in_use": True, "state": state, "head": 900, "lag": 100, "refusals": 3, "window": 64,
            "last_words": "HTTP status 429", "last_words_at": "1970-01-01T00:00:30Z",
            "answered_at": "1970-01-01T00:00:40Z", "noted_at": at,
        },
        {
            "place": 2, "in_use": False, "state": "unknown", "head": None, "lag": None, "refusals": 0, "window": None,
            "last_words": None, "last_words_at": None, "answered_at": None, "noted_at": at,
        },
    ]  # fmt: skip
    assert status["healthy"] == (state == "ok")


@pytest.mark.parametrize(("named", "node_lag", "healthy"), [(1_000, 0, True), (997, 3, True), (996, 4, False)])
def test_a_node_that_is_late_is_no_shorter_chain(
    ruled: Any, client: Any, monkeypatch: Any, named: int, node_lag: int, healthy: bool
) -> None:
    monkeypatch.setattr(Chain, "head", lambda _: named)
    status = client.get("/v1/status").json()["status"]
    assert (status["chain_head"], status["lag"], status["node_lag"]) == (1_000, 0, node_lag)
    assert status["healthy"] is healthy


def test_status_shows_the_drift(ruled: Any, client: Any) -> None:
    assert client.get("/v1/status").json()["status"]["audit"] is None
    ruled.add(models.Audit(block_number=9, block_hash="0x", at=60, checked=8, all_rows=True, drift=1, examples=["x"]))
    status = client.get("/v1/status").json()["status"]
    assert status["audit"] == {
        "block": 9, "at": "1970-01-01T00:01:00Z", "checked": 8, "drift": 1, "all_rows": True, "examples": ["x"],
    }  # fmt: skip
    assert not status["healthy"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"brand": 1}'])
def test_a_deployment_file_without_a_name_leaves_it_open(ruled: Any, client: Any, text: str) -> None:
    ruled.settings.deployment.write_text(text)
    assert client.get("/v1/status").json()["status"]["brand"] is None


def test_a_head_deep_enough_is_final(ruled: Any, client: Any) -> None:
    for chain_head, final in ((1_063, False), (1_064, True)):
        ruled.head(chain_head=chain_head)
        assert client.get("/v1/brand").json()["as_of"]["final"] is final


def test_the_collection_of_memberships(ruled: Any, client: Any) -> None:
    assert client.get("/v1/brand").json()["brand"]["collection"] is None
    ruled.add(models.Collection(renderer=account(0xBEEF)))
    collection = client.get("/v1/brand").json()["brand"]["collection"]
    assert collection["contract_uri"] is None
    assert collection["renderer"].lower() == account(0xBEEF)
    assert (collection["metadata_frozen"], collection["frozen_tiers"]) == (False, 0)


def test_a_role_without_a_name_is_worded_and_has_its_code_beside_it(ruled: Any, client: Any) -> None:
    ruled.add(models.RoleMember(role_id="9", account=account(1), execution_delay=0, since=5, block_number=1))
    english, chinese = (client.get(f"/v1/brand?lang={language}").json()["brand"]["roles"] for language in ("en", "zh"))
    assert [(role["id"], role["label"]) for role in english] == [
        ("0", "ADMIN"),
        ("1", "BRAND"),
        ("2", "ISSUER"),
        ("9", "role 9"),
    ]
    assert [role["label"] for role in chinese][1:] == ["BRAND", "ISSUER", "9号角色"]
    assert [role["words"] for role in chinese][2:] == [
        {},
        {"label": {"code": "prepare.role.unnamed", "values": {"id": 9}}},
    ]
