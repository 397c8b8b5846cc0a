"""Signed ballots to the relay's queue, by the API."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpx

from cli.test_wallets.errors import BallotBoxError
from cli.test_wallets.signing import WalletBallot
from symbia.text import Text

TOO_MANY = 429
RATE_LIMITED = "rate_limited"  # as distinct from an account's quota, which only tomorrow helps
TIMEOUT = 30.0


@dataclass
class Posted:
    """How many were taken; the others by the API's code, with its words for the first of each."""

    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[Text]:
        """For people."""
        refusals = [
            Text.of("cli.ballots.refused", number=number, code=code, words=self.words[code])
            for code, number in self.refused.items()
        ]
        return [Text.of("cli.ballots.taken", taken=self.taken), *refusals]


def post(api: str, ballots: Iterable[WalletBallot]) -> Posted:
    """One by one; where the API asks for patience it gets it. Raises BallotBoxError."""
    result = Posted()
    try:
        with httpx.Client(base_url=api, timeout=TIMEOUT) as client:
            for ballot in ballots:
                answer = _answer(client, ballot)
                if answer.is_success:
                    result.taken += 1
                    continue
                problem = answer.json()
                result.refused[problem["code"]] += 1
                result.words.setdefault(problem["code"], problem["detail"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BallotBoxError.of("cli.api.silent_post", url=api, why=str(error)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BallotBoxError.of("cli.api.none_post", url=api) from error
    return result


def _answer(client: httpx.Client, ballot: WalletBallot) -> httpx.Response:
    while True:
        answer = client.post("/v1/ballots", json=ballot.body())
        if answer.status_code != TOO_MANY or answer.json()["code"] != RATE_LIMITED:
            return answer
        time.sleep(int(answer.headers["retry-after"]))
