"""The proxy: HTTP on both sides, a mode in between.

with LyingProxy("http://127.0.0.1:8545", "late-5") as proxy:
    ...  # ask proxy.url
    proxy.use("honest")
"""

import random
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Self

from scripts.local.ganache import HOST
from scripts.local.lying.answers import Answer, Asked, HonestNode
from scripts.local.lying.modes import MODES, Mode


class LyingProxy:
    """Listens on a port of this machine, 0 for a free one, until the block ends. `asked` counts HTTP requests."""

    def __init__(self, honest: str, mode: str, *, seed: int = 0, port: int = 0) -> None:
        self._node = HonestNode(honest)
        self._chance = random.Random(f"{mode} {seed}")  # noqa: S311  # the same seed, the same lies
        self._lock = RLock()
        self._mode = self._made(mode)
        self.asked = 0
        self._server = _Server((HOST, port), self)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._node.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._server.server_port}"

    def use(self, mode: str) -> None:
        """From now on another mode."""
        with self._lock:
            self._mode = self._made(mode)

    def wait(self) -> None:
        """Until it ends."""
        self._thread.join()

    def answer(self, body: bytes) -> Answer:
        """What the mode makes of a request."""
        with self._lock:
            self.asked += 1
            return self._mode.answer(Asked(body))

    def _made(self, mode: str) -> Mode:
        return MODES[mode](self._node, self._chance)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], proxy: LyingProxy) -> None:
        super().__init__(address, _Handler)
        self.proxy = proxy


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes

    def do_POST(self) -> None:
        answer = self.server.proxy.answer(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(answer.delay)
        if answer.hangs_up:
            raise ConnectionAbortedError
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        if answer.drip:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip)
            return
        self.wfile.write(answer.body[: answer.cut_at])
        if answer.cut_at is not None:
            raise ConnectionAbortedError

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked gave up, or we hang up
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing: there are thousands of questions."""
