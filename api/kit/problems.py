"""Errors as answers: problem details (RFC 9457) with a stable `code` and a `detail` that says what to do next."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

# code -> (status, title). A code never changes its meaning; clients branch on it.
CODES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The request cannot be read"),
    "not_signed_in": (401, "This takes a sign-in"),
    "session_expired": (401, "The session has ended"),
    "nonce_unknown": (401, "The nonce is not one of ours, or too old"),
    "nonce_used": (401, "The nonce has been used"),
    "wrong_domain": (401, "The message was written for another site"),
    "wrong_chain": (401, "The message names another chain"),
    "message_expired": (401, "The message is too old"),
    "message_not_yet_valid": (401, "The message is not valid yet"),
    "signature_invalid": (401, "The signature is not of this account over this text"),
    "role_missing": (403, "This takes a role that the account does not hold"),
    "foreign_origin": (403, "This came from another site's page"),
    "not_found": (404, "There is no such thing"),
    "not_listed": (404, "The account is not on the allowlist"),
    "method_not_allowed": (405, "This address does not take this method"),
    "would_revert": (409, "The contract would refuse this transaction"),
    "insufficient_funds": (409, "The account does not hold enough"),
    "another_renderer": (409, "The metadata is written by another contract"),
    "vote_pending": (409, "The vote has not begun"),
    "vote_closed": (409, "The vote is over"),
    "ballot_expired": (409, "The ballot's own deadline has passed"),
    "deadline_too_near": (409, "Too little time is left for the relay"),
    "account_excluded": (409, "The account takes no part in this proposal"),
    "no_voting_power": (409, "The account had no votes at the snapshot"),
    "already_voted": (409, "The account has voted"),
    "ballot_on_its_way": (409, "A ballot of this account is on its way"),
    "ballot_replaced": (409, "The ballot was replaced by another"),
    "ballot_refused": (409, "The ballot would not count"),
    "nothing_to_do": (409, "This would change nothing"),
    "too_large": (413, "The request is too large"),
    "invalid_request": (422, "The request does not fit"),
    "invalid_cursor": (422, "The cursor does not fit"),
    "invalid_address": (422, "This is not an address"),
    "type_refuses_method": (422, "The proposal type does not allow this ballot method"),
    "invalid_cid": (422, "This is not a CID"),
    "invalid_message": (422, "This is no sign-in message"),
    "invalid_choice": (422, "The proposal has no such choice"),
    "invalid_ballot_signature": (422, "The signature is not of this account over this ballot"),
    "invalid_vouchers": (422, "Some vouchers cannot be issued"),
    "invalid_allowlist": (422, "This is not an allowlist that can be used"),
    "invalid_members": (422, "Some rows cannot be issued"),
    "unsupported_content": (422, "This content is not one file"),
    "rate_limited": (429, "Too many requests"),
    "quota_used_up": (429, "The account has handed in enough ballots for today"),
    "internal_error": (500, "The server failed"),
    "relay_unavailable": (503, "No relay would bring the ballot in time"),
    "not_configured": (503, "The server lacks a setting"),
    "not_yet_indexed": (503, "Not yet indexed"),
    "database_unavailable": (503, "The database does not answer"),
    "chain_unavailable": (503, "The chain does not answer"),
    "content_unavailable": (503, "The content does not answer"),
}


class Problem(BaseModel):
    """Every error of this API."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:symbia:problem:not_found",
                "title": "There is no such thing",
                "status": 404,
                "detail": "There is no proposal 99: the newest is 8 at block 120.",
                "instance": "/v1/proposals/99",
                "code": "not_found",
            }
        },
    )

    type: str = Field(description="`urn:symbia:problem:` and the code")
    title: str = Field(description="The same for every problem of this code")
    status: int = Field(description="HTTP status")
    detail: str = Field(description="What happened and what to do next, for a person")
    instance: str = Field(description="Path of the request")
    code: str = Field(description="Stable name; branch on this one")


class ProblemError(Exception):
    """Raise it anywhere below a route. `extra` is added to the answer; `status` replaces the code's own."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status if status is not None else CODES[code][0]
        self.headers = headers or {}
        if self.status == HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("WWW-Authenticate", "Bearer")  # RFC 9110, 11.6.1
        self.extra = extra or {}


def body(error: ProblemError, path: str) -> dict[str, Any]:
    """The JSON of a problem."""
    return {
        "type": f"urn:symbia:problem:{error.code}",
        "title": CODES[error.code][1],
        "status": error.status,
        "detail": error.detail,
        "instance": path,
        "code": error.code,
        **error.extra,
    }
