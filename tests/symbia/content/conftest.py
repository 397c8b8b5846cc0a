"""Stores under test: the embedded one always, the two on a real Kubo when there is one."""

from collections.abc import Iterator
from threading import Thread

import pytest

from symbia.content import DEFAULT_MAX_BYTES, ContentStore, open_store
from symbia.content.kubo import KuboStore

from .fake_node import FakeNode
from .kubo_daemon import Kubo, find_kubo, running

# A loaded machine may be slow; a test that hangs still ends.
PATIENT = 60.0

KUBO = find_kubo()
STORES = ["embedded"] if KUBO is None else ["embedded", "kubo", "cached"]
collect_ignore = ["test_real_kubo.py"] if KUBO is None else []


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What ran against less than it could is counted and shown at the end of the run."""
    if KUBO is None and "any_store" in getattr(item, "fixturenames", ()):
        item.user_properties.append(("notice", "Kubo: not found, {} tests ran against the embedded store only"))


@pytest.fixture(scope="session")
def kubo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubo]:
    assert KUBO is not None, "this test is collected only when there is a Kubo"
    with running(KUBO, tmp_path_factory.mktemp("kubo")) as daemon:
        yield daemon


@pytest.fixture(scope="session", params=STORES)
def any_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ContentStore:
    """One for all tests of a run: content is named by its hash, so nobody is in another's way."""
    folder = tmp_path_factory.mktemp("content")
    if request.param == "embedded":
        return open_store(folder, None)
    address = request.getfixturevalue("kubo").address
    if request.param == "cached":
        return open_store(folder, address, timeout=PATIENT)
    return KuboStore(address, max_bytes=DEFAULT_MAX_BYTES, timeout=PATIENT)


@pytest.fixture
def node() -> Iterator[FakeNode]:
    """A node that misbehaves on demand."""
    with FakeNode() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()
