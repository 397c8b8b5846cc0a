"""For all tests: what ran against less than it could is said at the end, never passed over in silence."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import symbia.words  # noqa: F401 - errors are compared by their words
from scripts.local.postgres import create_database, postgres_server
from symbia.settings.names import without_settings

# Tests make their own settings; those of whoever runs them would change, or refuse, what the tests start.
for name in os.environ.keys() - without_settings(os.environ).keys():
    del os.environ[name]

# A busy machine is no bug: examples may take their time, pytest's own timeout ends what hangs.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as uri:
        yield uri


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes empty databases of one kind; the test runs for both."""
    made = iter(range(100))
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{next(made)}.db"
    uri = request.getfixturevalue("postgres")
    return lambda: create_database(uri, f"t{abs(hash(request.node.nodeid)):x}_{next(made)}")


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """One empty database."""
    return new_database()


LONGEST = (
    "tests/simulation/",
    "tests/e2e/",
    "tests/nodes/",
)  # each file is one worker's: begun last, it would keep the others waiting


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After a file's last test, what was left open is complained of there, and not in some later file's test."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints each `("notice", "... {} tests ...")` of a test's `user_properties` once, with their number.

    Properties travel with the reports, so the numbers are right with several workers too.
    """
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    notices = Counter(
        value
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == "notice"
    )
    for text, tests in notices.items():
        terminalreporter.write_line(text.format(tests), yellow=True)
