"""Every function of the contracts that changes something has a route and a command, or a reason why not."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from api.prepare.actions import Draft
from api.prepare.doing import code_of
from api.prepare.ways import routes_by_function
from cli.call.page import TARGET, page
from scripts.deploy import PERMISSIONS
from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.arguments import signature_of
from symbia.chain.functions import Function, callable_functions, changing, ways
from symbia.chain.given import leaves
from symbia.rules.roles import ROLE_IDS
from symbia.words import DEFAULT, catalogue, section

ROUTES = routes_by_function()  # loads every draft
FUNCTIONS = [function for contract in CONTRACTS for function in changing(contract)]
BY_HAND = [function for function in FUNCTIONS if function.left_out is None]


def named(function: Function) -> str:
    return f"{function.contract}.{function.name}"


def test_the_list_names_what_the_contracts_have_and_nothing_else() -> None:
    """A new function fails here, until somebody says who may call it; so does one that is gone."""
    assert set(ways()) == set(CONTRACTS)
    for contract in CONTRACTS:
        entries = [one for one in load_abi(contract) if one["type"] == "function"]
        changes = [one for one in entries if one["stateMutability"] not in ("view", "pure")]
        listed = [*ways()[contract], *ways()[contract]["left_out"]]
        listed.remove("left_out")
        assert len(listed) == len(set(listed)) == len(changes) == len(changing(contract))
        assert set(listed) <= {name for one in changes for name in (one["name"], signature_of(one))}


@pytest.mark.parametrize("function", BY_HAND, ids=named)
def test_what_is_called_by_hand_has_a_route(function: Function) -> None:
    assert ROUTES.get((function.contract, function.signature)), "no draft of the API prepares it"


@pytest.mark.parametrize("function", [one for one in FUNCTIONS if one not in BY_HAND], ids=named)
def test_what_is_left_out_has_a_reason_and_no_route(function: Function) -> None:
    assert f"functions.left_out.{function.left_out}" in catalogue(DEFAULT)
    assert (function.contract, function.signature) not in ROUTES, "it has a route: take it off the list"


def test_reasons_and_callers_are_those_in_use() -> None:
    assert {f"{one.left_out}" for one in FUNCTIONS if one.left_out} == set(section("functions.left_out", DEFAULT))
    who = {"role" if one.who in ROLE_IDS else one.who for one in BY_HAND}
    assert who == set(section("functions.who", DEFAULT))


def test_who_may_call_is_what_a_deployment_permits() -> None:
    for contract, permissions in PERMISSIONS.items():
        listed = {one.entry["name"]: one for one in changing(contract)}
        for name, role in permissions.items():
            if role == "DROPS":
                assert listed[name].left_out == "drops"
            else:
                assert listed[name].who == ("proposal" if role == "ADMIN" else role), f"{contract}.{name}"
        roles = {name for name, one in listed.items() if one.who in ROLE_IDS or one.by_proposal}
        assert roles <= set(permissions)


def test_what_only_proposals_call_has_a_sentence_of_its_own() -> None:
    wanted = {code_of(one) for one in BY_HAND if one.by_proposal}
    nobody = "functions.doing.brand_governor_set_excluded_accounts_nobody"
    assert {f"functions.doing.{key}" for key in section("functions.doing", DEFAULT)} == wanted | {nobody}


def test_what_we_wrote_ourselves_says_what_it_does_and_takes() -> None:
    """Of OpenZeppelin's functions the parameters say nothing."""
    for function in BY_HAND:
        assert function.notice, named(function)
    said = [path for one in BY_HAND for path, _ in leaves(one.inputs) if "." in path and path in one.said]
    structs = [path for one in BY_HAND for path, _ in leaves(one.inputs) if "." in path]
    assert said == structs, "members of structs have words"


def drafts(below: type[Draft] = Draft) -> Iterator[type[Draft]]:
    for one in below.__subclasses__():
        yield from drafts(one)
        if getattr(one, "functions", None):  # what a route takes has it, or routes_by_function fails
            yield one


@pytest.mark.parametrize("draft", sorted(set(drafts()), key=lambda one: one.__qualname__), ids=lambda one: one.__name__)
def test_a_draft_declares_what_it_calls(draft: Any) -> None:
    """Names of functions that stand in its code, and those of `functions`, are the same."""
    names = {name for one in callable_functions(draft.contract) for name in (one.name, one.signature)}
    classes = [one for one in draft.__mro__ if issubclass(one, Draft) and one is not Draft]
    used = {text for one in classes for text in _constants(one) if text in names}
    by_itself = any("self.functions" in inspect.getsource(one) for one in classes)
    assert used - {getattr(draft, "action", "")} <= set(draft.functions) <= (names if by_itself else used)


def _constants(of: type) -> Iterator[str]:
    """Texts in the methods of a class, and those of class variables other than `functions`."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(of))).body
    assert isinstance(tree, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "functions":
            continue
        yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_the_page_of_functions_is_what_the_code_says() -> None:
    assert TARGET.read_text() == page(ROUTES), "run .venv/bin/python -m cli.call.page"
