"""Which codes of problems the code behind a route can raise, as far as reading it can tell.

It follows the names that a function uses: functions, classes in annotations, and of classes the methods whose names
are used. So it rather finds too much than too little.
"""

import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args

from fastapi.params import Depends

from api.kit.errors import _CONTENT
from api.kit.problems import CODES
from symbia.content import ContentStore, PrunableStore, open_store

OURS = ("api", "symbia", "relay")
_RAISED_BY = {"read_session": "database_unavailable", "service_session": "database_unavailable"}


def codes_behind(*roots: Any) -> set[str]:
    """Of routes' functions, and of the models that they take."""
    walk = _Walk()
    for root in roots:
        walk.visit(root)
    walk.until_nothing_is_new()
    return walk.codes


class _Walk:
    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.names: set[str] = set()
        self._seen: set[int] = set()
        self._classes: list[type] = []

    def until_nothing_is_new(self) -> None:
        """A method is reached when its class is, and its name is used anywhere."""
        before = -1
        while before != len(self._seen):
            before = len(self._seen)
            if {ContentStore, PrunableStore} & {
                *self._classes
            } and "store" in self.names:  # a Protocol: settings choose what is behind it
                self.visit(open_store)
            for kind in list(self._classes):
                for base in kind.__mro__:
                    for name, member in vars(base).items():
                        if name in self.names or name.startswith("__"):
                            self.visit(member)

    def visit(self, thing: Any) -> None:
        if thing is CODES:  # every code there is; ProblemError looks its status up there
            return
        if isinstance(thing, str):
            self.codes |= {thing} & CODES.keys()
        elif isinstance(thing, dict | list | tuple | set | frozenset):
            for one in [*thing, *(thing.values() if isinstance(thing, dict) else ())]:
                self.visit(one)
        elif isinstance(thing, classmethod | staticmethod):
            self.visit(thing.__func__)
        elif isinstance(thing, property):
            self.visit(thing.fget)
        elif isinstance(thing, Depends):
            self.visit(thing.dependency)
        elif hasattr(thing, "__wrapped__"):
            self.visit(thing.__wrapped__)
        elif isinstance(thing, type):
            self._class(thing)
        elif isinstance(thing, FunctionType):
            self._function(thing)
        elif get_args(thing):
            for one in get_args(thing):
                self.visit(one)

    def _class(self, kind: type) -> None:
        if id(kind) in self._seen or not kind.__module__.startswith(OURS):
            return
        self._seen.add(id(kind))
        self.codes |= {code for error, code in _CONTENT.items() if issubclass(kind, error)}
        self._classes.append(kind)

    def _function(self, function: FunctionType) -> None:
        if id(function) in self._seen or not function.__module__.startswith(OURS):
            return
        self._seen.add(id(function))
        for annotation in function.__annotations__.values():
            self.visit(annotation)
        if function.__code__.co_filename == "<string>":  # written by dataclasses: it uses the names of all fields
            return
        closed = inspect.getclosurevars(function).nonlocals
        for code in _all(function.__code__):
            self.names |= set(code.co_names)
            for constant in code.co_consts:
                self.visit(constant)
            for name in (*code.co_names, *code.co_freevars):
                self.codes |= {_RAISED_BY[name]} if name in _RAISED_BY else set()
                found = closed.get(name, function.__globals__.get(name))
                if isinstance(found, ModuleType):
                    for member in code.co_names:
                        self.visit(vars(found).get(member))
                else:
                    self.visit(found)


def _all(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _all(constant)
