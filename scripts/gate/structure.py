"""The house in numbers: `.venv/bin/python -m scripts.gate.structure [FOLDER]` prints them as JSON.

A room is a top-level package, or a direct child of one; an arrow says that one room imports from another. A room's
floor is one above the highest floor that it imports from. An arrow runs upwards where rooms import each other in a
circle: to place them on floors it has to be left out.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import grimp

Arrows = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Structure:
    """Counts of one set of rooms."""

    rooms: int
    arrows: int
    floors: int
    upwards: int


def packages_in(root: Path) -> list[str]:
    """Top-level packages of a working copy, without the tests."""
    return sorted(path.parent.name for path in root.glob("*/__init__.py") if path.parent.name != "tests")


def whole(graph: grimp.ImportGraph, packages: Iterable[str]) -> Structure:
    """The top-level packages as rooms."""
    return measure({room: rooms_imported(graph, room, {*packages}, depth=1) for room in packages})


def inside(graph: grimp.ImportGraph, package: str) -> Structure:
    """The direct children of a package as rooms."""
    rooms = graph.find_children(package)
    return measure({room: rooms_imported(graph, room, rooms, depth=2) for room in rooms})


def loose(graph: grimp.ImportGraph, package: str) -> list[str]:
    """Direct children of a package that are files and not folders."""
    return sorted(child for child in graph.find_children(package) if not graph.find_children(child))


def rooms_imported(graph: grimp.ImportGraph, room: str, rooms: set[str], depth: int) -> set[str]:
    """The other rooms that something in `room` imports from; a room's name has `depth` parts."""
    modules = {room, *graph.find_descendants(room)}
    imported = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
    return ({".".join(name.split(".")[:depth]) for name in imported} & rooms) - {room}


def measure(arrows: Arrows) -> Structure:
    """Counts of rooms with their arrows."""
    upwards = _upwards(arrows)
    down = {room: {other for other in others if (room, other) not in upwards} for room, others in arrows.items()}
    floors: dict[str, int] = {}
    return Structure(
        rooms=len(arrows),
        arrows=sum(map(len, arrows.values())),
        floors=max((_floor(room, down, floors) for room in arrows), default=0),
        upwards=len(upwards),
    )


def _floor(room: str, down: Arrows, floors: dict[str, int]) -> int:
    if room not in floors:
        floors[room] = 1 + max((_floor(other, down, floors) for other in down[room]), default=0)
    return floors[room]


def _upwards(arrows: Arrows) -> set[tuple[str, str]]:
    """Arrows to leave out so that no circle is left: rooms are placed by who is imported most beyond what they import
    (Eades, Lin and Smyth's heuristic)."""
    waiting, low, high = dict(arrows), list[str](), list[str]()
    while waiting:
        inward = {room: sum(room in others for others in waiting.values()) for room in waiting}
        outward = {room: len(others & waiting.keys()) for room, others in waiting.items()}
        sinks = sorted(room for room in waiting if not outward[room])
        sources = sorted(room for room in waiting if not inward[room] and outward[room])
        if sinks:
            low += sinks
        elif sources:
            high += sources
        else:
            high.append(max(sorted(waiting), key=lambda room: outward[room] - inward[room]))
        for room in (*low, *high):
            waiting.pop(room, None)
    place = {room: number for number, room in enumerate([*high, *reversed(low)])}
    return {(room, other) for room, others in arrows.items() for other in others if place[room] > place[other]}


def main() -> None:
    """Print the numbers of a working copy, by default this one."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    os.chdir(root)
    sys.path.insert(0, str(root))
    packages = packages_in(root)
    graph = grimp.build_graph(*packages, cache_dir=None)
    figures = {name: asdict(inside(graph, name)) | {"loose": len(loose(graph, name))} for name in packages}
    print(json.dumps({"whole": asdict(whole(graph, packages)), "inside": figures}, indent=2))


if __name__ == "__main__":
    main()
