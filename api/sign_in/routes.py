"""/v1/sign-in."""

from fastapi import APIRouter, Response

from api.auth.access import SESSION, AccessDep, SignedIn, StrangerDep, cookie_name
from api.auth.sessions import SESSION_SECONDS, end_session
from api.kit.openapi import TABLES, Answered, problems
from api.kit.routing import Route, waits_in
from api.kit.services import ServicesDep
from api.kit.site import Site
from api.kit.times import utc
from api.sign_in.schemas import NonceAnswer, NonceRequest, SessionAnswer, SignInAnswer, SignInRequest
from api.sign_in.signing_in import new_nonce, sign_in
from symbia.rules.addresses import checksum
from symbia.tables.db import service_session

TAG = {"name": "sign-in", "description": "Sessions for wallets (EIP-4361); roles come from the chain"}
router = APIRouter(prefix="/v1/sign-in", tags=[TAG["name"]], route_class=Route)
"""See docs/sign-in.md."""
_REFUSALS: tuple[Answered, ...] = (
    *("invalid_message", "wrong_domain", "wrong_chain", "message_expired", "message_not_yet_valid"),
    *("nonce_unknown", "nonce_used", "signature_invalid", "foreign_origin", "chain_unavailable"),
)


@router.post("/nonce", summary="Get a message to sign", responses=problems(*TABLES, "not_configured"))
def request_nonce(body: NonceRequest, access: StrangerDep, services: ServicesDep, response: Response) -> NonceAnswer:
    """A nonce, good once and for 10 minutes, and a message with it that is ready to be signed."""
    response.headers["Cache-Control"] = "no-store"
    return new_nonce(services, access.site(), body.account)


@router.post("", summary="Sign in", responses=problems(*TABLES, "not_configured", *_REFUSALS))
@waits_in("node")
def create_session(body: SignInRequest, access: StrangerDep, services: ServicesDep, response: Response) -> SignInAnswer:
    """A session of 12 hours for the account that signed. It says who asks; roles are read from the chain each time."""
    response.headers["Cache-Control"] = "no-store"
    site = access.site()
    if body.deliver == "cookie":
        access.require_own_page(site)
    token = sign_in(services, site, body)
    who = access.of(token)
    if body.deliver == "cookie":
        _set_cookie(response, site, token)
    return SignInAnswer(**dict(_answer(who)), token=None if body.deliver == "cookie" else token)


@router.get("", summary="Who is signed in", responses=problems(*SESSION, *TABLES))
def read_session(access: AccessDep, response: Response) -> SessionAnswer:
    """The account of this session, and its roles at the head."""
    response.headers["Cache-Control"] = "no-store"
    return _answer(access.signed_in())


@router.delete(
    "",
    summary="Sign out",
    status_code=204,
    responses=problems("not_signed_in", "not_configured", "foreign_origin", "database_unavailable"),
)
def delete_session(access: AccessDep, services: ServicesDep, response: Response) -> None:
    """Ends the session; its token is worthless at once."""
    token = access.require_token()
    with service_session(services.engine) as session:
        end_session(session, token)
    if access.bearer is None:
        site = access.site()
        response.delete_cookie(cookie_name(site), secure=site.secure, httponly=True, samesite="strict")


def _answer(who: SignedIn) -> SessionAnswer:
    return SessionAnswer(
        as_of=who.head.as_of(), account=checksum(who.account), roles=who.roles, expires_at=utc(who.expires_at)
    )


def _set_cookie(response: Response, site: Site, token: str) -> None:
    response.set_cookie(
        cookie_name(site), token, max_age=SESSION_SECONDS, secure=site.secure, httponly=True, samesite="strict"
    )
