"""`make slither`: Slither over contracts/, with this project's compiler; fails on a finding that nobody answered.

A finding is answered beside the code it is about, by the argument why it is safe and, in the line below, by
`// slither-disable-next-line DETECTOR` (or a -start and an -end around more lines). An answer without an argument
and an answer to nothing fail as well. Compiles anew: what Slither reads is the source, never an older build.
"""

import contextlib
import inspect
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.toolchain.errors import SetupError, ends_in_words
from scripts.toolchain.layout import SOLC_VERSION, Layout
from scripts.toolchain.node import load as require_setup

ROOT = Path(__file__).resolve().parents[2]
IMPACTS = ("High", "Medium", "Low")  # beneath lie style and gas hints, which solhint and `make gas` decide
DIRECTIVE = "// slither-disable-"
ANSWERS = (f"{DIRECTIVE}next-line", f"{DIRECTIVE}start")
SHORTEST_ARGUMENT = 20  # characters; "safe" is no argument

# Detectors that are wrong about this project as a whole. Anything else is answered where it is found.
EXCLUDED = {
    "timestamp": "time is the clock of votes, terms and limits (ERC-6372); a proposer of blocks can move a block by"
    " seconds at most, and every period here is counted in hours or more",
}


@dataclass(frozen=True)
class Finding:
    """One finding of Slither; `description` names functions and lines, `answered` says whether the source does."""

    impact: str
    check: str
    description: str
    answered: bool


@dataclass(frozen=True)
class SlitherOutcome:
    """What a run found: all findings, and what is wrong with the answers in the source."""

    findings: tuple[Finding, ...]
    complaints: tuple[str, ...]

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        """Findings without an answer, the worst first."""
        found = (finding for finding in self.findings if not finding.answered)
        return tuple(sorted(found, key=lambda finding: (IMPACTS.index(finding.impact), finding.check)))


@ends_in_words(SetupError)
def main() -> int:
    """Analyse and print; 0 when every finding is answered."""
    started = time.monotonic()
    layout = Layout(ROOT)
    require_setup(layout)
    outcome = analyse(layout)
    print("\n".join(summary(outcome)))
    print(f"slither: {time.monotonic() - started:.1f} s")
    return 1 if outcome.unanswered or outcome.complaints else 0


def analyse(layout: Layout) -> SlitherOutcome:
    """Compile contracts/ and run every detector of IMPACTS that is not in EXCLUDED."""
    from crytic_compile import CryticCompile
    from crytic_compile.platform.solc_standard_json import SolcStandardJson
    from slither import Slither

    sources = sorted((layout.root / "contracts").rglob("*.sol"))
    # The compiler reads imports relative to where it runs.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(layout.root):
        compiled = CryticCompile(
            SolcStandardJson(compiler_input(layout.root, sources)),
            solc=str(layout.compiler / f"solc-v{SOLC_VERSION}"),
            solc_working_dir=str(layout.root),
        )
        # Answered findings are kept, to count them; and no file from an earlier run may silence one.
        slither = Slither(compiled, show_ignored_findings=True, triage_database=str(Path(folder) / "none"))
        for detector in detectors():
            slither.register_detector(detector)
        results = [result for found in slither.run_detectors() for result in found if concerns_us(result)]
    findings = tuple(
        Finding(one["impact"], one["check"], one["description"].strip(), bool(slither.has_ignore_comment(one)))
        for one in results
    )
    return SlitherOutcome(
        findings, (*missing_arguments(layout.root, sources), *answers_to_nothing(layout.root, slither))
    )


def compiler_input(root: Path, sources: Iterable[Path]) -> dict[str, Any]:
    """Standard JSON with the settings of brownie-config.yaml."""
    settings = yaml.safe_load((root / "brownie-config.yaml").read_text())["compiler"]
    names = [path.relative_to(root).as_posix() for path in sources]
    return {
        "language": "Solidity",
        "sources": {name: {"urls": [name]} for name in names},
        "settings": {
            "evmVersion": settings["evm_version"],
            "optimizer": settings["solc"]["optimizer"],
            "remappings": settings["solc"]["remappings"],
        },
    }


def detectors() -> list[Any]:
    """Slither's detector classes that are run here."""
    from slither.detectors import all_detectors
    from slither.detectors.abstract_detector import AbstractDetector, classification_txt

    classes: list[Any] = [one for _, one in inspect.getmembers(all_detectors, inspect.isclass)]
    every = (one for one in classes if issubclass(one, AbstractDetector))
    return [one for one in every if classification_txt[one.IMPACT] in IMPACTS and one.ARGUMENT not in EXCLUDED]


def concerns_us(finding: Mapping[str, Any]) -> bool:
    """Whether any part of a finding lies in a contract of ours; libraries and mocks on their own do not count."""
    places = (element.get("source_mapping", {}) for element in finding["elements"])
    return any(is_ours(Path(place.get("filename_relative", ""))) for place in places)


def is_ours(path: Path) -> bool:
    """Whether a path, relative to the project, is a contract that is deployed, or part of one."""
    return path.parts[:1] == ("contracts",) and "mocks" not in path.parts


def missing_arguments(root: Path, sources: Iterable[Path]) -> list[str]:
    """A sentence for each answer that no argument stands above; `sources` lie beneath `root`."""
    return [
        f"{name}#{number}: say in a comment above why this is safe"
        for path in sources
        if is_ours(name := path.relative_to(root))
        for number in unargued(path.read_text().splitlines())
    ]


def unargued(lines: Sequence[str]) -> list[int]:
    """Numbers, from 1, of the lines that silence a detector without words of a comment right above them."""
    found, words = [], ""
    for number, line in enumerate(map(str.strip, lines), start=1):
        if line.startswith(ANSWERS) and len(words) < SHORTEST_ARGUMENT:
            found.append(number)
        words = words + line.lstrip("/ ") if line.startswith("//") and not line.startswith(DIRECTIVE) else ""
    return found


def answers_to_nothing(root: Path, slither: Any) -> list[str]:
    """A sentence for each answer whose finding has gone; Slither reads a file several times and says so each time."""
    sentences = {
        f"{name}#{one['line']}: answers {', '.join(one['unused_detectors'])},"
        " which is not found there any more; remove it"
        for one in slither.get_unused_ignore_comments()
        if is_ours(name := Path(one["file"]).relative_to(root))
    }
    return sorted(sentences)


def summary(outcome: SlitherOutcome) -> Sequence[str]:
    """The lines a person reads: what wants an answer, then the figures by impact."""
    lines = [f"{one.impact}: {one.check}\n  {one.description}\n" for one in outcome.unanswered]
    lines += outcome.complaints
    total = Counter(one.impact for one in outcome.findings)
    left = Counter(one.impact for one in outcome.unanswered)
    figures = ", ".join(f"{total[impact]} {impact.lower()} ({left[impact]} unanswered)" for impact in IMPACTS)
    return [*lines, f"slither: {figures}; left out: {', '.join(EXCLUDED)}"]


if __name__ == "__main__":
    sys.exit(main())
