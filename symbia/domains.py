"""The domains of the product. Each is named here once; every room finds its part of a domain by that name.

docs/a-domain.md walks through one. tests/architecture/test_domains.py names what is missing, and what nobody named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


class Part(StrEnum):
    """What a domain may have: the room, and the module or package there that bears the domain's name."""

    TABLES = "symbia.tables"
    HANDLERS = "indexer.handlers"
    AUDIT = "indexer.audit.questions"
    CHECK = "cli.check"
    API = "api"
    PAGES = "api.web.pages"


class Source(StrEnum):
    """What answers depend on beside the head of the tables: each can change while the head stands still."""

    DOCUMENTS = "documents"  # content by CID, which may turn up later
    SESSION = "session"  # who signed in
    SERVICE_ROWS = "service rows"  # what API and relay write
    NODE = "node"  # views and simulations at the node's newest block
    CLOCK = "clock"  # this machine's time


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the product that a person would name, and which rooms know of it."""

    name: str
    parts: frozenset[Part]
    depends_on: frozenset[Source] = frozenset()

    def module(self, part: Part) -> str:
        """Dotted name of its module or package in a room."""
        return f"{part}.{self.name}"


def _domain(name: str, *parts: Part, depends_on: tuple[Source, ...] = ()) -> Domain:
    return Domain(name, frozenset(parts), frozenset(depends_on))


_MIRRORED = (Part.TABLES, Part.HANDLERS, Part.AUDIT, Part.CHECK, Part.API)

# In the order in which the API's documentation shows them.
DOMAINS = (
    _domain("proposals", *_MIRRORED, Part.PAGES, depends_on=(Source.DOCUMENTS, Source.NODE)),
    _domain("ballots", *_MIRRORED, depends_on=(Source.NODE,)),
    _domain("relay", Part.TABLES, Part.API, depends_on=(Source.SERVICE_ROWS, Source.NODE, Source.CLOCK)),
    _domain("members", *_MIRRORED, Part.PAGES),
    _domain("memberships", *_MIRRORED, depends_on=(Source.DOCUMENTS, Source.NODE)),
    _domain("drops", *_MIRRORED, depends_on=(Source.DOCUMENTS, Source.NODE)),
    _domain("perks", *_MIRRORED, Part.PAGES, depends_on=(Source.DOCUMENTS, Source.NODE)),
    _domain("brand", *_MIRRORED, Part.PAGES, depends_on=(Source.NODE,)),
    _domain("sign_in", Part.TABLES, Part.API, depends_on=(Source.SESSION, Source.CLOCK)),
    _domain("vouchers", Part.TABLES, Part.API, depends_on=(Source.SERVICE_ROWS, Source.SESSION, Source.NODE)),
    _domain("content", Part.TABLES, Part.API, depends_on=(Source.DOCUMENTS, Source.SERVICE_ROWS)),
    _domain("contracts", Part.CHECK, Part.API, depends_on=(Source.NODE,)),
)


def domains_with(part: Part) -> tuple[Domain, ...]:
    """Those that a room knows, in the order of DOMAINS."""
    return tuple(domain for domain in DOMAINS if part in domain.parts)


def load(part: Part, inside: str = "") -> tuple[ModuleType, ...]:
    """Their modules in a room, or the module `inside` each. Raises ImportError, naming it, for one that is missing."""
    suffix = f".{inside}" if inside else ""
    return tuple(import_module(domain.module(part) + suffix) for domain in domains_with(part))


def functions(part: Part, prefix: str) -> tuple[Callable[..., Any], ...]:
    """The functions whose names begin with `prefix` in a room's modules of domains; of a package, in its modules."""
    return tuple(
        value
        for module in load(part)
        for file in (module, *_modules_in(module))
        for name, value in vars(file).items()
        if name.startswith(prefix) and getattr(value, "__module__", None) == file.__name__
    )


def _modules_in(package: ModuleType) -> list[ModuleType]:
    names = [entry.name for entry in iter_modules(getattr(package, "__path__", ()))]
    return [import_module(f"{package.__name__}.{name}") for name in names]
