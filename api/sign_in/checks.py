"""What a sign-in message must say: written for this site and this chain, and for now."""

from datetime import UTC, datetime, timedelta

from api.auth.sessions import NONCE_SECONDS
from api.kit.problems import ProblemError
from api.kit.site import Site, parse_site
from api.kit.times import in_words
from api.sign_in.message import Message

_SKEW = timedelta(seconds=120)  # by which people's clocks are off
_AGAIN = "Ask for a new message at POST /v1/sign-in/nonce and sign that."


def check_message(message: Message, site: Site, chain_id: int, now: int) -> None:
    """Raises `wrong_domain`, `wrong_chain`, `message_expired` or `message_not_yet_valid`. `now` in unix seconds."""
    _check_site(message, site)
    if message.chain_id != chain_id:
        raise ProblemError(
            "wrong_chain",
            f"The message is for chain {message.chain_id}, and this brand is on chain {chain_id}. "
            f"Switch the wallet to it and sign again.",
        )
    _check_times(message, datetime.fromtimestamp(now, UTC))


def _check_site(message: Message, site: Site) -> None:
    named = parse_site(f"{message.scheme or site.scheme}://{message.domain}")
    if named != site:
        raise ProblemError(
            "wrong_domain",
            f"The message was written for {message.domain}, and this is {site.domain}. If another site asked you to "
            f"sign it, do not trust that site. {_AGAIN}",
        )
    if parse_site(message.uri) != site:
        raise ProblemError(
            "wrong_domain", f"The message's URI is {message.uri}; it must lie at {site.origin}. {_AGAIN}"
        )


def _check_times(message: Message, now: datetime) -> None:
    oldest = now - timedelta(seconds=NONCE_SECONDS) - _SKEW
    if message.issued_at < oldest or (message.expires_at is not None and message.expires_at <= now):
        raise ProblemError("message_expired", f"The message is too old at {_words(now)}. {_AGAIN}")
    if message.issued_at > now + _SKEW:
        raise ProblemError(
            "message_not_yet_valid",
            f"The message was issued later than now, {_words(now)}. Set this device's clock, then sign again.",
        )
    if message.not_before is not None and message.not_before > now:
        raise ProblemError("message_not_yet_valid", f"The message is not valid yet at {_words(now)}. Try again later.")


def _words(moment: datetime) -> str:
    return in_words(int(moment.timestamp()))
