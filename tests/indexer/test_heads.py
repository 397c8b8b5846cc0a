"""Word of new blocks over a real websocket: heard at once, noticed when silent, never needed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread

from websockets.sync.server import ServerConnection, serve

from indexer.fetch.heads import SILENT, NewHeads

PATIENT = 30.0


class Announcer:
    """A node's websocket. `subscribed` gets a connection for each subscription."""

    def __init__(self) -> None:
        self.subscribed: Queue[ServerConnection] = Queue()
        self.url = ""

    def serve(self, connection: ServerConnection) -> None:
        for message in connection:
            assert json.loads(message)["params"] == ["newHeads"]
            self.subscribed.put(connection)

    @contextmanager
    def running(self) -> Iterator[None]:
        with serve(self.serve, "127.0.0.1", 0) as server:
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            self.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
            yield
            server.shutdown()
            thread.join()


def test_a_block_ends_the_wait() -> None:
    announcer = Announcer()
    with announcer.running(), NewHeads(announcer.url) as heads:
        connection = announcer.subscribed.get(timeout=PATIENT)
        connection.send('{"method":"eth_subscription","params":{}}')
        assert heads.wait(Event(), PATIENT)
        assert not heads.wait(Event(), 0.0)


def test_a_silent_socket_is_opened_anew() -> None:
    announcer = Announcer()
    with announcer.running(), NewHeads(announcer.url) as heads:
        announcer.subscribed.get(timeout=PATIENT)
        for _ in range(SILENT - 1):
            heads.missed()
        assert announcer.subscribed.empty()
        heads.missed()
        announcer.subscribed.get(timeout=PATIENT).send("{}")
        assert heads.wait(Event(), PATIENT)


def test_a_socket_that_speaks_is_kept() -> None:
    announcer = Announcer()
    with announcer.running(), NewHeads(announcer.url) as heads:
        connection = announcer.subscribed.get(timeout=PATIENT)
        for _ in range(3 * SILENT):
            heads.missed()
            connection.send("{}")
            assert heads.wait(Event(), PATIENT)
        assert announcer.subscribed.empty()


def test_a_node_that_hangs_up_is_called_again() -> None:
    announcer = Announcer()
    with announcer.running(), NewHeads(announcer.url):
        announcer.subscribed.get(timeout=PATIENT).close()
        announcer.subscribed.get(timeout=PATIENT)


def test_without_one_waits_end_by_time_or_by_stop() -> None:
    stopped = Event()
    stopped.set()
    for url in ("", "ws://127.0.0.1:9", "nonsense"):
        with NewHeads(url) as heads:
            assert not heads.wait(Event(), 0.01)
            assert not heads.wait(stopped, PATIENT)
