"""What a sign-in message must say: written for this site and this chain, and for now."""

from datetime import UTC, datetime, timedelta

from api.auth.sessions import NONCE_SECONDS
from api.kit.problems import ProblemError
from api.kit.site import Site, parse_site
from api.sign_in.message import SignInMessage
from symbia.text import Text

_SKEW = timedelta(seconds=120)  # by which people's clocks are off


def check_message(message: SignInMessage, site: Site, chain_id: int, now: int) -> None:
    """Raises `wrong_domain`, `wrong_chain`, `message_expired` or `message_not_yet_valid`. `now` in unix seconds."""
    _check_site(message, site)
    if message.chain_id != chain_id:
        chains = {"asked": message.chain_id, "chain_id": chain_id}
        raise ProblemError("wrong_chain", Text.of("sign_in.problem.chain", **chains))
    _check_times(message, datetime.fromtimestamp(now, UTC))


def _check_site(message: SignInMessage, site: Site) -> None:
    named = parse_site(f"{message.scheme or site.scheme}://{message.domain}")
    if named != site:
        raise ProblemError("wrong_domain", Text.of("sign_in.problem.domain", asked=message.domain, domain=site.domain))
    if parse_site(message.uri) != site:
        raise ProblemError("wrong_domain", Text.of("sign_in.problem.uri", uri=message.uri, origin=site.origin))


def _check_times(message: SignInMessage, now: datetime) -> None:
    oldest = now - timedelta(seconds=NONCE_SECONDS) - _SKEW
    if message.issued_at < oldest or (message.expires_at is not None and message.expires_at <= now):
        raise ProblemError("message_expired", Text.of("sign_in.problem.too_old", now=now))
    if message.issued_at > now + _SKEW:
        raise ProblemError("message_not_yet_valid", Text.of("sign_in.problem.issued_later", now=now))
    if message.not_before is not None and message.not_before > now:
        raise ProblemError("message_not_yet_valid", Text.of("sign_in.problem.not_yet", now=now))
