"""What is known of an endpoint, in a word."""

import time

import httpx
import pytest

from symbia.chain import endpoints as endpoints_module
from symbia.chain.endpoints import ONE_ATTEMPT, Endpoints
from symbia.chain.replies import no_answer
from symbia.chain.standing import AVOIDED, LONGEST_WORDS, STATES, Standing
from symbia.errors import NodeUnreachableError

URL = "https://user:pa55word@rpc.example:8443/v3/0123456789abcdef?key=zyxwvutsrq"


@pytest.fixture
def standing() -> Standing:
    return Standing(URL)


@pytest.mark.parametrize(
    ("head", "late", "state"), [(None, False, "unknown"), (100, False, "ok"), (97, False, "ok"), (96, False, "behind")]
)
def test_how_far_it_is(standing: Standing, head: int | None, late: bool, state: str) -> None:
    if head is not None:
        standing.told(head)
    assert standing.state(100) == state


def test_one_that_lacks_what_it_should_have_is_behind_although_it_names_the_newest(standing: Standing) -> None:
    standing.told(100)
    standing.late = True
    assert (standing.state(100), standing.lag(100)) == ("behind", 0)
    standing.told(101)
    assert standing.state(101) == "ok"
    standing.late = True
    standing.served()
    assert standing.state(101) == "ok"


@pytest.mark.parametrize("trouble", ["throttled", "stuck", "unreachable"])
def test_an_answer_ends_what_passes(standing: Standing, trouble: str) -> None:
    standing.told(100)
    standing.failed(trouble, "why")
    assert standing.state(100) == trouble
    standing.answered()
    assert standing.state(100) == "ok"
    assert standing.last_words == "why"


@pytest.mark.parametrize("trouble", ["suspect", "other_chain"])
def test_an_answer_does_not_end_distrust(standing: Standing, trouble: str) -> None:
    standing.told(100)
    standing.failed(trouble, "why")
    standing.failed("unreachable", "gone")
    standing.answered()
    assert standing.state(100) == trouble
    standing.cleared(trouble)
    assert standing.state(100) == "ok"


def test_what_may_be_a_key_is_not_repeated(standing: Standing) -> None:
    standing.said(
        "Cannot POST /v3/0123456789abcdef?key=zyxwvutsrq at rpc.example:8443 for user pa55word" + "x" * LONGEST_WORDS
    )
    for secret in ("0123456789abcdef", "zyxwvutsrq", "rpc.example", "pa55word"):
        assert secret not in standing.last_words
    assert len(standing.last_words) == LONGEST_WORDS + 1


def test_one_that_did_not_serve_what_it_named_is_not_preferred(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standing.may_be_preferred
    standing.avoid()
    assert not standing.may_be_preferred
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + AVOIDED)
    assert standing.may_be_preferred


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (httpx.Response(429, text="slow down"), "throttled"),
        (httpx.Response(200, json={"id": 0, "error": {"code": 429, "message": ""}}), "throttled"),
        (httpx.Response(200, text="<html>"), "unreachable"),
        (httpx.Response(503), "unreachable"),
        (httpx.ConnectError("refused"), "unreachable"),
        (httpx.ReadTimeout("slow"), "stuck"),
        (httpx.DecodingError("gzip"), "unreachable"),
    ],
)
def test_what_an_answer_makes_of_it(
    answer: httpx.Response | Exception, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)

    def reply(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    asking = Endpoints("http://one", ONE_ATTEMPT, httpx.MockTransport(reply))
    with pytest.raises(NodeUnreachableError):
        asking.post(b"", weigh=no_answer)
    assert asking.standing.state(0) == state
    assert asking.standing.last_words
    assert state in STATES
