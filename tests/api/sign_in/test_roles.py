"""What a session opens is what the chain says at that very request.

Invariant 16 of docs/invariants.md.
"""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends

from api.auth.access import SignedIn, require_role
from api.auth.roles import ROLE_IDS
from scripts import deploy
from symbia import tables as models
from symbia.chain.calls import encode_call
from tests.api.conftest import NOW

DAY = 86_400


@pytest.fixture
def guarded(door: Any) -> Any:
    """A route for issuers."""

    @door.client.app.post("/guarded")
    def guarded_route(who: Annotated[Callable[[], SignedIn], Depends(require_role("ISSUER"))]) -> str:
        return who().account

    return door


def refused(answer: Any, code: str, status: int) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    return str(body["detail"])


def test_the_roles_are_those_of_the_contract() -> None:
    assert {label: int(role_id) for label, role_id in ROLE_IDS.items()}.items() <= deploy.ROLE_IDS.items()
    for label in ROLE_IDS:
        assert encode_call("BrandAccess", label, ())


def test_a_role_opens_its_routes(guarded: Any, ada: Any) -> None:
    guarded.grant(ada, 2)
    answer = guarded.client.post("/guarded", headers=guarded.sign_in(ada))
    assert answer.json() == ada.address.lower()


def test_without_a_session_or_the_role(guarded: Any, ada: Any) -> None:
    refused(guarded.client.post("/guarded"), "not_signed_in", 401)
    guarded.grant(ada, 1)
    detail = refused(guarded.client.post("/guarded", headers=guarded.sign_in(ada)), "role_missing", 403)
    assert "does not hold ISSUER at block 1000" in detail


def test_a_role_taken_away_on_chain_is_gone_at_the_next_request(guarded: Any, ada: Any) -> None:
    guarded.grant(ada, 2)
    header = guarded.sign_in(ada)
    assert guarded.client.post("/guarded", headers=header).status_code == 200
    guarded.revoke(ada, 2)
    refused(guarded.client.post("/guarded", headers=header), "role_missing", 403)
    assert guarded.client.get("/v1/sign-in", headers=header).json()["roles"] == []
    guarded.grant(ada, 2)
    assert guarded.client.post("/guarded", headers=header).status_code == 200


def test_a_grant_with_a_delay_counts_from_its_second_on(guarded: Any, ada: Any) -> None:
    guarded.grant(ada, 2, since=NOW + 1)
    header = guarded.sign_in(ada)
    assert "2027-01-15 08:00:01 UTC" in refused(guarded.client.post("/guarded", headers=header), "role_missing", 403)
    guarded.brand.head(NOW + 1, block=1_001)
    assert guarded.client.post("/guarded", headers=header).status_code == 200


def test_a_role_with_an_execution_delay_opens_nothing_here(guarded: Any, ada: Any) -> None:
    guarded.grant(ada, 2, delay=DAY)
    header = guarded.sign_in(ada)
    assert "delay of 86400 seconds" in refused(guarded.client.post("/guarded", headers=header), "role_missing", 403)
    (role,) = guarded.client.get("/v1/sign-in", headers=header).json()["roles"]
    assert (role["label"], role["execution_delay"], role["usable"]) == ("ISSUER", DAY, False)


def test_a_delay_that_is_taken_away_holds_until_the_chain_lets_it_go(guarded: Any, ada: Any) -> None:
    """BrandAccess shortens a delay only after the difference has passed, so that nobody is surprised."""
    guarded.grant(ada, 2, delay=0, delay_since=NOW + 1)
    header = guarded.sign_in(ada)
    refused(guarded.client.post("/guarded", headers=header), "role_missing", 403)
    guarded.brand.head(NOW + 1, block=1_001)
    assert guarded.client.post("/guarded", headers=header).status_code == 200


def test_roles_are_named_by_the_contract_whatever_an_admin_labels(door: Any, ada: Any) -> None:
    door.brand.add(
        models.Role(role_id="1", label="INTERN"),
        models.Role(role_id="77", label="ISSUER"),
        models.Role(role_id="5", label="DROPS"),
    )
    for role_id in (0, 1, 5, 77, 99):
        door.grant(ada, role_id)
    header = door.sign_in(ada)
    roles = door.client.get("/v1/sign-in", headers=header).json()["roles"]
    assert [one["label"] for one in roles] == ["0", "BRAND", "DROPS", "77", "99"]


def test_another_role_labelled_issuer_is_no_issuer(guarded: Any, ada: Any) -> None:
    guarded.brand.add(models.Role(role_id="77", label="ISSUER"))
    guarded.grant(ada, 77)
    refused(guarded.client.post("/guarded", headers=guarded.sign_in(ada)), "role_missing", 403)


def test_a_cookie_does_nothing_for_a_page_of_another_site(guarded: Any, ada: Any) -> None:
    from tests.api.sign_in.door import ORIGIN, sign

    guarded.grant(ada, 2)
    message = guarded.message(ada)
    own = {"Origin": ORIGIN}
    answer = guarded.post(message, sign(ada, message), deliver="cookie", headers=own)
    cookie = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
    assert guarded.client.post("/guarded", headers={**cookie, **own}).status_code == 200
    for origin in ("http://evil.example", "null", "http://symbia.test:8000", "http://symbia.test.evil.example"):
        foreign = {**cookie, "Origin": origin}
        refused(guarded.client.post("/guarded", headers=foreign), "foreign_origin", 403)
    refused(guarded.client.post("/guarded", headers=cookie), "foreign_origin", 403)
