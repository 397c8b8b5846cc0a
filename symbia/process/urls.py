"""URLs as people may see them: keys lie in paths, queries and passwords, and messages lie in logs."""

from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def shown(url: str) -> str:
    """Scheme, host and port of a node's URL; `/...` for whatever follows."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return "..."
    if not parts.hostname:
        return "..." if "@" in url else url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    rest = "/..." if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{host}{port}{rest}"


def shown_database(url: str) -> str:
    """A database URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "..." if "@" in url else url
