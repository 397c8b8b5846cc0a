"""Kinds of settings that name something in a network. No message repeats them: a URL may hold a password or a key."""

import re
from urllib.parse import SplitResult, urlsplit

from symbia.settings.kinds import MOST_PORT, Kind, read_host, require
from symbia.text import Text

_PRINTABLE = re.compile(r"[!-~]+")
_USUAL_PORTS = {"http": 80, "https": 443}
_MULTIADDRESS = re.compile(r"/(ip4|ip6|dns|dns4|dns6)/[^/\s]+/tcp/([0-9]{1,5})(/https?)?")
_DATABASE = re.compile(
    r"sqlite:///(?!:memory:)[^?]+(\?.*)?"
    r"|postgresql\+psycopg://(?=.)([^:/@]*(:[^@]*)?@)?(\[[^]]+]|[^:/?@]*)(:(?P<port>[0-9]{1,5}))?([/?].*)?"
)


def _split(raw: str, *schemes: str) -> SplitResult:
    """The parts of a URL with a host. ValueError for any other text."""
    require(_PRINTABLE.fullmatch(raw) is not None)  # urlsplit drops line ends and tabs without a word
    parts = urlsplit(raw)
    require(parts.scheme in schemes and parts.port != 0)  # `port` raises beyond 65535
    read_host(parts.hostname or "")
    return parts


def _endpoints(raw: str) -> str:
    for url in raw.split(","):
        _split(url.strip(" "), "http", "https")
    return raw


def _websocket(raw: str) -> str:
    _split(raw, "ws", "wss")
    return raw


def _site(raw: str) -> str:
    parts = _split(raw, "http", "https")
    require(parts.path in ("", "/") and "@" not in parts.netloc and not parts.query and not parts.fragment)
    return raw


def _origins(raw: str) -> str:
    for origin in raw.split(",") if raw != "*" else ():
        _require_origin(origin.strip(" "))
    return raw


def _require_origin(origin: str) -> None:
    """What browsers send is compared as it is, so an origin that they write in another way would never be allowed."""
    parts = _split(origin, "http", "https")
    require(origin == f"{parts.scheme}://{parts.netloc}".lower() and "@" not in origin)
    require(parts.port != _USUAL_PORTS[parts.scheme])


def _database(raw: str) -> str:
    match = _DATABASE.fullmatch(raw)
    require(match is not None and int(match["port"] or 0) <= MOST_PORT)
    return raw


def _multiaddress(raw: str) -> str:
    match = _MULTIADDRESS.fullmatch(raw)
    require(match is not None and 0 < int(match[2]) <= MOST_PORT)
    return raw


ENDPOINTS = Kind(Text("settings.noun.node"), Text("settings.write.nodes"), _endpoints, secret=True)
WEBSOCKET = Kind(Text("settings.noun.websocket"), Text("settings.write.websocket"), _websocket, secret=True)
SITE = Kind(Text("settings.noun.site"), Text("settings.write.site"), _site, secret=True)
ORIGINS = Kind(Text("settings.noun.origins"), Text("settings.write.origins"), _origins, secret=True)
DATABASE = Kind(Text("settings.noun.database"), Text("settings.write.database"), _database, secret=True)
MULTIADDRESS = Kind(Text("settings.noun.multiaddress"), Text("settings.write.multiaddress"), _multiaddress, secret=True)
