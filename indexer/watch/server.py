"""/metrics, /healthz and /readyz of an indexer, over HTTP."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from indexer.errors import WatchPortError
from indexer.watch.metrics import Watch

Answer = tuple[int, str, bytes]  # status, content type, body
TEXT = "text/plain; charset=utf-8"


class WatchServer:
    """Answers in a thread until the block ends. Raises WatchPortError if the port is taken."""

    def __init__(self, watch: Watch, host: str, port: int) -> None:
        self._server: ThreadingHTTPServer | None = None
        if port:
            try:
                self._server = _Server((host, port), _handler(watch))
            except OSError as error:
                raise WatchPortError.of(
                    "indexer.watch_port", host=host, port=port, reason=str(error.strerror)
                ) from error

    def __enter__(self) -> Self:
        """Begin."""
        if self._server is not None:
            Thread(target=self._server.serve_forever, args=(0.1,), name="watch", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


def _answers(watch: Watch) -> dict[str, Callable[[], Answer]]:
    return {
        "/metrics": lambda: (200, CONTENT_TYPE_LATEST, generate_latest(watch.registry)),
        "/healthz": lambda: _state(watch.why_not_healthy()),
        "/readyz": lambda: _state(watch.why_not_ready()),
    }


def _state(why_not: str | None) -> Answer:
    return (200, TEXT, b"ok\n") if why_not is None else (503, TEXT, f"{why_not}\n".encode())


def _handler(watch: Watch) -> type[BaseHTTPRequestHandler]:
    answers = _answers(watch)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path.split("?")[0])
            status, kind, body = answer() if answer else (404, TEXT, b"/metrics, /healthz or /readyz\n")
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Who scrapes is no news."""

    return Handler
