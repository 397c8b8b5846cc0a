"""Who we are to a browser: the site that a sign-in message must name, and whose pages may use a cookie."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from api.kit.problems import ProblemError
from symbia.settings import SettingError
from symbia.text import Text

_PORTS = {"http": 80, "https": 443}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Site:
    """Scheme and authority in lower case, without a port that goes without saying."""

    scheme: str
    domain: str

    @property
    def origin(self) -> str:
        """As browsers write it (RFC 6454)."""
        return f"{self.scheme}://{self.domain}"

    @property
    def secure(self) -> bool:
        """Whether cookies may be kept to TLS."""
        return self.scheme == "https"


def parse_site(url: str) -> Site | None:
    """The site of a URL, None if it is not one of http or https. Path and query play no part."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        return None
    name = f"[{host}]" if ":" in host else host
    return Site(parts.scheme, name if port in (None, _PORTS[parts.scheme]) else f"{name}:{port}")


def configured_site(public_url: str) -> Site | None:
    """The site of SYMBIA_PUBLIC_URL, None if it is empty. Raises SettingError."""
    if not public_url:
        return None
    site = parse_site(public_url)
    if site is None or urlsplit(public_url).path not in ("", "/"):
        raise SettingError.of("settings.public_url", quoted=repr(public_url))
    return site


def site_of(configured: Site | None, request: Request) -> Site:
    """The configured site, else the one this request names if that is this machine. Raises `not_configured`.

    A name in a request proves nothing: whoever relays a phished signature writes the name of the phishing site.
    """
    if configured is not None:
        return configured
    named = parse_site(str(request.base_url))
    if named is None or request.base_url.hostname not in _THIS_MACHINE:
        raise ProblemError("not_configured", Text("kit.site"))
    return named
