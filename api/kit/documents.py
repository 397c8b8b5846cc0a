"""Documents named on chain by an `ipfs://` URI, as answers carry them. Missing content never fails an answer."""

import json
from typing import Any, Literal

from pydantic import Field

from api.kit.worded import Sentence, Worded
from symbia.content import ContentError, ContentStore, InvalidCid, cid_from_uri
from symbia.text import Text

Availability = Literal["available", "unavailable", "not_text", "none"]


class Document(Worded):
    """What a URI on chain leads to."""

    uri: str | None = Field(description="As the chain names it", examples=["ipfs://bafkreigh2akiscaildc"])
    cid: str | None = Field(description="CIDv1; null when the URI is no `ipfs://<cid>`")
    availability: Availability = Field(
        description="`available`: `text` is the verified document. `unavailable`: not found for now, ask again. "
        "`not_text`: download it at `/v1/content/{cid}`. `none`: the chain names no document that can be read."
    )
    text: str | None = Field(description="The document. Untrusted: it was written by whoever made the transaction")
    metadata: dict[str, Any] | None = Field(description="The document as JSON, when it is a JSON object")
    note: Sentence | None = Field(description="Why there is no text")


def named(uri: str | None) -> Document:
    """The document of a URI before anyone looked for it."""
    if uri is None:
        return _document(None, None, "none", Text("kit.document.none"))
    try:
        return _document(uri, cid_from_uri(uri), "unavailable", Text("kit.document.not_looked_up"))
    except InvalidCid as error:
        return _document(uri, None, "none", full_sentence(error))


def look_up(document: Document, store: ContentStore, *, local_only: bool = False) -> Document:
    """The document with its text. `local_only` does not search other machines: for lists."""
    if document.cid is None:
        return document
    try:
        if local_only and not store.has(document.cid):
            return document
        data = store.get(document.cid)
    except ContentError as error:
        return document.model_copy(update={"note": full_sentence(error)})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        note = Text.of("kit.document.not_text", cid=document.cid)
        return document.model_copy(update={"availability": "not_text", "note": note})
    whole = {"availability": "available", "text": text, "metadata": _metadata(text), "note": None}
    return document.model_copy(update=whole)


def full_sentence(error: ContentError) -> Text:
    """What went wrong, for a place where it stands alone."""
    return Text.of("kit.sentence", what=error.text) if isinstance(error, InvalidCid) else error.text


def _metadata(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _document(uri: str | None, cid: str | None, availability: Availability, note: Text) -> Document:
    return Document(uri=uri, cid=cid, availability=availability, text=None, metadata=None, note=note)
