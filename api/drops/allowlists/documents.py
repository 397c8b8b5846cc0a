"""An allowlist as it was sent, made into a document and a root; and the list in a drop's document."""

import json
from functools import lru_cache
from typing import Any

from api.drops.allowlists.entries import NoAllowlist, from_csv, from_json
from api.drops.schemas import AllowlistAnswer
from api.kit.problems import ProblemError
from api.prepare.sources import pin_json
from symbia.content import ContentStore, cid_from_uri
from symbia.rules.addresses import checksum
from symbia.rules.drops.merkle import Allowlist, AllowlistEntry
from symbia.text import Text

CSV, JSON = "text/csv", "application/json"
_MEMBER = "allowlist"


def pin_allowlist(store: ContentStore, body: bytes, media_type: str) -> AllowlistAnswer:
    """Raises `invalid_allowlist` with every problem, `invalid_request` for another media type, and ContentError."""
    entries = _entries(body, media_type)
    uri = pin_json(store, _as_pinned(entries))
    return AllowlistAnswer(
        root=Allowlist.of(entries).root,
        entries=len(entries),
        allowance=str(sum(allowance for _, allowance in entries)),
        uri=uri,
        cid=cid_from_uri(uri),
    )


def of_document(store: ContentStore, uri: str) -> Allowlist:
    """The allowlist that a drop's document holds or names. Raises NoAllowlist, ContentError, `invalid_allowlist`."""
    data = store.get(cid_from_uri(uri))
    link = _link(data)
    return _parsed(data if link is None else store.get(cid_from_uri(link)))


def _entries(body: bytes, media_type: str) -> list[AllowlistEntry]:
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in (CSV, JSON):
        raise ProblemError("invalid_request", Text.of("drops.allowlist.media_type", csv=CSV, json=JSON))
    try:
        text = body.decode()
        return from_csv(text) if kind == CSV else from_json(json.loads(text))
    except UnicodeDecodeError as error:
        raise ProblemError("invalid_allowlist", Text("drops.allowlist.not_utf_8")) from error
    except NoAllowlist as error:
        raise ProblemError("invalid_allowlist", error.text) from error
    except (ValueError, RecursionError) as error:
        raise ProblemError("invalid_allowlist", Text("drops.allowlist.not_json")) from error


def _as_pinned(entries: list[AllowlistEntry]) -> list[list[str]]:
    """By account, so that the same entries are always the same document."""
    return [[checksum(account), str(allowance)] for account, allowance in sorted(entries)]


def _link(data: bytes) -> str | None:
    value = _json(data)
    named = value.get(_MEMBER) if isinstance(value, dict) else None
    return named if isinstance(named, str) else None


@lru_cache(maxsize=16)
def _parsed(data: bytes) -> Allowlist:
    """A tree takes a second for some 20,000 entries."""
    value = _json(data)
    if isinstance(value, dict) and _MEMBER in value:
        value = value[_MEMBER]
    return Allowlist.of(from_json(value))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoAllowlist.of("drops.allowlist.document_not_json") from error
