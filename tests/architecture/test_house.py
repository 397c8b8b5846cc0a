"""The arrows between the rooms, and that what is generated or documented is what the code says."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import deploy
from scripts.gate import export_abi, settings_table
from symbia.chain.abi import CONTRACTS
from symbia.settings import Settings
from symbia.settings.names import ELSEWHERE
from tests import ROOT

README = (ROOT / "README.md").read_text()


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, also of a copy of it without git's folder."""
    if not (ROOT / ".git").exists():
        return [path for pattern in patterns for path in ROOT.glob(f"**/{pattern}")]
    git = shutil.which("git") or "git"
    names = subprocess.run([git, "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).exists()]


def test_imports_keep_to_the_arrows() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_brownie_is_a_guest() -> None:
    importers = {
        path.relative_to(ROOT).parts[0]
        for path in tracked("*.py")
        if re.search(r"^\s*(from|import) brownie\b", path.read_text(), re.MULTILINE)
    }
    assert importers <= {"scripts", "tests"}


RESTRICTED = r"function (\w+)\([^{;]*\brestricted\b"


def test_nothing_imports_tests_or_mocks() -> None:
    sources = [path for path in tracked("*.py", "*.sol") if not {"tests", "mocks"} & set(path.parts)]
    found = [
        path.name for path in sources if re.search(r"^(from|import) tests\b|^import .*mocks/", path.read_text(), re.M)
    ]
    assert found == []


@pytest.mark.parametrize("contract", CONTRACTS)
def test_exported_abi_is_fresh(contract: str) -> None:
    written = (ROOT / "symbia" / "chain" / "abi" / f"{contract}.json").read_text()
    assert written == export_abi.exported(contract), "run `make abi`"


def test_exported_sources_are_fresh() -> None:
    written = (ROOT / "symbia" / "chain" / "abi" / "sources.json").read_text()
    assert written == export_abi.exported_sources(), "run `make abi`"


def test_what_the_contracts_say_of_their_functions_is_what_they_say_now() -> None:
    written = (ROOT / "symbia" / "chain" / "abi" / "natspec.json").read_text()
    assert written == export_abi.exported_natspec(), "run `make abi`"


@pytest.mark.parametrize("contract", CONTRACTS)
def test_code_fits_the_chain(contract: str) -> None:
    build = json.loads((ROOT / "build" / "contracts" / f"{contract}.json").read_text())
    assert len(build["deployedBytecode"]) // 2 < 24_576


def test_every_restricted_function_has_a_role() -> None:
    for contract, permissions in deploy.PERMISSIONS.items():
        sources = [path.read_text() for path in with_bases(contract)]
        declared = [name for source in sources for name in re.findall(RESTRICTED, source)]
        assert sorted(declared) == sorted(permissions)


def test_contracts_without_a_role_table_restrict_nothing() -> None:
    with_table = {path.stem for contract in deploy.PERMISSIONS for path in with_bases(contract)}
    sources = [path for path in tracked("contracts/*.sol") if "mocks" not in path.parts]
    restricted = {path.stem for path in sources if re.search(RESTRICTED, path.read_text())}
    assert restricted <= with_table


def with_bases(contract: str) -> list[Path]:
    """Sources of a contract of ours and of everything of ours that it inherits."""
    ours = {path.stem: path for path in tracked("contracts/*.sol")}
    found: list[Path] = []
    waiting = [contract]
    while waiting:
        path = ours.get(waiting.pop())
        if path is None or path in found:
            continue
        found.append(path)
        declared = re.search(r"^(?:abstract )?contract \w+ is ([^{]+)\{", path.read_text(), re.MULTILINE)
        waiting += re.findall(r"\w+", declared[1]) if declared else []
    return found


def test_settings_are_documented() -> None:
    assert settings_table.TARGET.read_text() == settings_table.table(), "run `python -m scripts.gate.settings_table`"


def test_every_variable_in_the_code_is_documented() -> None:
    documented = settings_table.TARGET.read_text()
    used = {name for path in tracked("*.py", "*.cjs", "Makefile", ".ci/run") for name in variables(path)}
    assert {name for name in used if f"`{name}`" not in documented} == set()


def test_only_settings_of_today_are_named() -> None:
    old = {ROOT / name for name in ("CHANGELOG.md", "docs/settings.md", "symbia/settings/names.py")}
    texts = [path for path in tracked("*.py", "*.cjs", "*.md", "Makefile", ".ci/run") if path not in old]
    named = {name for path in texts if "decisions" not in path.parts for name in variables(path)}
    today = Settings().environment().keys() | ELSEWHERE.keys()
    assert named - today == set()


def variables(path: Path) -> list[str]:
    """Environment variables of ours that a file names."""
    return re.findall(r"\bSYMBIA_[A-Z][A-Z_]*[A-Z]\b", path.read_text())


def test_settings_survive_the_way_through_the_environment() -> None:
    settings = Settings(port=8123, demo_wallet=True, poll_seconds=0.5, content_dir=Path("a b/c"))
    assert Settings.load(settings.environment()) == settings


def test_readme_names_only_what_exists() -> None:
    for path in re.findall(r"^\| `([\w/.-]+)` \|", README, re.MULTILINE):
        assert (ROOT / path).exists(), path
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_readme_says_how_much_disk_the_set_up_takes() -> None:
    told = re.search(r"^\| `make setup`.* \| ([\d.]+) GB in this folder", README, re.MULTILINE)
    assert told is not None
    taken = sum(
        path.lstat().st_size
        for folder in (".venv", "node_modules", "build")
        for path in (ROOT / folder).resolve().rglob("*")
        if not path.is_dir()
    )
    assert float(told[1]) * 0.7 < taken / 1e9 < float(told[1]) * 1.1


def test_readme_and_contributing_name_only_targets_that_make_knows() -> None:
    makefile = (ROOT / "Makefile").read_text()
    text = README + (ROOT / "CONTRIBUTING.md").read_text()
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_python_folder_of_the_readme_is_a_package_that_ships() -> None:
    included = (ROOT / "pyproject.toml").read_text()
    for room in ("api", "cli", "indexer", "relay", "scripts", "symbia"):
        assert f'"{room}*"' in included
