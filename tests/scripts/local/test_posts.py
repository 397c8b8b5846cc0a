"""A function as an HTTP server."""

from collections.abc import Iterator
from threading import Thread

import httpx
import pytest

from scripts.local.posts import PostServer

BODY = b"\x00more than text\xff" * 10_000


def backwards(body: bytes) -> bytes:
    """What was posted in reverse; hangs up on nothing."""
    if not body:
        raise ConnectionAbortedError
    return body[::-1]


@pytest.fixture
def server() -> Iterator[PostServer]:
    with PostServer(backwards) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_it_answers_by_the_function_again_and_again(server: PostServer) -> None:
    with httpx.Client(trust_env=False) as client:
        answers = [client.post(server.url, content=content).content for content in (b"ab", BODY)]
    assert answers == [b"ba", BODY[::-1]]


def test_it_hangs_up_and_goes_on(server: PostServer, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(server.url, content=b"", trust_env=False)
    assert httpx.post(server.url, content=b"ab", trust_env=False).content == b"ba"
    assert capsys.readouterr() == ("", "")
