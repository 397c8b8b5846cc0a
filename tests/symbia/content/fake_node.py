"""A node that speaks the few RPC paths we use, and misbehaves on demand."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One call of `/api/v0/<command>?arg=<argument>`."""

    server: "FakeNode"
    protocol_version = "HTTP/1.1"

    @property
    def command_name(self) -> str:
        return urlsplit(self.path).path.removeprefix("/api/v0/")

    @property
    def options(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def do_POST(self) -> None:
        self.close_connection = True
        self.server.calls.append((self.command_name, self.options))
        self.server.answers[self.command_name](self)

    def answer(self, body: bytes, status: int = 200, claimed_size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if claimed_size is None else claimed_size))
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, fields: dict[str, str], status: int = 200) -> None:
        self.answer(json.dumps(fields).encode(), status)

    def log_message(self, *args: object) -> None:
        """The test says what went wrong."""


class FakeNode(ThreadingHTTPServer):
    """Serves `blocks`; each of `answers` can be replaced by a misbehaving one."""

    daemon_threads = False
    answers: dict[str, Answer]
    calls: list[tuple[str, dict[str, str]]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.blocks: dict[str, bytes] = {}
        self.calls = []
        self.answers = {"block/get": self._block, "block/stat": self._stat}
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"/ip4/127.0.0.1/tcp/{self.server_port}"

    def serve_always(self, command: str, answer: Answer) -> None:
        """Answers `command` with `answer`; a client that hangs up in the middle is no failure."""

        def guarded(request: Request) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):
                answer(request)

        self.answers[command] = guarded

    def hang(self, request: Request) -> None:
        """Takes the call and says nothing until the test is over."""
        self.released.wait()

    def trickle(self, request: Request) -> None:
        """A byte now and then, so that no single read waits for long."""
        request.answer(b"", claimed_size=1_000_000)
        while not self.released.wait(0.02):
            request.wfile.write(b"x")

    def flood(self, request: Request) -> None:
        """An answer that does not end."""
        request.answer(b"", claimed_size=10**15)
        while not self.released.is_set():
            request.wfile.write(bytes(65536))

    def cut_off(self, request: Request) -> None:
        """Hangs up in the middle of an answer."""
        request.answer(b"only this", claimed_size=100)

    def _block(self, request: Request) -> None:
        cid = request.options["arg"]
        if cid in self.blocks:
            request.answer(self.blocks[cid])
        else:
            message = f"block was not found locally (offline): ipld: could not find {cid}"
            request.answer_json({"Message": message, "Type": "error"}, status=500)

    def _stat(self, request: Request) -> None:
        cid = request.options["arg"]
        if cid in self.blocks:
            request.answer_json({"Key": cid})
        else:
            self._block(request)
