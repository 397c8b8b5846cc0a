"""The OpenAPI document, and every GET answer against it."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.kit.openapi import codes_of, operations
from api.prepare.actions import Draft
from api.relay import routes as relay_routes
from scripts.deploy import PERMISSIONS
from symbia import tables as models
from symbia.domains import DOMAINS, Part, Source, domains_with
from symbia.tables.types import to_wei_text
from tests import ROOT
from tests.api.conftest import HASH, NOW, account
from tests.api.kit.reach import codes_behind


@pytest.fixture
def full(brand: Any) -> Any:
    """Something in every list."""
    brand.head(chain_head=5_000)
    brand.tier(1, 10)
    brand.setting("action_window", "300")
    for number in (1, 2, 3):
        brand.issue(account(number))
    brand.delegate(account(2), account(1))
    brand.proposal_type(methods=31)
    brand.proposal(1, binding=True)
    brand.exclude(1, account(2))
    brand.question(2, "ranked", "Ash Oak Elm", actions=(1, 0, 0), binding=True, exclusions=1, cap=5, answer_period=9)
    brand.add(
        models.ProposalAction(
            proposal_number=1, position=0, target=account(1), value=to_wei_text(1), calldata="0x", block_number=1
        ),
        models.Role(role_id="1", label="BRAND"),
        models.RoleMember(role_id="1", account=account(1), execution_delay=0, since=1, block_number=1),
        models.FunctionPermission(target=account(0xC4), selector="0x12345678", role_id="1"),
        models.TimelockRoleMember(role=HASH, account=account(1), block_number=1),
    )
    brand.ballot(1, account(1))
    brand.answer(2, account(1), 0x21)
    brand.answer(2, account(3), 0x3)
    brand.payment(5)
    brand.at(NOW - 1)
    brand.issue(account(1))
    brand.delegate(account(3), account(1))
    for module in documented():
        getattr(module, "add", lambda _: None)(brand)
    return brand


def documented() -> Iterator[ModuleType]:
    """What the domains add: see docs/a-domain.md, step 9."""
    for domain in domains_with(Part.API):
        if (ROOT / "tests" / "api" / domain.name / "documented.py").exists():
            yield import_module(f"tests.api.{domain.name}.documented")


# Answers that are no JSON of ours: a document, a file, the contract's own metadata.
RAW = {"/v1/content/{cid}", "/v1/memberships/export", "/v1/memberships/{token_id}/metadata"}
NUMBERED = ("number", "name", "token_id", "tier_id", "perk_id", "drop_id", "uid")
FILL = {
    **dict.fromkeys(NUMBERED, "1"),
    "issuer": account(2),
    "account": account(1),
    "address": account(1),
    "receipt": "ab" * 32,
}
SESSION = {"Authorization": "Bearer token"}


def test_every_get_answers_as_documented(full: Any, client: Any) -> None:
    document = client.get("/openapi.json").json()
    paths, queries = from_domains("PATHS"), from_domains("QUERIES")
    seen = 0
    for path, each in document["paths"].items():
        if "get" not in each or path in RAW:
            continue
        operation = each["get"]
        (media,) = operation["responses"]["200"]["content"].values()
        for number in ("1", "2") if path.startswith("/v1/proposals/{number}") else ("1",):
            filled = paths.get(path) or path.format(**{**FILL, "number": number})
            answer = client.get(filled + queries.get(path, ""), headers=SESSION)
            if asks_the_node(operation) and answer.json().get("code") == "chain_unavailable":
                continue  # there is none here
            assert answer.status_code == 200, filled
            match(answer.json(), media["schema"], document, filled)
            assert answer.json()["as_of"]["hash"] == HASH
        seen += 1
    assert seen >= 17


def from_domains(name: str) -> dict[str, str]:
    """By path: what the domains say that it is asked with."""
    return {path: value for module in documented() for path, value in getattr(module, name, {}).items()}


def asks_the_node(operation: dict[str, Any]) -> bool:
    """Whether a domain of the operation's tag says that its answers depend on the node."""
    return any(domain.name in operation["tags"] and Source.NODE in domain.depends_on for domain in DOMAINS)


def test_every_error_is_documented_as_a_problem(client: Any) -> None:
    document = client.get("/openapi.json").json()
    for path, each in document["paths"].items():
        for operation in each.values():
            assert operation["summary"]
            assert operation["description"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], path
            assert {"422", "429", "500"} <= operation["responses"].keys()
    assert "HTTPValidationError" not in json.dumps(document)
    problem = client.get("/nowhere").json()
    match(problem, document["components"]["schemas"]["Problem"], document, "problem")


# What parameters, bodies and the server itself bring along; no code of a route raises these.
OF_THE_HOUSE = {
    "invalid_request",
    "invalid_cursor",
    "bad_request",
    "too_large",
    "rate_limited",
    "internal_error",
    "busy",
}


def test_an_operation_names_no_code_that_it_cannot_answer(client: Any) -> None:
    """The other half is in tests/api/conftest.py: whatever a test makes an operation answer, it names."""
    seen = 0
    for route in operations(client.app):
        named = {code for _, code in codes_of(route)} - OF_THE_HOUSE
        found = codes_behind(route.endpoint, *(one.call for one in route.dependant.dependencies))
        assert named <= found, route.name
        seen += len(named)
    assert seen > 200


def test_reading_the_code_tells_what_it_can_raise() -> None:
    assert "not_found" in codes_behind(relay_routes.read_receipt)
    assert {"vote_closed", "invalid_choice"} <= codes_behind(relay_routes.submit_ballot)
    assert not codes_behind(relay_routes.read_receipt) & {"vote_closed", "role_missing", "content_unavailable"}


def test_a_role_is_asked_for_by_drafts_of_restricted_functions_alone(client: Any) -> None:
    """The contracts' own permissions, as they are deployed, say which those are."""
    seen: set[str] = set()
    for route in operations(client.app):
        draft = getattr(route.body_field, "field_info", None) and route.body_field.field_info.annotation
        if not (isinstance(draft, type) and issubclass(draft, Draft)):
            continue
        functions = set(draft.functions) & PERMISSIONS.get(draft.contract, {}).keys()
        assert bool(functions) == ((403, "role_missing") in codes_of(route)), route.name
        seen |= functions
    assert seen >= {"issue", "airdrop", "defineTier", "revoke", "defineDrop"}


LISTED = Path(__file__).with_name("operations.txt")


def test_operations_have_names_of_their_own_that_stay(client: Any) -> None:
    """Generated clients call their functions after them: a name that changes breaks every program that calls it. If an
    operation is new, add its line to operations.txt."""
    paths = client.get("/openapi.json").json()["paths"]
    names = {
        f"{method.upper()} {path} {one['operationId']}" for path, of in paths.items() for method, one in of.items()
    }
    assert names == set(LISTED.read_text().splitlines())
    ids = [line.split()[2] for line in names]
    assert len(ids) == len(set(ids))
    verbs = "list|read|export|import|prepare|pin|request|create|delete|store|submit"
    assert [name for name in ids if not re.fullmatch(f"({verbs})(_[a-z]+)+", name)] == []


def test_schemas_have_titles_of_their_own(client: Any) -> None:
    """Generators make types of titles: of two that are the same, some drop one, with whatever answers it."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {name: schema["title"] for name, schema in schemas.items()} == {name: name for name in schemas}
    assert sum(1 for one in every(document) if isinstance(one.get("title"), str) and "type" in one) == len(schemas)


def test_every_list_says_what_is_in_it(client: Any) -> None:
    document = client.get("/openapi.json").json()
    lists = [one for one in every(document) if one.get("type") == "array"]
    assert len(lists) > 50
    assert [one for one in lists if "items" not in one] == []


def test_parameters_are_never_null(client: Any) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    named = [one for of in paths.values() for each in of.values() for one in each.get("parameters", ())]
    assert len(named) > 50
    assert [one for one in named if {"type": "null"} in one["schema"].get("anyOf", ())] == []


def test_a_token_is_asked_for_where_one_is_needed(client: Any) -> None:
    document = client.get("/openapi.json").json()
    asked = {
        f"{method} {path}": operation["security"]
        for path, each in document["paths"].items()
        for method, operation in each.items()
        if "security" in operation
    }
    needed = [{"session": []}]
    assert asked == {
        "get /v1/sign-in": needed,
        "delete /v1/sign-in": needed,
        "post /v1/vouchers/prepare": needed,
        "post /v1/vouchers": needed,
        "post /v1/vouchers/cancel/prepare": needed,
        "get /v1/vouchers": [*needed, {}],
    }
    assert list(document["components"]["securitySchemes"]) == ["session"]


def test_a_token_of_yesterday_does_not_keep_anybody_from_signing_in(full: Any, client: Any) -> None:
    old = {"Authorization": "Bearer long-gone", "Host": "localhost"}
    answer = client.post("/v1/sign-in/nonce", json={"account": account(1)}, headers=old)
    assert answer.status_code == 200


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document, examples left out."""
    if isinstance(value, dict):
        yield value
    for name, one in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        if name not in ("example", "examples", "default"):
            yield from every(one)


def test_every_reference_leads_somewhere(client: Any) -> None:
    text = client.get("/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/(\w+)"', text)) == set(schemas)


def test_examples_of_drafts_are_drafts(full: Any, client: Any) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name, path in (
        ("ProposalDraft", "/v1/proposals/prepare"),
        ("BallotDraft", "/v1/ballots/prepare"),
        ("RedemptionDraft", "/v1/perks/1/redemptions/prepare"),
        ("DefineTierDraft", "/v1/memberships/prepare/define-tier"),
        ("AirdropDraft", "/v1/memberships/prepare/airdrop"),
        ("ChangeTierDraft", "/v1/memberships/prepare/change-tier"),
        ("DefineDropDraft", "/v1/drops/prepare/define-drop"),
        ("ClaimDraft", "/v1/drops/prepare/claim"),
        ("DefinePerkDraft", "/v1/perks/prepare/define-perk"),
        ("NamedActionDraft", "/v1/proposals/prepare/action"),
    ):
        answer = client.post(path, json=schemas[name]["example"])
        assert answer.json()["code"] == "chain_unavailable"  # it got as far as the node


def test_the_documentation_is_there(client: Any) -> None:
    assert client.get("/docs").status_code == 200


KINDS: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "array": list,
    "object": dict,
    "null": type(None),
}


def match(value: Any, schema: dict[str, Any], document: dict[str, Any], place: str) -> None:
    """The part of JSON Schema that pydantic writes; unknown fields are an error."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        match_any(value, schema["anyOf"], document, place)
        return
    kind = schema.get("type")
    if kind is None:
        return
    assert isinstance(value, KINDS[kind]), f"{place}: {value!r} is no {kind}"
    assert kind != "integer" or (not isinstance(value, bool) and abs(value) < 2**53), place
    assert value in schema.get("enum", [value]), f"{place}: {value!r}"
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).utcoffset() is not None
        assert value.endswith("Z")
    if kind == "array":
        for number, one in enumerate(value):
            match(one, schema["items"], document, f"{place}[{number}]")
    if kind == "object" and "properties" in schema:
        assert value.keys() >= set(schema.get("required", [])), place
        for name, one in value.items():
            known = schema["properties"].get(name)
            assert known is not None or schema.get("additionalProperties"), f"{place}.{name}"
            if known is not None:
                match(one, known, document, f"{place}.{name}")


def match_any(value: Any, options: list[dict[str, Any]], document: dict[str, Any], place: str) -> None:
    failures: list[str] = []
    for option in options:
        try:
            match(value, option, document, place)
        except AssertionError as error:
            failures.append(str(error))
        else:
            return
    raise AssertionError("; ".join(failures))
