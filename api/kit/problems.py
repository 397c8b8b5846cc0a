"""Errors as answers: problem details (RFC 9457) with a stable `code` and a `detail` that says what to do next."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from api.kit.worded import Said, said
from symbia.text import Text
from symbia.words import word

MEDIA_TYPE = "application/problem+json"

# code -> HTTP status; the catalogue has its title as `problems.<code>`. A code never changes its meaning; clients
# branch on it.
CODES: dict[str, int] = {
    "bad_request": 400,
    "not_signed_in": 401,
    "session_expired": 401,
    "nonce_unknown": 401,
    "nonce_used": 401,
    "wrong_domain": 401,
    "wrong_chain": 401,
    "message_expired": 401,
    "message_not_yet_valid": 401,
    "signature_invalid": 401,
    "role_missing": 403,
    "foreign_origin": 403,
    "not_found": 404,
    "not_listed": 404,
    "method_not_allowed": 405,
    "would_revert": 409,
    "insufficient_funds": 409,
    "another_renderer": 409,
    "vote_pending": 409,
    "vote_closed": 409,
    "ballot_expired": 409,
    "deadline_too_near": 409,
    "account_excluded": 409,
    "no_voting_power": 409,
    "already_voted": 409,
    "ballot_on_its_way": 409,
    "ballot_replaced": 409,
    "too_many_proposals": 409,
    "ballot_refused": 409,
    "nothing_to_do": 409,
    "name_taken": 409,
    "too_large": 413,
    "invalid_request": 422,
    "invalid_cursor": 422,
    "invalid_address": 422,
    "type_refuses_method": 422,
    "type_reaches_less": 422,
    "invalid_cid": 422,
    "invalid_message": 422,
    "invalid_choice": 422,
    "invalid_ballot_signature": 422,
    "invalid_vouchers": 422,
    "invalid_allowlist": 422,
    "invalid_members": 422,
    "unsupported_content": 422,
    "rate_limited": 429,
    "quota_used_up": 429,
    "gas_used_up": 429,
    "content_quota_used_up": 429,
    "internal_error": 500,
    "busy": 503,
    "relay_unavailable": 503,
    "not_configured": 503,
    "not_yet_indexed": 503,
    "database_unavailable": 503,
    "chain_unavailable": 503,
    "content_unavailable": 503,
    "content_full": 507,
}


def _left_out(schema: dict[str, Any]) -> None:
    """A member that is not there has no value, not even null."""
    schema.pop("default")


def _at_times(description: str) -> Any:
    """A member that only some codes have."""
    return Field(default=None, description=description, json_schema_extra=_left_out)


class Mistake(BaseModel):
    """One thing that is wrong with what was sent."""

    field: str | SkipJsonSchema[None] = _at_times("Path of the field in the body, or the name of the parameter")
    index: int | SkipJsonSchema[None] = _at_times("Place in the list of vouchers, from 0")
    row: int | None = _at_times("As a spreadsheet numbers rows; in JSON the place, from 1; null: the whole file")
    column: str | None = _at_times("Null: the whole row")
    value: str | SkipJsonSchema[None] = _at_times("What is written there")
    code: str | SkipJsonSchema[None] = _at_times("Stable name of what is wrong with a row of members")
    message: str = Field(description="What is wrong, or what to do")
    words: dict[str, Said] = Field(description="Code and values of the message")


class Revert(BaseModel):
    """What the contract reverted with."""

    name: str | None = Field(description="Of the contract's error; null: one that we do not know")
    arguments: dict[str, Any] = Field(description="Of the error, by name")
    data: str = Field(description="As the node gave it: 0x and hex digits")


class Problem(BaseModel):
    """Every error of this API. Only `errors` and the members after it depend on the code."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:symbia:problem:not_found",
                "title": "There is no such thing",
                "status": 404,
                "detail": "There is no proposal 99: the newest is 8 at block 120.",
                "instance": "/v1/proposals/99",
                "code": "not_found",
                "words": {
                    "title": {"code": "problems.not_found", "values": {}},
                    "detail": {"code": "proposals.not_found", "values": {"number": 99, "newest": 8, "block": 120}},
                },
            }
        },
    )

    type: str = Field(description="`urn:symbia:problem:` and the code")
    title: str = Field(description="The same for every problem of this code")
    status: int = Field(description="HTTP status")
    detail: str = Field(description="What happened and what to do next, for a person")
    instance: str = Field(description="Path of the request")
    code: str = Field(description="Stable name; branch on this one")
    words: dict[str, Said] = Field(description="Code and values of each sentence here, by the sentence's name")
    errors: list[Mistake] | SkipJsonSchema[None] = _at_times(
        "`invalid_request`, `invalid_vouchers`: everything that is wrong"
    )
    problems: list[Mistake] | SkipJsonSchema[None] = _at_times(
        "`invalid_allowlist`, `invalid_members`: everything that is wrong with the rows"
    )
    revert: Revert | SkipJsonSchema[None] = _at_times("`would_revert`: the contract's own reason")
    role: str | SkipJsonSchema[None] = _at_times("`role_missing`: the role's label")
    role_id: str | SkipJsonSchema[None] = _at_times("`role_missing` of a contract: uint64 as decimal text")
    holders: list[str] | SkipJsonSchema[None] = _at_times("`role_missing` of a contract: who could sign it now")
    method: str | SkipJsonSchema[None] = _at_times("`invalid_choice`: the proposal's method")
    methods: list[str] | SkipJsonSchema[None] = _at_times("`type_refuses_method`: those that the type allows")
    reach: str | SkipJsonSchema[None] = _at_times("`type_reaches_less`: what the action needs")
    types: list[int] | SkipJsonSchema[None] = _at_times("`type_reaches_less`: ids of the types that reach as far")
    currency: str | SkipJsonSchema[None] = _at_times("`insufficient_funds` of an ERC-20: its address")
    balance: str | SkipJsonSchema[None] = _at_times("`insufficient_funds` of an ERC-20: in its smallest unit")
    cost: str | SkipJsonSchema[None] = _at_times("`insufficient_funds` of an ERC-20: in its smallest unit")
    directly: str | SkipJsonSchema[None] = _at_times("Of ballots: where to prepare the ballot to be cast directly")
    receipt: str | SkipJsonSchema[None] = _at_times(
        "`ballot_on_its_way`, `already_voted`, `ballot_replaced`: of the ballot that is meant"
    )
    replaced_by: str | None = _at_times("`ballot_replaced`: the receipt of the later ballot")


class ProblemError(Exception):
    """Raise it anywhere below a route. `extra`, members of Problem, is added; `status` replaces the code's own."""

    def __init__(
        self,
        code: str,
        detail: Text,
        *,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.text = detail
        self.status = status if status is not None else CODES[code]
        self.headers = headers or {}
        if self.status == HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("WWW-Authenticate", "Bearer")  # RFC 9110, 11.6.1
        self.extra = extra or {}

    @property
    def title(self) -> Text:
        """The same for every problem of this code."""
        return Text(f"problems.{self.code}")

    @property
    def detail(self) -> str:
        """What happened and what to do next, in the reader's language."""
        return word(self.text)


def body(error: ProblemError, path: str) -> dict[str, Any]:
    """The JSON of a problem."""
    texts = {"title": error.title, "detail": error.text}
    return {
        "type": f"urn:symbia:problem:{error.code}",
        "title": word(error.title),
        "status": error.status,
        "detail": error.detail,
        "instance": path,
        "code": error.code,
        "words": {name: said(text).model_dump() for name, text in texts.items()},
        **error.extra,
    }
