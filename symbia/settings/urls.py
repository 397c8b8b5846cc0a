"""Kinds of settings that name something in a network. No message repeats them: a URL may hold a password or a key."""

import re
from urllib.parse import SplitResult, urlsplit

from symbia.settings.kinds import MOST_PORT, Kind, read_host, require

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


ENDPOINTS = Kind(
    "the URL of a node",
    "http:// or https:// and a host, such as http://127.0.0.1:8545, or several such URLs with commas between",
    _endpoints,
    secret=True,
)
WEBSOCKET = Kind("a websocket URL", "ws:// or wss:// and a host, such as ws://127.0.0.1:8545", _websocket, secret=True)
SITE = Kind("the URL of a site", "http:// or https:// and a host, without a path", _site, secret=True)
ORIGINS = Kind(
    "a list of origins",
    "origins as browsers write them, such as https://members.example, with commas between, or * alone",
    _origins,
    secret=True,
)
DATABASE = Kind(
    "the URL of a database", "sqlite:///file.db or postgresql+psycopg://user@host/database", _database, secret=True
)
MULTIADDRESS = Kind(
    "the address of an IPFS node", "an address such as /ip4/127.0.0.1/tcp/5001", _multiaddress, secret=True
)
