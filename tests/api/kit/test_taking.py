"""A name that is not known is refused, with the one that was probably meant; `true` is no number."""

from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.drops.drafts.brand import DefineDropDraft
from api.kit.inputs import Moment
from api.kit.taking import Taken
from api.kit.validation import problems_of
from api.proposals.drafts import OptionDraft
from api.vouchers.schemas import SignedVoucher
from symbia.domains import Part, load
from symbia.near import meant
from symbia.words import word
from tests.api.conftest import account

ACCOUNT = account(1)
DROP = {"account": ACCOUNT, "tier_id": 1, "document": {"name": "VIP only", "description": "x"}}
PROPOSAL = {"proposer": ACCOUNT, "type": 1, "title": "Scent", "document": "Which?"}
BALLOT = {"account": ACCOUNT, "proposal": 1, "choice": "for"}
VOUCHER = {"recipient": ACCOUNT, "tier_id": 1, "price": "0", "valid_from": "2026-01-01T00:00:00Z"}


def errors(answer: Any) -> dict[str, str]:
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("path", "body", "field", "near"),
    [
        ("drops/prepare/define-drop", {**DROP, "per_walet": 1}, "per_walet", "per_wallet"),
        ("drops/prepare/define-drop", {**DROP, "perWallet": 1}, "perWallet", "per_wallet"),
        ("drops/prepare/define-drop", {**DROP, "endsAt": "2027-01-01T00:00:00Z"}, "endsAt", "ends_at"),
        ("drops/prepare/define-drop", {**DROP, "allowlistRoot": "0x" + "ab" * 32}, "allowlistRoot", "allowlist_root"),
        ("proposals/prepare", {**PROPOSAL, "optins": []}, "optins", "options"),
        ("proposals/prepare", {**PROPOSAL, "metod": "ranked"}, "metod", "method"),
        ("ballots/typed-data", {**BALLOT, "dead_line": 1}, "dead_line", "deadline"),
        ("ballots/prepare", {**BALLOT, "reson": "x"}, "reson", "reason"),
        ("memberships/prepare/airdrop", {"account": ACCOUNT, "recipient": [], "tier_id": 1}, "recipient", "recipients"),
        ("perks/1/redemptions/prepare", {"account": ACCOUNT, "token_id": 1, "tokenId": 2}, "tokenId", "token_id"),
        ("sign-in/nonce", {"account": ACCOUNT, "acount": ACCOUNT}, "acount", "account"),
    ],
)
def test_a_misspelt_member_is_refused(client: Any, path: str, body: dict[str, Any], field: str, near: str) -> None:
    assert errors(client.post(f"/v1/{path}", json=body))[field] == f"is not known here; did you mean {near}?"


def test_members_of_what_is_inside(client: Any) -> None:
    options = [{"label": "A"}, {"label": "B", "actons": []}, {"lable": "C"}]
    found = errors(client.post("/v1/proposals/prepare", json={**PROPOSAL, "method": "ranked", "options": options}))
    assert found["options.1.actons"] == "is not known here; did you mean actions?"
    assert found["options.2.lable"] == "is not known here; did you mean label?"
    action = {"target": ACCOUNT, "val": "1"}
    found = errors(client.post("/v1/proposals/prepare", json={**PROPOSAL, "actions": [action]}))
    assert found["actions.0.val"].startswith("is not known here; ")


def test_all_problems_are_said_at_once(client: Any) -> None:
    wrong = {"suply": 1, "price": "-1", "per_wallet": True}
    found = errors(client.post("/v1/drops/prepare/define-drop", json={**DROP, **wrong}))
    assert found.keys() == {"suply", "price", "per_wallet"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("ballots/typed-data", {**BALLOT, "proposal": True}, "proposal"),
        ("ballots/typed-data", {**BALLOT, "deadline": False}, "deadline"),
        ("ballots/prepare", {**BALLOT, "proposal": True}, "proposal"),
        ("drops/prepare/close-drop", {"account": ACCOUNT, "drop_id": True}, "drop_id"),
        ("memberships/prepare/lapse", {"account": ACCOUNT, "token_ids": [True]}, "token_ids"),
        ("drops/prepare/allow-currency", {"account": ACCOUNT, "currency": ACCOUNT, "allowed": "no"}, "allowed"),
        ("drops/prepare/allow-currency", {"account": ACCOUNT, "currency": ACCOUNT, "allowed": 0}, "allowed"),
        ("drops/prepare/define-drop", {**DROP, "starts_at": 0}, "starts_at"),
        ("drops/prepare/define-drop", {**DROP, "ends_at": "0"}, "ends_at"),
        ("drops/prepare/define-drop", {**DROP, "ends_at": "1800000000"}, "ends_at"),
    ],
)
def test_what_is_signed_is_read_strictly(client: Any, path: str, body: dict[str, Any], field: str) -> None:
    assert errors(client.post(f"/v1/{path}", json=body)).keys() == {field}


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("memberships/export?sate=active", "state"),
        ("memberships?Tier=1", "tier"),
        ("proposals?stat=active", "state"),
        ("drops?limt=1", "limit"),
        ("memberships/joins?form=2026-01-01", "from"),
    ],
)
def test_a_misspelt_filter_is_refused(client: Any, path: str, near: str) -> None:
    (message,) = errors(client.get(f"/v1/{path}")).values()
    assert message == f"is not known here; did you mean {near}?"


@pytest.mark.parametrize("path", ["memberships/joins?from=0", "memberships/joins?to=1767225600"])
def test_a_number_is_no_day(client: Any, path: str) -> None:
    assert set(errors(client.get(f"/v1/{path}")).values()) == {"write a day such as 2026-03-01"}


def test_known_parameters_pass(client: Any) -> None:
    answer = client.get("/v1/memberships?tier=1&state=active&state=lapsed&limit=3&lang=zh")
    assert answer.json()["code"] == "not_yet_indexed"  # there is nothing to read yet, and nothing was refused


def test_every_body_and_all_that_is_in_it_is_read_strictly() -> None:
    """Whoever adds a body that passes over unknown members finds it here. Documents may have members of their own."""
    found: dict[type[BaseModel], str] = {}
    for route in _routes():
        for field in route.dependant.body_params:
            found |= dict.fromkeys(_models(field.field_info.annotation), route.path)
    assert {OptionDraft, SignedVoucher, DefineDropDraft} <= found.keys()
    lax = {model.__name__: path for model, path in found.items() if not issubclass(model, Taken)}
    assert lax.keys() == {"Metadata"}


def test_no_route_passes_over_an_unknown_parameter(client: Any) -> None:
    asked = 0
    for route in _routes():
        path = route.path.format(**{name.alias: "1" for name in route.dependant.path_params})
        for method in route.methods & {"GET", "DELETE"}:
            answer = client.ask(method, f"{path}?nonsense=1")
            asked += 1
            if answer.status_code != 401:  # who has to sign in is told that first
                assert "nonsense" in errors(answer), path
    assert asked > 30


def test_a_name_that_is_near_nothing() -> None:
    class Body(Taken):
        count: int = 0
        on: bool = False

    with pytest.raises(ValidationError) as error:
        Body.model_validate({"x": 1})
    (problem,) = problems_of(error.value.errors())
    assert problem.field == "x"
    assert word(problem.message) == "is not known here; take count, on"
    assert Body.model_validate({"count": "3", "on": True}).count == 3
    assert meant("unrelated", ["count"]) is None


@pytest.mark.parametrize("value", [0, 1.5, "0", "1767225600", "now"])
def test_a_number_is_no_moment(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(value)


def _routes() -> list[APIRoute]:
    found = [route for routes in load(Part.API, "routes") for route in routes.router.routes]
    return [route for route in found if isinstance(route, APIRoute) and route.path.startswith("/v1/")]


def _models(annotation: Any) -> set[type[BaseModel]]:
    """Those in a type, and in the fields of those."""
    inside = set().union(*map(_models, get_args(annotation)))
    if not isinstance(annotation, type) or not issubclass(annotation, BaseModel):
        return inside
    return {annotation}.union(*(_models(field.annotation) for field in annotation.model_fields.values()))
