"""Who asks, and what the chain lets them do at this very request. Routes take `AccessDep` or `require_role(...)`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session, select

from api.auth.roles import ROLE_IDS, HeldRole, Label, roles_of
from api.auth.sessions import find_session
from api.kit.openapi import TABLES, may_answer
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.services import Services, ServicesDep
from api.kit.site import Site, site_of
from symbia.rules.addresses import checksum
from symbia.tables.brand import RoleMember
from symbia.tables.db import read_session
from symbia.tables.members import Member
from symbia.text import Text

_SAFE = ("GET", "HEAD", "OPTIONS")
_ONE_CUSTOMER = 64  # bits of an IPv6 address that a provider gives one customer
_bearer = HTTPBearer(scheme_name="session", auto_error=False, description="`token` of POST /v1/sign-in")

# What is said of a session that is shown: also where its cookie is read, which takes knowing our own site.
SESSION = ("not_signed_in", "session_expired", "not_configured")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks: `account` in lower case, its roles at `head`, the end of the session in unix seconds."""

    account: str
    roles: list[HeldRole]
    expires_at: int
    head: Head


@dataclass(frozen=True, slots=True)
class Access:
    """What a request shows of its sender. Nothing is looked up before one of the methods is called."""

    services: Services
    request: Request
    bearer: str | None

    def site(self) -> Site:
        """This server's own site. Raises `not_configured`."""
        return site_of(self.services.site, self.request)

    def token(self) -> str | None:
        """The session's token, of the header before the cookie's; None without. Raises `foreign_origin`."""
        if self.bearer is not None or not self.request.cookies:
            return self.bearer
        site = self.site()
        token = self.request.cookies.get(cookie_name(site))
        if token is not None and self.request.method not in _SAFE:
            self.require_own_page(site)
        return token

    def quota_of(self) -> str:
        """Whose quota this request counts for: the account that is signed in, if the chain knows it as a member or by a
        role, for anybody can sign in with any number of fresh keys; else the network address. Of IPv6 that is the /64,
        all of which one customer has."""
        try:
            token = self.token()
            if token is not None:
                with read_session(self.services.engine) as session:
                    account = find_session(session, token, self.services.now()).account
                    if _is_known(session, account):
                        return checksum(account)
        except ProblemError:  # a session that is over, or not this page's, is none
            pass
        return _network_of(self.request)

    def require_own_page(self, site: Site) -> None:
        """Raise `foreign_origin` unless a page of ours sends this: a browser adds cookies on behalf of any page."""
        origin = self.request.headers.get("origin")
        if origin != site.origin:
            sender = origin or Text("auth.no_page")
            raise ProblemError("foreign_origin", Text.of("auth.foreign_origin", origin=site.origin, sender=sender))

    def require_token(self) -> str:
        """As `token`, which there must be. Raises `not_signed_in` too."""
        token = self.token()
        if token is None:
            raise ProblemError("not_signed_in", Text("auth.not_signed_in"))
        return token

    def signed_in(self) -> SignedIn:
        """Session and roles. Raises `not_signed_in`, `session_expired`, `foreign_origin`."""
        return self.of(self.require_token())

    def of(self, token: str) -> SignedIn:
        """Whose token it is. Raises `session_expired`."""
        with self.services.read() as reading:
            session = find_session(reading.session, token, self.services.now())
            return SignedIn(session.account, roles_of(reading, session.account), session.expires_at, reading.head)

    def require(self, label: Label) -> SignedIn:
        """As `signed_in`, for who holds a role now. Raises `role_missing` too."""
        who = self.signed_in()
        held = next((role for role in who.roles if role.role_id == ROLE_IDS[label]), None)
        if held is None or not held.usable:
            raise _role_missing(who, label, held)
        return who


def _is_known(session: Session, account: str) -> bool:
    for row in (Member, RoleMember):
        if session.exec(select(row.account).where(row.account == account).limit(1)).first() is not None:
            return True
    return False


def _network_of(request: Request) -> str:
    client = request.client.host if request.client else ""
    try:
        address = ip_address(client)
    except ValueError:
        return client or "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, _ONE_CUSTOMER), strict=False))
    return client


def cookie_name(site: Site) -> str:
    """With TLS a name that browsers accept from this very host alone."""
    return "__Host-symbia-session" if site.secure else "symbia-session"


async def get_access(
    request: Request,
    services: ServicesDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Access:
    """What this request shows of its sender."""
    return Access(services, request, credentials.credentials if credentials else None)


async def get_stranger(request: Request, services: ServicesDep) -> Access:
    """As `get_access`, for who is not signed in yet: no token is looked at."""
    return Access(services, request, None)


AccessDep = Annotated[Access, Depends(get_access)]
StrangerDep = Annotated[Access, Depends(get_stranger)]


async def get_sender(request: Request, services: ServicesDep) -> Access:
    """As `get_access`, for routes that take no sign-in and only count for somebody."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Access(services, request, token.strip() or None if scheme.lower() == "bearer" else None)


SenderDep = Annotated[Access, Depends(get_sender)]


def require_role(label: Label) -> Callable[[Access], Awaitable[Callable[[], SignedIn]]]:
    """A dependency: asks who it is that asks, who must hold this role on chain now. The route calls it in its own
    thread."""

    @may_answer(*SESSION, "foreign_origin", "role_missing", *TABLES)
    async def dependency(access: AccessDep) -> Callable[[], SignedIn]:
        return partial(access.require, label)

    return dependency


def _role_missing(who: SignedIn, label: Label, held: HeldRole | None) -> ProblemError:
    return ProblemError("role_missing", _why(who, label, held), extra={"role": label})


def _why(who: SignedIn, label: Label, held: HeldRole | None) -> Text:
    account = checksum(who.account)
    if held is None:
        return Text.of("auth.role.not_held", account=account, role=label, block=who.head.block)
    if held.execution_delay:
        return Text.of("auth.role.delayed", account=account, role=label, delay=held.execution_delay)
    return Text.of("auth.role.later", account=account, role=label, since=held.since)
