"""Why somebody is not let in, as codes with values beside the words."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends

from api.auth.access import SignedIn, require_role
from tests.api.conftest import NOW
from tests.api.sign_in.door import ORIGIN, START, on_sqlite, sign

pytestmark = on_sqlite


def said(answer: Any) -> Any:
    """Code and values of a refusal."""
    assert answer.status_code in (401, 403, 422), answer.text
    return answer.json()["words"]["detail"]


def line(message: str, name: str, value: str) -> str:
    """The message with another value in a line."""
    return "\n".join(f"{name}: {value}" if text.startswith(f"{name}: ") else text for text in message.split("\n"))


def test_a_message_for_elsewhere(door: Any, ada: Any) -> None:
    message = door.message(ada)
    other = line(message, "Chain ID", "99999999999999999999")
    assert said(door.post(other, sign(ada, other))) == {
        "code": "sign_in.problem.chain",
        "values": {"asked": "99999999999999999999", "chain_id": 1337},
    }
    other = message.replace("symbia.test wants", "evil.example wants")
    assert said(door.post(other, sign(ada, other))) == {
        "code": "sign_in.problem.domain",
        "values": {"asked": "evil.example", "domain": "symbia.test"},
    }
    other = line(message, "URI", "https://evil.example/")
    assert said(door.post(other, sign(ada, other))) == {
        "code": "sign_in.problem.uri",
        "values": {"uri": "https://evil.example/", "origin": ORIGIN},
    }


def test_a_message_for_another_time(door: Any, ada: Any) -> None:
    message = door.message(ada)
    now = {"now": "2030-03-17T17:46:40Z"}
    for change, code in (
        (line(message, "Issued At", "2030-03-17T17:30:00Z"), "too_old"),
        (line(message, "Issued At", "2030-03-17T18:30:00Z"), "issued_later"),
        (f"{message}\nNot Before: 2030-03-17T17:46:41Z", "not_yet"),
    ):
        assert said(door.post(change, sign(ada, change))) == {"code": f"sign_in.problem.{code}", "values": now}


def test_another_signer_and_a_nonce_that_is_over(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    assert said(door.post(message, sign(bob, message))) == {
        "code": "sign_in.problem.signature",
        "values": {
            "account": ada.address,
            "why": {"code": "auth.signature.another", "values": {"signer": bob.address}},
        },
    }
    door.now = START + 600
    endless = message.split("\nExpiration Time")[0]
    answer = door.post(endless, sign(ada, endless))
    assert said(answer) == {"code": "auth.nonce_unknown", "values": {"lifetime": 600}}
    assert "or older than 10 minutes. Ask for a new one" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Sign in.", "Sign \u202ein.", ("character", {"character": "U+202E"})),
        ("Version: 1", "Version: 2", ("field", {"field": "Version"})),
        ("wants you", "wants  you", ("header", {})),
        ("Sign in.", 'Sign "in".', ("statement", {})),
    ],
)
def test_a_text_that_is_no_message_names_the_place(door: Any, ada: Any, old: str, new: str, why: Any) -> None:
    message = door.message(ada).replace(old, new)
    detail = said(door.post(message, "0x" + "00" * 65))
    reason = detail["values"]["why"]
    code, values = why
    assert (detail["code"], reason["code"]) == ("sign_in.problem.invalid", f"sign_in.message.{code}")
    assert values.items() <= reason["values"].items()


@pytest.mark.parametrize(
    ("end", "shown"),
    [("x" * 60, f"says '{'x' * 60}'. POST"), ("x" * 61, f"says '{'x' * 60}...'. POST")],
)
def test_a_line_that_is_too_long_to_be_shown_is_cut_and_says_so(door: Any, ada: Any, end: str, shown: str) -> None:
    answer = door.post(f"{door.message(ada)}\n{end}", "0x00")
    assert shown in answer.json()["detail"]


def test_a_role_that_somebody_lacks_or_holds_later(door: Any, ada: Any) -> None:
    @door.client.app.post("/guarded")
    def guarded(who: Annotated[Callable[[], SignedIn], Depends(require_role("ISSUER"))]) -> str:
        return who().account

    header = door.sign_in(ada)
    own = {"account": ada.address, "role": "ISSUER"}
    assert said(door.client.post("/guarded", headers=header)) == {
        "code": "auth.role.not_held",
        "values": {**own, "block": 1_000},
    }
    door.grant(ada, 2, delay=86_400)
    assert said(door.client.post("/guarded", headers=header)) == {
        "code": "auth.role.delayed",
        "values": {**own, "delay": 86_400},
    }
    door.grant(ada, 2, since=NOW + 1)
    assert said(door.client.post("/guarded", headers=header)) == {
        "code": "auth.role.later",
        "values": {**own, "since": "2027-01-15T08:00:01Z"},
    }


def test_a_cookie_from_nowhere(door: Any, ada: Any) -> None:
    message = door.message(ada)
    detail = said(door.post(message, sign(ada, message), deliver="cookie"))
    assert detail["values"] == {"origin": ORIGIN, "sender": {"code": "auth.no_page", "values": {}}}
    foreign = door.post(message, sign(ada, message), deliver="cookie", headers={"Origin": "http://evil.example"})
    assert said(foreign)["values"]["sender"] == "http://evil.example"


def test_refusals_in_chinese(door: Any) -> None:
    answer = door.client.get("/v1/sign-in?lang=zh")
    assert (answer.status_code, answer.headers["content-language"]) == (401, "zh")
    assert said(answer) == {"code": "auth.not_signed_in", "values": {}}
    assert answer.json()["detail"]
    token = {"Authorization": "Bearer x", "Accept-Language": "zh-CN"}
    assert said(door.client.get("/v1/sign-in", headers=token))["code"] == "auth.session_expired"
