"""docs/a-domain.md is true: what it names exists, and what it quotes stands in the file that it names."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from symbia.domains import DOMAINS
from symbia.rules.perks import RULES
from tests import ROOT

DOC = (ROOT / "docs" / "a-domain.md").read_text()
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMANDS = "sh"
SOURCES = ("*.py", "*.sol", "*.html", "*.toml")
ROOMS = ("api", "cli", "contracts", "indexer", "scripts", "symbia", "tests")
MODULE = re.compile(r"^\.venv/bin/python -m ([\w.]+)")


def wrong_quotations(text: str) -> list[str]:
    """Blocks that do not stand in the file that the text before them names last; commands are not quoted."""
    wrong = []
    for block in FENCE.finditer(text):
        language, quoted = block.groups()
        named = re.findall(r"`([\w./-]+)`:\s*$", text[: block.start()])
        if language != COMMANDS and not (named and quoted.rstrip("\n") in _read(named[-1])):
            wrong.append(quoted)
    return wrong


def wrong_commands(text: str) -> list[str]:
    """Commands that neither make nor Python knows."""
    makefile = (ROOT / "Makefile").read_text()
    lines = [line for language, block in FENCE.findall(text) if language == COMMANDS for line in block.splitlines()]
    return [line for line in lines if not _is_module(line) and not _is_target(line, makefile)]


def unknown_names(text: str) -> set[str]:
    """What stands between backticks and is neither a path, nor a name in the sources."""
    named = set(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
    return {name for name in named if not (_is_path(name) if "/" in name or "." in name else _is_word(name))}


def unknown_links(text: str) -> list[str]:
    """Links to files that are not beside this one."""
    return [name for name in re.findall(r"\]\(([^)]+)\)", text) if not (ROOT / "docs" / name).exists()]


def _read(path: str) -> str:
    file = ROOT / path
    return file.read_text() if file.is_file() else ""


def _is_path(name: str) -> bool:
    return (ROOT / name).exists()


def _is_word(name: str) -> bool:
    """Whole, as a name in code; with an underscore at its end it is how names begin."""
    end = "" if name.endswith("_") else r"\b"
    return re.search(rf"\b{re.escape(name.removesuffix('()'))}{end}", _sources()) is not None


def _is_module(line: str) -> bool:
    module = MODULE.match(line)
    return module is not None and find_spec(module[1]) is not None


def _is_target(line: str, makefile: str) -> bool:
    target = re.match(r"make ([a-z-]+)", line)
    return target is not None and re.search(rf"^{target[1]}:", makefile, re.MULTILINE) is not None


@cache
def _sources() -> str:
    files: list[Path] = [path for room in ROOMS for pattern in SOURCES for path in (ROOT / room).rglob(pattern)]
    return "\n".join(path.read_text() for path in files if path != Path(__file__))


def test_quotations_stand_in_their_files() -> None:
    assert wrong_quotations(DOC) == []


def test_commands_are_known() -> None:
    assert wrong_commands(DOC) == []


def test_what_it_names_exists() -> None:
    assert unknown_names(DOC) == set()
    assert unknown_links(DOC) == []


def test_every_part_of_perks_is_in_it() -> None:
    (perks,) = (domain for domain in DOMAINS if domain.name == "perks")
    for part in perks.parts:
        assert f"`{perks.module(part).replace('.', '/')}" in DOC, part


def test_its_rules_are_in_their_order() -> None:
    table = re.search(r"^\| `RULES` .*?\n\n", DOC, re.DOTALL | re.MULTILINE)
    assert table
    assert tuple(re.findall(r"^\| `(\w+)` \|", table[0], re.MULTILINE)[1:]) == RULES


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("write.patch(Perk,", "write.put(Perk,"),
        ("In `indexer/handlers/perks.py`:", "In `indexer/handlers/drops.py`:"),
        ("In `symbia/domains.py`:", "There:"),
    ],
)
def test_a_quotation_that_is_not_in_its_file_is_found(there: str, instead: str) -> None:
    assert there in DOC
    assert len(wrong_quotations(DOC.replace(there, instead))) == 1


@pytest.mark.parametrize("name", ["symbia/rules/perk.py", "find_perks_of", "nowhere.py", "RULEZ"])
def test_a_name_that_nothing_has_is_found(name: str) -> None:
    assert unknown_names(f"{DOC}\nSee `{name}`.\n") == {name}


@pytest.mark.parametrize("command", ["make nothing", ".venv/bin/python -m symbia.nowhere", "rm x"])
def test_a_command_that_nobody_knows_is_found(command: str) -> None:
    assert wrong_commands(f"```sh\n{command}\n```\n") == [command]
