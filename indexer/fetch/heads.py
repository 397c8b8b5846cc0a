"""Word of new blocks over a websocket. It only ends a wait early: what is in a block is always asked over HTTP.

A socket can go silent without closing. Who polls notices: `missed` three times in a row, and it is opened anew.
"""

import time
from contextlib import suppress
from threading import Event, Thread
from typing import Self

import structlog
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from symbia.process.stopping import Stop
from symbia.process.urls import shown

SUBSCRIBE = '{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}'
SILENT = 3  # blocks in a row that polling found and the socket did not announce
SLICE = 0.25  # seconds after which a wait looks whether it should stop
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before it is opened again; doubles
_log = structlog.get_logger("symbia.indexer")


class NewHeads:
    """Listens at `url` in a thread; with an empty one nobody does, and waits end only by time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._news = Event()
        self._closed = Event()
        self._missed = 0
        self._socket: Connection | None = None
        self._thread = Thread(target=self._listen, name="heads", daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen."""
        if self._url:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._closed.set()
        self._hang_up()
        if self._url:
            self._thread.join(SLICE)

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Until a new block is announced, `stop` is set, or so much time is over. True if one was announced."""
        if not self._url:
            stop.wait(seconds)
            return False
        deadline = time.monotonic() + seconds
        heard = self._news.is_set()
        while not heard and not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            heard = self._news.wait(min(left, SLICE))
        self._news.clear()
        if heard:
            self._missed = 0
        return heard

    def missed(self) -> None:
        """A block came that was not announced."""
        self._missed += 1
        if self._missed == SILENT and self._socket is not None:
            _log.warning("websocket is silent, opening it again", url=shown(self._url))
            self._missed = 0
            self._hang_up()

    def _listen(self) -> None:
        pause = FIRST_PAUSE
        while not self._closed.is_set():
            try:
                with connect(self._url, proxy=None, close_timeout=1) as socket:
                    self._socket, pause = socket, FIRST_PAUSE
                    socket.send(SUBSCRIBE)
                    for _ in socket:
                        self._news.set()
            except (OSError, WebSocketException, ValueError) as error:  # ValueError: a URL that is none
                _log.warning("websocket failed, polling goes on", url=shown(self._url), error=str(error))
            self._socket = None
            self._closed.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _hang_up(self) -> None:
        socket = self._socket
        if socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(2)  # ends the thread's wait at once; a closing handshake would wait for nobody
