"""Every domain is named in symbia/domains.py, has what it names, and nothing lies beside it that nobody named."""

import tomllib
from copy import deepcopy
from importlib.util import find_spec

import grimp
import pytest

from scripts.gate.domains_contract import PLACE, DomainLayersContract
from symbia.domains import DOMAINS, Domain, Part, domains_with, functions
from tests import ROOT

# What lies in a room beside the domains.
SUPPORT = {
    Part.TABLES: {"bookkeeping", "counting", "db", "kinds", "locks", "migrations", "named", "texts", "types"},
    Part.HANDLERS: {"reading"},
    Part.AUDIT: set[str](),
    Part.CHECK: {"comparing"},
    Part.API: {"app", "auth", "facts", "kit", "prepare", "web"},
    Part.PAGES: set[str](),
}
# What a domain's part is asked for, by the beginning of its name.
PREFIXES = {Part.HANDLERS: "on_", Part.AUDIT: "ask_", Part.CHECK: "check_"}
EVERY_PART = [(domain, part) for domain in DOMAINS for part in sorted(domain.parts)]


def children(part: Part) -> set[str]:
    """Names of the modules and packages of a room."""
    folder = ROOT.joinpath(*part.split("."))
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
    return files | {path.parent.name for path in folder.glob("*/__init__.py")}


def test_names_are_given_once() -> None:
    names = [domain.name for domain in DOMAINS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("part", Part)
def test_what_lies_in_a_room_is_named(part: Part) -> None:
    assert children(part) - SUPPORT[part] == {domain.name for domain in domains_with(part)}
    assert SUPPORT[part] <= children(part)


@pytest.mark.parametrize(("domain", "part"), EVERY_PART, ids=lambda value: getattr(value, "name", value))
def test_a_domain_has_what_it_names(domain: Domain, part: Part) -> None:
    assert find_spec(domain.module(part)), f"write {domain.module(part)}, or take {part!r} out of symbia/domains.py"
    if part in PREFIXES:
        prefix, module = PREFIXES[part], domain.module(part)
        own = [value for value in functions(part, prefix) if f"{value.__module__}.".startswith(f"{module}.")]
        assert own, f"{module} defines no function {prefix}..."


@pytest.mark.parametrize("domain", domains_with(Part.API), ids=lambda domain: domain.name)
def test_a_domain_of_the_api_has_routes_and_tests(domain: Domain) -> None:
    assert find_spec(f"{domain.module(Part.API)}.routes")
    assert list((ROOT / "tests" / "api" / domain.name).glob("test_*.py")), f"write tests/api/{domain.name}/test_*.py"


def api_layers() -> DomainLayersContract:
    """The contract of pyproject.toml that has the domains for a layer."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (options,) = (contract for contract in linter["contracts"] if contract["name"] == "the API")
    assert PLACE in options["layers"]
    as_text = options | {"exhaustive": str(options["exhaustive"])}  # import-linter hands switches on as text
    return DomainLayersContract("the API", {"root_packages": ["api"]}, as_text)


@pytest.fixture(scope="module")
def api_imports() -> grimp.ImportGraph:
    return grimp.build_graph("api", cache_dir=None)


@pytest.mark.parametrize("domain", domains_with(Part.API), ids=lambda domain: domain.name)
def test_domains_of_the_api_stand_beside_each_other(api_imports: grimp.ImportGraph, domain: Domain) -> None:
    """None may import another, nor the page; and the rule knows every domain by itself."""
    assert api_layers().check(api_imports, verbose=False).kept
    others = [other for other in domains_with(Part.API) if other != domain]
    for imported in (f"{others[0].module(Part.API)}.routes", f"{others[-1].module(Part.API)}.routes", "api.web.routes"):
        graph = deepcopy(api_imports)
        graph.add_import(importer=f"{domain.module(Part.API)}.routes", imported=imported)
        assert not api_layers().check(graph, verbose=False).kept


def test_a_check_that_is_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks are found by name: the way to lose one is to take its domain out of the registry."""
    without = tuple(domain for domain in DOMAINS if domain.name != "perks")
    monkeypatch.setattr("symbia.domains.DOMAINS", without)
    assert children(Part.CHECK) - SUPPORT[Part.CHECK] != {domain.name for domain in domains_with(Part.CHECK)}
