"""A server for tests and benchmarks whose answer to a POST is a function of what was posted."""

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scripts.local.ganache import HOST


class PostServer(ThreadingHTTPServer):
    """Listens on a free port of this machine; `serve_forever` answers until `shutdown`."""

    daemon_threads = True

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        """`answer` makes the body of an answer from that of a request; a ConnectionError from it hangs up."""
        super().__init__((HOST, 0), _Handler)
        self.answer = answer

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: PostServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes

    def do_POST(self) -> None:
        content = self.server.answer(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever asked was killed, or does not read a long answer to its end
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing: there are thousands of questions."""
