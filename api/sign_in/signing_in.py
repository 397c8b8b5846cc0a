"""From a nonce to a session."""

from api.auth.sessions import (
    NONCE_SECONDS,
    SESSION_SECONDS,
    check_nonce,
    issue_nonce,
    open_session,
    take_nonce,
)
from api.auth.signatures import NotSigned, accepted, personal_digest
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.kit.site import Site
from api.kit.times import utc
from api.sign_in.checking import check_message
from api.sign_in.message import parse_message, write_message
from api.sign_in.schemas import NonceAnswer, SignInRequest
from symbia.rules.addresses import checksum
from symbia.tables.db import service_session
from symbia.text import Text

# What the wallet shows. In English whoever reads it: a message is plain ASCII, see api/sign_in/message.py.
_STATEMENT = "Sign in. This moves nothing and costs nothing."


def new_nonce(services: Services, site: Site, account: str) -> NonceAnswer:
    """A nonce and the message to sign for `account` (lower case)."""
    now = services.now()
    with services.read() as reading:
        head = reading.head
    with service_session(services.engine) as session:
        nonce = issue_nonce(session, now)
    message = write_message(
        site=site.origin,
        domain=site.domain,
        account=checksum(account),
        statement=_STATEMENT,
        chain_id=head.chain_id,
        nonce=nonce,
        issued=f"{utc(now):%Y-%m-%dT%H:%M:%SZ}",
        expires=f"{utc(now + NONCE_SECONDS):%Y-%m-%dT%H:%M:%SZ}",
    )
    return NonceAnswer(
        as_of=head.as_of(), nonce=nonce, message=message, chain_id=head.chain_id, expires_at=utc(now + NONCE_SECONDS)
    )


def sign_in(services: Services, site: Site, request: SignInRequest) -> str:
    """The token of a new session. Raises the problem of the first check that fails; only success uses the nonce up."""
    now, message = services.now(), parse_message(request.message)
    with services.read() as reading:
        chain_id = reading.head.chain_id
        check_message(message, site, chain_id, now)
        check_nonce(reading.session, message.nonce, now)
    _check_signature(services, chain_id, message.account, request)
    with service_session(services.engine) as session:
        take_nonce(session, message.nonce, now)
        return open_session(session, message.account, now, now + SESSION_SECONDS)


def _check_signature(services: Services, chain_id: int, account: str, request: SignInRequest) -> None:
    signature = bytes.fromhex(request.signature.removeprefix("0x"))
    try:
        accepted(services.chain, chain_id, account, personal_digest(request.message), signature)
    except NotSigned as error:
        said = Text.of("sign_in.problem.signature", account=checksum(account), why=error.text)
        raise ProblemError("signature_invalid", said) from error
