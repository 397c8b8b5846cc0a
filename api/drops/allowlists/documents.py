"""An allowlist as it was sent, made into a document and a root; and the list in a drop's document."""

import json
from functools import lru_cache
from typing import Any

from api.auth.access import Access
from api.drops.allowlists.entries import from_csv, refusal
from api.drops.allowlists.trees import allowlist_of, as_document, is_dump
from api.drops.schemas import AllowlistAnswer
from api.kit.pinning import pin
from api.kit.problems import ProblemError
from api.kit.services import Services
from api.prepare.sources import pin_json
from symbia.content import ContentStore, DraftedStore, cid_from_uri
from symbia.near import meant
from symbia.rules.drops.merkle import Allowlist
from symbia.text import Text, TextError

CSV, JSON = "text/csv", "application/json"
MEMBER = "allowlist"
_ALIKE = (MEMBER, "whitelist")  # what people write that mean one
_CSV_BEGINS = "account"


class NoAllowlist(TextError):  # noqa: N818 - says what is the case
    """The document holds none, and nothing that was meant to be one; the text says what was found."""


def pin_allowlist(services: Services, body: bytes, media_type: str, sender: Access) -> AllowlistAnswer:
    """Pinned on the sender's quota. Raises `invalid_allowlist` with every problem, `invalid_request` for another media
    type, ContentError, and what `pin` raises."""
    tree = _sent(body, media_type)
    store = DraftedStore(services.store, max_bytes=services.settings.content_max_bytes)
    uri = pin_json(store, as_document(tree))
    pin(services, store.documents, sender.quota_of())
    return AllowlistAnswer(
        root=tree.root,
        entries=len(tree.allowances),
        allowance=str(sum(tree.allowances.values())),
        uri=uri,
        cid=cid_from_uri(uri),
    )


def of_document(store: ContentStore, uri: str) -> Allowlist:
    """The allowlist that a drop's document holds or names. Raises NoAllowlist, ContentError, and `invalid_allowlist`
    for one that is there and cannot be used: it must not be read as none."""
    data = store.get(cid_from_uri(uri))
    link = _link(data)
    return _parsed(data) if link is None else _listed(store.get(cid_from_uri(link)))


def _sent(body: bytes, media_type: str) -> Allowlist:
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in (CSV, JSON):
        raise ProblemError("invalid_request", Text.of("drops.allowlist.media_type", csv=CSV, json=JSON))
    try:
        text = body.decode()
        return Allowlist.of(from_csv(text)) if kind == CSV else allowlist_of(json.loads(text))
    except UnicodeDecodeError as error:
        raise refusal(Text("drops.allowlist.not_utf_8")) from error
    except (ValueError, RecursionError) as error:
        raise refusal(Text("drops.allowlist.not_json")) from error


def _link(data: bytes) -> str | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    named = value.get(MEMBER) if isinstance(value, dict) else None
    return named if isinstance(named, str) else None


@lru_cache(maxsize=16)
def _listed(data: bytes) -> Allowlist:
    """A document that a drop's names: it is a list, or nothing that can be used."""
    try:
        return allowlist_of(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise refusal(Text("drops.allowlist.document_not_json")) from error


@lru_cache(maxsize=16)
def _parsed(data: bytes) -> Allowlist:
    """A tree takes a second for some 20,000 entries."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        if data.decode(errors="replace").lstrip("\ufeff").lower().startswith(_CSV_BEGINS):
            raise refusal(Text("drops.allowlist.csv_document")) from error
        raise NoAllowlist.of("drops.allowlist.document_not_json") from error
    if isinstance(value, dict) and MEMBER in value:
        return allowlist_of(value[MEMBER])
    if is_dump(value) or isinstance(value, list):
        return allowlist_of(value)
    if isinstance(value, dict):
        _require_none_meant(value)
    raise NoAllowlist.of("drops.allowlist.none")


def _require_none_meant(document: dict[str, Any]) -> None:
    for name in document:
        if meant(name, _ALIKE) is not None:
            raise refusal(Text.of("drops.allowlist.misspelt", name=name[:80], member=MEMBER))
