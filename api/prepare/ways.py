"""Which route prepares which function of the contracts: out of the drafts that the routes take."""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute

from api.prepare.actions import Draft
from api.prepare.named import NamedCall
from symbia.chain.abi import CONTRACTS
from symbia.chain.functions import Function, callable_functions, find_function
from symbia.domains import Part, load


def routes_by_function() -> dict[tuple[str, str], list[str]]:
    """Paths of the routes that prepare a function, by its contract and signature; those of functions that only
    proposals call, among them."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, body in _bodies():
        for function in _functions_of(body):
            found.setdefault((function.contract, function.signature), []).append(path)
    return found


def _bodies() -> Iterator[tuple[str, type]]:
    """Every route that prepares something, and the type of its body."""
    for routes in load(Part.API, "routes"):
        for route in routes.router.routes:
            if isinstance(route, APIRoute) and "prepare" in route.path and route.body_field is not None:
                yield route.path, route.body_field.field_info.annotation or object


def _functions_of(body: type) -> Iterator[Function]:
    if issubclass(body, NamedCall):
        for contract in CONTRACTS:
            yield from (function for function in callable_functions(contract) if function.by_proposal)
    for draft in _drafts(body):
        for name in draft.functions:
            yield find_function(draft.contract, name)


def _drafts(body: type) -> list[Any]:
    """What is sent, if it names its functions, else the drafts that a route makes of it."""
    if hasattr(body, "functions"):
        return [body]
    return [] if body is object else [one for one in _below(Draft) if issubclass(one, body)]


def _below(draft: Any) -> Iterator[Any]:
    for one in draft.__subclasses__():
        yield one
        yield from _below(one)
