"""Signing in, what it opens, and every way in which it is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session, select

from symbia import tables as models
from symbia.rules.signatures import compact
from tests.api.sign_in.door import ORIGIN, START, YES, on_sqlite, sign, to_be_deployed

HOUR = 3_600
HALF = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def refused(answer: Any, code: str, status: int = 401) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("www-authenticate" in answer.headers) == (status == 401)
    return str(body["detail"])


def test_whoever_signs_is_signed_in(door: Any, ada: Any) -> None:
    header = door.sign_in(ada)
    answer = door.client.get("/v1/sign-in", headers=header)
    body = answer.json()
    assert (body["account"], body["roles"], body["as_of"]["block"]) == (ada.address, [], 1_000)
    assert body["expires_at"] == "2030-03-18T05:46:40Z"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_the_tables_keep_no_secret(door: Any, ada: Any) -> None:
    message = door.message(ada)
    nonce = message.split("Nonce: ")[1].split("\n")[0]
    token = door.post(message, sign(ada, message)).json()["token"]
    with Session(door.brand.engine) as session:
        kept = [*session.exec(select(models.SignInNonce)).all(), *session.exec(select(models.SignInSession)).all()]
    assert len(kept) == 2
    assert nonce not in str(kept)
    assert token not in str(kept)


def test_a_nonce_is_good_once(door: Any, ada: Any) -> None:
    message = door.message(ada)
    assert door.post(message, sign(ada, message)).status_code == 200
    assert "sign again" in refused(door.post(message, sign(ada, message)), "nonce_used")


def test_of_many_that_use_one_nonce_at_once_one_gets_in(door: Any, ada: Any) -> None:
    message = door.message(ada)
    signature = sign(ada, message)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: door.post(message, signature), range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 7
    assert {one.json().get("code") for one in answers} == {None, "nonce_used"}
    with Session(door.brand.engine) as session:
        assert len(session.exec(select(models.SignInSession)).all()) == 1


def test_a_failed_try_does_not_use_the_nonce_up(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    refused(door.post(message, sign(bob, message)), "signature_invalid")
    assert door.post(message, sign(ada, message)).status_code == 200


def test_a_nonce_that_is_not_ours(door: Any, ada: Any) -> None:
    message = door.message(ada)
    nonce = message.split("Nonce: ")[1].split("\n")[0]
    other = message.replace(nonce, "0" * 32)
    refused(door.post(other, sign(ada, other)), "nonce_unknown")


def test_a_nonce_ends_after_ten_minutes_and_is_swept_out(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    without_end = message.split("\nExpiration Time")[0]
    door.now = START + 600
    refused(door.post(without_end, sign(ada, without_end)), "nonce_unknown")
    refused(door.post(message, sign(ada, message)), "message_expired")
    door.message(bob)
    with Session(door.brand.engine) as session:
        assert len(session.exec(select(models.SignInNonce)).all()) == 1


def changed(line: str, value: str) -> Callable[[str], str]:
    """The message with another value in a line."""

    def change(message: str) -> str:
        lines = [f"{line}: {value}" if one.startswith(f"{line}: ") else one for one in message.split("\n")]
        return "\n".join(lines)

    return change


REFUSED: dict[str, list[Callable[[str], str]]] = {
    "wrong_domain": [
        lambda text: text.replace("symbia.test wants", "evil.example wants"),
        lambda text: text.replace("symbia.test wants", "symbia.test.evil.example wants"),
        lambda text: text.replace("symbia.test wants", "symbia.test:8000 wants"),
        lambda text: text.replace("symbia.test wants", "symbia.test@evil.example wants"),
        lambda text: "https://" + text,
        changed("URI", "http://evil.example/"),
        changed("URI", "https://symbia.test"),
        changed("URI", "http://symbia.test@evil.example"),
        changed("URI", "http://[symbia.test"),
        changed("URI", "urn:symbia.test"),
    ],
    "wrong_chain": [changed("Chain ID", "1"), changed("Chain ID", "99999999999999999999")],
    "message_expired": [
        changed("Issued At", "2030-03-17T17:30:00Z"),
        changed("Issued At", "0001-01-01T00:00:00+14:00"),
        changed("Expiration Time", "2030-03-17T17:46:40Z"),
        changed("Expiration Time", "2030-03-17T17:46:40.000000001Z"),
    ],
    "message_not_yet_valid": [
        changed("Issued At", "2030-03-17T18:30:00Z"),
        lambda text: text + "\nNot Before: 2030-03-17T17:46:41Z",
    ],
}


@pytest.mark.parametrize(("code", "change"), [(code, change) for code in REFUSED for change in REFUSED[code]])
@on_sqlite
def test_a_message_for_elsewhere_or_another_time(door: Any, ada: Any, code: str, change: Any) -> None:
    message = door.message(ada)
    other = change(message)
    assert other != message
    refused(door.post(other, sign(ada, other)), code)
    assert door.post(message, sign(ada, message)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "http://" + text,
        lambda text: text.replace("symbia.test wants", "SYMBIA.test:80 wants"),
        changed("URI", "http://symbia.test/brand?x=1#y"),
        changed("Issued At", "2030-03-17T19:46:40.123+02:00"),
        lambda text: text.replace("Sign in. This moves nothing and costs nothing.\n\n", "\n"),
        lambda text: text.split("\nExpiration")[0],
        lambda text: text + "\nNot Before: 2030-03-17T17:46:40Z\nRequest ID: a%20b\nResources:\n- ipfs://x\n- urn:y",
        lambda text: text + "\nRequest ID: \nResources:",
    ],
)
@on_sqlite
def test_what_the_standard_leaves_free(door: Any, ada: Any, change: Any) -> None:
    message = change(door.message(ada))
    answer = door.post(message, sign(ada, message))
    assert answer.status_code == 200, answer.text


@on_sqlite
def test_another_key(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    assert ada.address in refused(door.post(message, sign(bob, message)), "signature_invalid")


@on_sqlite
def test_a_text_changed_after_signing(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    signature = sign(ada, message)
    refused(door.post(message.replace("moves nothing", "moves it all"), signature), "signature_invalid")
    refused(door.post(message.replace(ada.address, bob.address), signature), "signature_invalid")


@on_sqlite
def test_signatures_that_are_none(door: Any, ada: Any) -> None:
    message = door.message(ada)
    good = bytes.fromhex(sign(ada, message)[2:])
    s = int.from_bytes(good[32:64], "big")
    twin = good[:32] + (HALF - s).to_bytes(32, "big") + bytes([55 - good[64]])
    odd = bytes([compact(good)[32] ^ 0x80])  # the other of the two keys that such a signature could be of
    for bad in (
        b"",
        good[:32] + odd + good[33:64],
        good[:63],
        good + b"\0",
        good[:64] + b"\x1d",
        bytes(65),
        bytes(64) + b"\x1b",
        b"\xff" * 65,
        twin,
    ):
        refused(door.post(message, "0x" + bad.hex()), "signature_invalid")
    for bad_text in ("", "0x1", "0xzz", good.hex(), "0x" + "00" * 9_000):
        refused(door.post(message, bad_text), "invalid_request", 422)
    ledger = good[:64] + bytes([good[64] - 27])
    assert door.post(message, "0x" + ledger.hex()).status_code == 200


@pytest.mark.parametrize("form", [lambda good: good, compact, lambda good: good[:64] + bytes([good[64] - 27])])
@on_sqlite
def test_a_key_signs_in_in_every_form(door: Any, ada: Any, form: Callable[[bytes], bytes]) -> None:
    for _ in range(4):  # of both parities, in all likelihood
        message = door.message(ada)
        signature = form(bytes.fromhex(sign(ada, message)[2:]))
        assert door.post(message, "0x" + signature.hex()).json()["account"] == ada.address


@pytest.mark.parametrize(
    ("signature", "code", "has_code"),
    [
        (b"", "empty", False),
        (b"", "code", True),
        (b"\x01" * 64, "another", False),
        (b"\x02" * 65, "none", False),
        (b"\x02" * 65, "code", True),
        (b"\x01" * 500, "none", False),
        (to_be_deployed(b"\x01" * 65), "to_be_deployed", False),
        (to_be_deployed(b"\x01" * 65), "code", True),
    ],
)
@on_sqlite
def test_what_is_wrong_with_a_signature_is_said(
    door: Any, ada: Any, signature: bytes, code: str, has_code: bool
) -> None:
    if has_code:
        door.node.wallets[ada.address] = None
    answer = door.post(door.message(ada), "0x" + signature.hex())
    refused(answer, "signature_invalid")
    why = answer.json()["words"]["detail"]["values"]["why"]
    assert why["code"] == f"auth.signature.{code}"
    assert "65 bytes" not in answer.json()["detail"] or not has_code


@pytest.mark.parametrize("signature", [b"", to_be_deployed(b"")])
@on_sqlite
def test_a_wallet_that_approved_on_chain_has_nothing_to_show(door: Any, ada: Any, signature: bytes) -> None:
    door.node.wallets[ada.address] = YES
    assert door.post(door.message(ada), "0x" + signature.hex()).json()["account"] == ada.address
    assert door.node.shown == [b""], "as the wallet itself takes it"


@pytest.mark.parametrize(("says", "status"), [(YES, 200), (bytes(32), 401), (YES[:4], 401), (b"", 401), (None, 401)])
@on_sqlite
def test_a_contract_wallet_says_itself_whether_it_signed(
    door: Any, ada: Any, bob: Any, says: bytes | None, status: int
) -> None:
    door.node.wallets[ada.address] = says
    message = door.message(ada)
    answer = door.post(message, sign(bob, message))
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["account"] == ada.address
    else:
        refused(answer, "signature_invalid")


def test_a_key_signs_in_without_the_node(door: Any, ada: Any) -> None:
    door.sign_in(ada)
    assert door.node.asked == 0


def test_a_session_ends_after_twelve_hours(door: Any, ada: Any) -> None:
    header = door.sign_in(ada)
    door.now += 12 * HOUR - 1
    assert door.client.get("/v1/sign-in", headers=header).status_code == 200
    door.now += 1
    refused(door.client.get("/v1/sign-in", headers=header), "session_expired")
    door.sign_in(ada)
    with Session(door.brand.engine) as session:
        assert len(session.exec(select(models.SignInSession)).all()) == 1


def test_signing_out_ends_this_session_and_no_other(door: Any, ada: Any) -> None:
    first, second = door.sign_in(ada), door.sign_in(ada)
    assert door.client.ask("DELETE", "/v1/sign-in", headers=first).status_code == 204
    refused(door.client.get("/v1/sign-in", headers=first), "session_expired")
    assert door.client.get("/v1/sign-in", headers=second).status_code == 200


def test_without_a_session(door: Any) -> None:
    assert "POST /v1/sign-in/nonce" in refused(door.client.get("/v1/sign-in"), "not_signed_in")
    refused(door.client.ask("DELETE", "/v1/sign-in"), "not_signed_in")
    refused(door.client.get("/v1/sign-in", headers={"Authorization": "Basic YTpi"}), "not_signed_in")
    for token in ("x", "é", "x" * 4_000):
        header = {"Authorization": f"Bearer {token}".encode()}
        refused(door.client.get("/v1/sign-in", headers=header), "session_expired")


def test_a_session_is_known_by_its_token_alone_not_by_its_hash(door: Any, ada: Any) -> None:
    door.sign_in(ada)
    with Session(door.brand.engine) as session:
        kept = session.exec(select(models.SignInSession)).one().token_hash
    refused(door.client.get("/v1/sign-in", headers={"Authorization": f"Bearer {kept}"}), "session_expired")


@on_sqlite
def test_a_cookie_is_for_pages_of_ours(door: Any, ada: Any) -> None:
    message = door.message(ada)
    for foreign in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "https://symbia.test"}):
        refused(door.post(message, sign(ada, message), deliver="cookie", headers=foreign), "foreign_origin", 403)
    own = {"Origin": ORIGIN}
    answer = door.post(message, sign(ada, message), deliver="cookie", headers=own)
    assert answer.json()["token"] is None
    kept = answer.headers["set-cookie"]
    assert kept.endswith("; HttpOnly; Max-Age=43200; Path=/; SameSite=strict")
    cookie = {"Cookie": kept.split(";")[0]}
    assert door.client.get("/v1/sign-in", headers=cookie).json()["account"] == ada.address
    for foreign in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        refused(door.client.ask("DELETE", "/v1/sign-in", headers={**cookie, **foreign}), "foreign_origin", 403)
    ended = door.client.ask("DELETE", "/v1/sign-in", headers={**cookie, **own})
    assert ended.status_code == 204
    assert 'symbia-session=""' in ended.headers["set-cookie"]
    refused(door.client.get("/v1/sign-in", headers=cookie), "session_expired")


def test_a_header_counts_before_a_cookie(door: Any, ada: Any, bob: Any) -> None:
    message = door.message(ada)
    kept = door.post(message, sign(ada, message), deliver="cookie", headers={"Origin": ORIGIN}).headers["set-cookie"]
    both = {**door.sign_in(bob), "Cookie": kept.split(";")[0]}
    assert door.client.get("/v1/sign-in", headers=both).json()["account"] == bob.address
    assert door.client.ask("DELETE", "/v1/sign-in", headers=both).status_code == 204  # no Origin needed


@on_sqlite
def test_programs_of_other_origins_send_the_token_never_the_cookie(door: Any) -> None:
    client = door.brand.client(cors_origins="https://shop.example", public_url=ORIGIN)
    asks = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = client.ask("OPTIONS", "/v1/sign-in", headers=asks)
    assert answer.status_code == 200
    assert "access-control-allow-credentials" not in answer.headers
