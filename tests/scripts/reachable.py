"""Which errors of our contracts a deployment can meet, read from their source."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tests import ROOT

CONTRACTS = ROOT / "contracts"
HEAD = re.compile(r"\b(?:(?:function|modifier)\s+(?P<name>\w+)|(?P<made>constructor))\s*(?=[({])")
PACKAGES = ROOT / "node_modules"
IMPORT = re.compile(r'\bfrom "([@\w][^"]+)"')
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
ERROR = re.compile(r"\brevert\s+(?:\w+\.)?(\w+)\s*\(")
# Of a type, TypeBook returns what is wrong: a text that goes into the error.
REASON = re.compile(r'\breturn "([^"]+)"')
REASONED = {"_wrong": "ProposalTypes_InvalidType", "_laxer": "ProposalTypes_LaxerThanNarrower"}


def reachable_errors(called: tuple[str, ...]) -> set[str]:
    """Names of all errors below the constructors and the functions `called`; "Error: reason" where there are reasons.

    A function is known by its name alone, so there are rather too many than too few.
    """
    bodies = _bodies()
    waiting, seen, found = ["constructor", *called], set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for body in bodies[name]:
            reasons = {f"{REASONED[name]}: {reason}" for reason in REASON.findall(body)} if name in REASONED else set()
            found |= set(ERROR.findall(body)) | reasons
            waiting += set(re.findall(r"\w+", body)) & bodies.keys()
    return found - set(REASONED.values())


def _bodies() -> dict[str, list[str]]:
    """From its name on, of every function, modifier and constructor; the head has the modifiers and bases it calls."""
    bodies: dict[str, list[str]] = defaultdict(list)
    ours = [COMMENT.sub("", path.read_text()) for path in CONTRACTS.rglob("*.sol") if "mocks" not in path.parts]
    for source in ours:
        for head in HEAD.finditer(source):
            bodies[head["name"] or head["made"]].append(_to_the_end(source, head.end()))
    for package in {path for source in ours for path in IMPORT.findall(source)}:  # of these the constructors alone
        source = COMMENT.sub("", (PACKAGES / package).read_text())
        bodies["constructor"] += [_to_the_end(source, head.end()) for head in HEAD.finditer(source) if head["made"]]
    return bodies


def _to_the_end(source: str, start: int) -> str:
    depth = 0
    for mark in _marks(source, start):
        depth += {"{": 1, "}": -1}.get(source[mark], 0)
        if depth == 0 and source[mark] in "};":
            return source[start : mark + 1]
    raise AssertionError("a function without an end")


def _marks(source: str, start: int) -> Iterator[int]:
    return (found.start() for found in re.compile(r"[{};]").finditer(source, start))
