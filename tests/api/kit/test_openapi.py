"""The OpenAPI document, and every GET answer against it."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from symbia import tables as models
from symbia.domains import DOMAINS, Part, Source, domains_with
from symbia.tables.types import to_wei_text
from tests import ROOT
from tests.api.conftest import HASH, NOW, account


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
    for path, operations in document["paths"].items():
        if "get" not in operations or path in RAW:
            continue
        operation = operations["get"]
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
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], path
            assert {"422", "429", "500", "503"} <= operation["responses"].keys()
    assert "HTTPValidationError" not in json.dumps(document)
    problem = client.get("/nowhere").json()
    match(problem, document["components"]["schemas"]["Problem"], document, "problem")


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
