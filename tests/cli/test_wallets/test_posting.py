"""Handing ballots to an API: what is taken, what is refused and why, and patience where it is asked for."""

import json
from collections.abc import Callable

import httpx
import pytest

from cli.test_wallets import posting
from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.signing import WalletBallot
from symbia.words import word

BALLOTS = [WalletBallot(7, f"0x{number:040x}", {1: 10_000}, 99, b"\x01" * 65) for number in range(4)]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[httpx.Request], httpx.Response]], list[float]]:
    """Answers in place of an API; the list fills with the seconds that were waited."""
    client, waited = httpx.Client, []

    def answering(answer: Callable[[httpx.Request], httpx.Response]) -> list[float]:
        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(posting.httpx, "Client", lambda **options: client(**options, transport=transport))
        monkeypatch.setattr(posting.time, "sleep", waited.append)
        return waited

    return answering


def test_each_ballot_is_handed_in_and_counted_by_answer(api: Callable[..., list[float]]) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        seen.append(body)
        if len(seen) == 1:
            return httpx.Response(202, json={})
        return httpx.Response(409, json={"code": "no_power", "detail": f"No vote {len(seen)}."})

    api(answer)
    result = posting.post("http://api", BALLOTS)
    assert [body["account"] for body in seen] == [ballot.account for ballot in BALLOTS]
    assert set(seen[0]) == {"proposal", "account", "choice", "deadline", "signature"}
    assert seen[0]["choice"] == {"1": 10_000}
    assert [word(line) for line in result.lines()] == ["ballots taken: 1", "refused 3, no_power: No vote 2."]


def test_a_rate_limit_is_waited_for_and_a_quota_is_not(api: Callable[..., list[float]]) -> None:
    codes = iter(["rate_limited", "rate_limited", None, "quota"])

    def answer(_: httpx.Request) -> httpx.Response:
        code = next(codes)
        if code is None:
            return httpx.Response(202, json={})
        return httpx.Response(429, json={"code": code, "detail": "Wait."}, headers={"Retry-After": "3"})

    waited = api(answer)
    result = posting.post("http://api", BALLOTS[:2])
    assert (result.taken, dict(result.refused), waited) == (1, {"quota": 1}, [3, 3])


def test_something_else_in_place_of_the_api(api: Callable[..., list[float]]) -> None:
    api(lambda _: httpx.Response(404, text="<p>Hello"))
    with pytest.raises(BallotBoxError, match="no Symbia API"):
        posting.post("http://api", BALLOTS)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://["])
def test_no_api_is_said(url: str) -> None:
    with pytest.raises(BallotBoxError, match="No API answers at"):
        posting.post(url, BALLOTS)
