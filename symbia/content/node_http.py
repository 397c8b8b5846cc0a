"""The HTTP below `ipfshttpclient`, with a limit on the time and size of every answer.

The library limits neither: its timeout starts again with every byte that trickles in, and an answer without
end is read into memory without end.
"""

import time
from collections.abc import Iterator
from typing import Any

from ipfshttpclient import exceptions, http
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

# Nodes exchange no block above 2 MiB, and every other answer is a few lines of JSON.
MAX_ANSWER_BYTES = 2 * 1024 * 1024
_PIECE_BYTES = 64 * 1024


class BoundedHttp(http.ClientSync):  # type: ignore[misc] # the library is untyped
    """Sends requests as `ipfshttpclient` does; reads answers piece by piece until the deadline."""

    def _request(
        self, method: str, path: str, params: Any, *, timeout: float, **options: Any
    ) -> tuple[list[Any], Iterator[bytes]]:
        """`timeout` in seconds, for the whole answer. Raises the library's exceptions."""
        deadline = time.monotonic() + timeout
        closables, _ = super()._request(method, path, params, timeout=timeout, **options)
        return closables, _pieces(closables[0].raw, deadline)

    def _make_session(self) -> Any:
        """A session without the pool option `strict`, which urllib3 2 warns of and urllib3 3 will refuse."""
        session = super()._make_session()
        for adapter in session.adapters.values():
            adapter.poolmanager.connection_pool_kw.pop("strict", None)
        return session


def _pieces(answer: BaseHTTPResponse, deadline: float) -> Iterator[bytes]:
    size = 0
    try:
        # read1 returns what one read of the socket gave, so that the clock is looked at between them.
        while piece := answer.read1(_PIECE_BYTES, decode_content=True):
            size += len(piece)
            if size > MAX_ANSWER_BYTES:
                raise exceptions.ProtocolError(None, f"the answer has more than {MAX_ANSWER_BYTES} bytes")
            if time.monotonic() > deadline:
                raise exceptions.TimeoutError(None, "the answer took too long")
            yield piece
    except ReadTimeoutError as error:
        raise exceptions.TimeoutError(error) from error
    except HTTPError as error:
        raise exceptions.ProtocolError(error) from error
