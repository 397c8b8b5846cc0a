"""Nonces and sessions. The tables keep hashes; the secrets themselves exist in answers only.

`now` is unix seconds of the server's clock: a chain's clock stands still between blocks.
"""

import hashlib
import secrets

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from symbia.tables.sign_in import SignInNonce, SignInSession
from symbia.text import Text
from symbia.units import HOUR

NONCE_SECONDS = 600
SESSION_SECONDS = 12 * HOUR


def issue_nonce(session: Session, now: int) -> str:
    """A new nonce; those that nobody can use any more are swept out."""
    session.exec(delete(SignInNonce).where(col(SignInNonce.expires_at) <= now))
    nonce = secrets.token_hex(16)
    session.add(SignInNonce(nonce_hash=_hash(nonce), expires_at=now + NONCE_SECONDS))
    return nonce


def check_nonce(session: Session, nonce: str, now: int) -> None:
    """Raises `nonce_unknown` or `nonce_used`. Only `take_nonce` says for good that it is neither."""
    row = session.get(SignInNonce, _hash(nonce))
    if row is None or row.expires_at <= now or row.used_at is not None:
        raise _refusal(row, now)


def take_nonce(session: Session, nonce: str, now: int) -> None:
    """Use a nonce up: of many that try at once, one goes on. Raises what `check_nonce` raises."""
    key = _hash(nonce)
    free = (col(SignInNonce.nonce_hash) == key, col(SignInNonce.used_at).is_(None), col(SignInNonce.expires_at) > now)
    if session.exec(update(SignInNonce).where(*free).values(used_at=now)).rowcount != 1:
        raise _refusal(session.get(SignInNonce, key), now)


def open_session(session: Session, account: str, now: int, expires_at: int) -> str:
    """A new session's token; sessions that are over are swept out."""
    session.exec(delete(SignInSession).where(col(SignInSession.expires_at) <= now))
    token = secrets.token_urlsafe(32)
    row = SignInSession(token_hash=_hash(token), account=account, created_at=now, expires_at=expires_at)
    session.add(row)
    return token


def find_session(session: Session, token: str, now: int) -> SignInSession:
    """The session of a token. Raises `session_expired`."""
    statement = select(SignInSession).where(SignInSession.token_hash == _hash(token))
    row = session.exec(statement).first()
    if row is None or row.expires_at <= now:
        raise ProblemError("session_expired", Text("auth.session_expired"))
    return row


def end_session(session: Session, token: str) -> None:
    """Forget a session; none is fine."""
    session.exec(delete(SignInSession).where(col(SignInSession.token_hash) == _hash(token)))


def _refusal(row: SignInNonce | None, now: int) -> ProblemError:
    if row is None or row.expires_at <= now:
        return ProblemError("nonce_unknown", Text.of("auth.nonce_unknown", lifetime=NONCE_SECONDS))
    return ProblemError("nonce_used", Text("auth.nonce_used"))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
